// One published document to an advisory, whatever it is written in; its content says which.
import type { Result } from '@penstock/model/kernel'
import type { Advisory } from '../advisory.ts'
import type { FeedFault } from '../fault.ts'
import { readCsaf } from './read-csaf.ts'
import { readCycloneDxVex } from './read-cyclonedx-vex.ts'
import { OPENVEX_CONTEXT, readOpenVex } from './read-openvex.ts'

/** CSAF 2.0 and 2.1, CycloneDX VEX and OpenVEX; what is none of them is told the faults that it has as CSAF. */
export function readAdvisory(text: string): Result<Advisory, readonly FeedFault[]> {
  if (/"csaf_version"\s*:/.test(text)) return readCsaf(text)
  if (isCycloneDx(text)) return readCycloneDxVex(text)
  return text.includes(`"${OPENVEX_CONTEXT}`) ? readOpenVex(text) : readCsaf(text)
}

/** A bill of materials, a VEX, or both. */
export function isCycloneDx(text: string): boolean {
  return /"bomFormat"\s*:\s*"CycloneDX"/.test(text)
}
