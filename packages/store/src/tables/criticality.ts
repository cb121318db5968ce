// Tables of the process room in the core store: how much each entry of the declared plant matters.
import { doubleOrNull, integer, smallintOrNull, text, textArray, textOrNull, uuid } from './column.ts'

export const criticalityTables = {
  asset_criticality: {
    site: text,
    declared_id: text,
    level: smallintOrNull,
    standing: textOrNull,
    after_h: doubleOrNull,
    stops: integer,
    place: integer,
    studies: textArray,
    basis: uuid,
  },
} as const
