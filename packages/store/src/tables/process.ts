// Tables of the room process: what people found out about the functions of a plant.
import { boolean, booleanOrNull, doubleOrNull, instant, json, text, textOrNull, uuid } from './column.ts'

export const processTables = {
  drill: {
    id: uuid,
    site: text,
    function: text,
    input: textOrNull,
    what: text,
    done_on: text,
    done_by: text,
    held_h: doubleOrNull,
    is_at_least: boolean,
    restore_h: doubleOrNull,
    kept_share: doubleOrNull,
    is_minimum_held: booleanOrNull,
    evidence: textOrNull,
    recorded_by: text,
    recorded_at: instant,
  },
  need_answer: {
    id: uuid,
    site: text,
    function: text,
    host: text,
    service: text,
    is_needed: boolean,
    direction: text,
    purpose: text,
    hold_up_h: doubleOrNull,
    owner: textOrNull,
    basis: json<unknown>(),
    answered_by: text,
    answered_at: instant,
  },
  drill_withdrawal: { drill_id: uuid, site: text, reason: text, withdrawn_by: text, withdrawn_at: instant },
} as const
