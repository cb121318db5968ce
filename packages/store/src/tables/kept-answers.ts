// Answers kept for repeated writes, the same in every store.
import { bytes, instant, smallintOrNull, text, textOrNull } from './column.ts'

export const keptAnswerTables = {
  kept_answer: {
    subject: text,
    key: text,
    request_hash: bytes,
    state: text,
    status: smallintOrNull,
    body: textOrNull,
    begun_at: instant,
  },
} as const
