// What a process brings to the rooms: its clock and new ids.
import { randomBytes } from 'node:crypto'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { Scope } from '@penstock/store/state'

/** Now, in microseconds. Tests give their own. */
export type Clock = () => EpochMicros

export const systemClock: Clock = () => micros(Math.round((performance.timeOrigin + performance.now()) * 1000))

/** A UUIDv7: 48 bits of milliseconds, then randomness (RFC 9562 §5.7). */
export function newUuid(): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(Date.now(), 0, 6)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** The hub's own work on the core store. */
export const HUB_SERVICE: Scope = { role: 'core_service', sites: '*', clearance: 3 }

/** A cell's own work on its store. */
export const CELL_SERVICE: Scope = { role: 'monitoring_service', sites: '*', clearance: 3 }
export { chunks, readChunks } from './chunks.ts'
export { uuidOfContent } from './content-id.ts'
export { type DiskRoom, diskRoom, isDiskFull } from './disk-room.ts'
export { MarkedSites } from './marked-sites.ts'
export { programVersion } from './program-version.ts'
export { isSameJson } from './same-json.ts'
export { isStorable } from './storable-text.ts'
export { textCell } from './text-cell.ts'
export { isOutOfMemory } from './thread-end.ts'
export { type ZipEntry, type ZipFault, zipEntries } from './zip.ts'
