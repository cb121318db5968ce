// Tables of the installation's settings in the core store.
import { instant, integer, json, text } from './column.ts'

export const settingsTables = {
  setting: {
    name: text,
    version: integer,
    body: json<unknown>(),
    changed_by: text,
    changed_at: instant,
  },
}
