// The audit chain's tables, the same in every store.
import { bigint, bytes, instant, json, text } from './column.ts'

const root = {
  last_seq: bigint,
  first_seq: bigint,
  at: instant,
  merkle_root: bytes,
  key_id: text,
  signature: bytes,
}

export const auditTables = {
  audit_entry: {
    seq: bigint,
    at: instant,
    actor: text,
    action: text,
    object: text,
    details: json<unknown>(),
    prev_hash: bytes,
    hash: bytes,
  },
  audit_root: root,
  audit_anchor: { chain: text, ...root, anchored_at: instant },
} as const
