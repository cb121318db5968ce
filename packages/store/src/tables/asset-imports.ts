// The table of files that people brought into the register.
import { bytes, instant, instantOrNull, integer, text, textOrNull, uuid } from './column.ts'

export const assetImportTables = {
  asset_import: {
    id: uuid,
    site: text,
    format: text,
    file_name: text,
    sha256: bytes,
    added: integer,
    changed: integer,
    unchanged: integer,
    bad: integer,
    imported_by: text,
    imported_at: instant,
    taken_back_by: textOrNull,
    taken_back_at: instantOrNull,
  },
}
