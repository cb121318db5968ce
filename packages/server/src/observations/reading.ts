// How a person reads a cell's rows: within their sites, and each with the place of the packet that proves it.
import { idOfUuid } from '@penstock/model/kernel'
import type { Caller } from '@penstock/server/http'
import type { Scope } from '@penstock/store/state'
import type { CaptureProof } from '@penstock/store/tables'

/** A person reads under the reading role, within their sites: forgetting a filter shows nothing more. */
export function readingScope(caller: Caller): Scope {
  return { role: 'monitoring_read', sites: caller.sites, clearance: 0 }
}

export function placeOfProof(proof: CaptureProof) {
  const { captureId, frame, offset, length, isLine = false } = proof
  return { captureId: idOfUuid('cap', captureId), isLine, frame, offset, length }
}
