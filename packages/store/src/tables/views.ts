// The table of saved views.
import { instant, integerDefault, text, textOrNull, uuid } from './column.ts'

export const viewTables = {
  saved_view: {
    id: uuid,
    name: text,
    path: text,
    search: text,
    audience: text,
    role: textOrNull,
    author_id: uuid,
    created_at: instant,
    version: integerDefault,
  },
} as const
