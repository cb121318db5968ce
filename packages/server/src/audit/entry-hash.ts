// What an entry's hash covers: everything that the row says, its place in the chain, and the hash before it.
import { createHash } from 'node:crypto'
import type { EpochMicros } from '@penstock/model/kernel'
import { canonicalJson } from './canonical-json.ts'

/** A row of `audit_entry` as it is read back. */
export interface AuditRow {
  readonly seq: number
  readonly at: EpochMicros
  readonly actor: string
  readonly action: string
  readonly object: string
  readonly details: unknown
  readonly prev_hash: Uint8Array
  readonly hash: Uint8Array
}

/** What the first entry names as the hash before it. */
export const GENESIS: Uint8Array = new Uint8Array(32)

/** SHA-256 over the canonical JSON of the row without its hash. Throws a RangeError for details that have no canonical form. */
export function entryHash(row: Omit<AuditRow, 'hash'>): Uint8Array {
  const { seq, at, actor, action, object, details, prev_hash } = row
  const text = canonicalJson({ seq, at, actor, action, object, details, prevHash: hexOf(prev_hash) })
  return createHash('sha256').update(text).digest()
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

export function bytesOfHex(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex')
}
