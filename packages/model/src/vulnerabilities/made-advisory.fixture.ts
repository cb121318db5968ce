// Made advisories as the matcher reads them, and devices to hold against them.
import { type MadeAdvisory, madeCsaf } from '@penstock/testkit/advisories'
import { type Advisory, type DeviceIdentity, Matcher, readCsaf, type VulnerabilityMatch } from './index.ts'

export function advisoryOf(made: MadeAdvisory): Advisory {
  const read = readCsaf(JSON.stringify(madeCsaf(made)))
  if (!read.ok) throw new Error(JSON.stringify(read.refusal))
  return read.value
}

export function device(known: Partial<DeviceIdentity>): DeviceIdentity {
  return {
    id: 'D-1',
    vendor: 'Made Controls',
    product: 'Alpha 7',
    version: null,
    modelNumber: null,
    hwRev: null,
    serial: null,
    slotRole: null,
    identitySource: null,
    role: null,
    ...known,
  }
}

export function matchesOf(
  known: Partial<DeviceIdentity>,
  ...made: readonly MadeAdvisory[]
): readonly VulnerabilityMatch[] {
  return new Matcher(made.map(advisoryOf)).match(device(known))
}

/** The grade of one device against one advisory; null is no product of it. */
export function gradeOf(known: Partial<DeviceIdentity>, made: MadeAdvisory): string | null {
  return matchesOf(known, made)[0]?.grade ?? null
}
