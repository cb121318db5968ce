// Tables of the room blueprint in the hub: what was agreed on, and where today deviates from it.
import { instant, instantOrNull, integer, json, text, textOrNull, uuid } from './column.ts'

export const blueprintTables = {
  blueprint: {
    id: uuid,
    site: text,
    version: integer,
    document: json<unknown>(),
    reason: text,
    agreed_by: text,
    agreed_at: instant,
  },
  blueprint_held: { site: text, version: integer, held_at: instant },
  blueprint_deviation: {
    id: uuid,
    site: text,
    kind: text,
    object: text,
    domain: textOrNull,
    stage: textOrNull,
    facts: json<readonly { readonly name: string; readonly value: string }[]>(),
    opened_at: instant,
    closed_at: instantOrNull,
  },
} as const
