// The table of long work: the same in the hub's store and in a cell's.
import {
  bigintDefault,
  bigintOrNull,
  instant,
  instantOrNull,
  integerDefault,
  json,
  jsonOrNull,
  text,
  uuid,
} from './column.ts'

export const jobTables = {
  job: {
    id: uuid,
    kind: text,
    site: text,
    subject: text,
    state: text,
    phase: text,
    done: bigintDefault,
    total: bigintOrNull,
    unit: text,
    created_by: text,
    created_at: instant,
    started_at: instantOrNull,
    ended_at: instantOrNull,
    problem: jsonOrNull<unknown>(),
    result: jsonOrNull<unknown>(),
    input: json<unknown>(),
    attempts: integerDefault,
  },
}
