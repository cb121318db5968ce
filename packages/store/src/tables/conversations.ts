// What is kept of conversations beside the row of each: history of what was known, and counters by what lists filter.
import {
  bigint,
  boolean,
  generatedText,
  generatedTextArray,
  instant,
  instantRange,
  smallint,
  smallintDefault,
  text,
  textArray,
  textOrNull,
  uuid,
} from './column.ts'

/** Columns of `conversation` that lists filter by. */
export const conversationColumns = {
  known_at: instant,
  kinds: generatedTextArray,
  protocol_name: generatedText,
  client_zone: generatedText,
  server_zone: generatedText,
} as const

export const conversationTables = {
  conversation_state: {
    conversation_id: uuid,
    site: text,
    domains: textArray,
    marking: smallintDefault,
    kinds: textArray,
    is_answered: boolean,
    client_zone: textOrNull,
    server_zone: textOrNull,
    held: instantRange,
    learned: instantRange,
  },
  conversation_count: {
    site: text,
    cell: text,
    domains: textArray,
    marking: smallint,
    client_zone: textOrNull,
    server_zone: textOrNull,
    protocol_name: textOrNull,
    verdict: textOrNull,
    conduit: textOrNull,
    is_answered: boolean,
    kinds: textArray,
    conversations: bigint,
    packets: bigint,
    bytes: bigint,
  },
} as const
