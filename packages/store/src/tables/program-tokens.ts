// Tables of tokens for programs in the core store.
import { bytes, instant, instantOrNull, text, textArray, uuid } from './column.ts'

export const programTokenTables = {
  program_token: {
    id: uuid,
    token_hash: bytes,
    account_id: uuid,
    name: text,
    rooms: textArray,
    created_at: instant,
    expires_at: instant,
    last_used_at: instantOrNull,
  },
} as const
