// The table of signs of shadow infrastructure in a cell.
import { instant, json, text, textOrNull } from './column.ts'
import type { CaptureProof } from './core.ts'

export const shadowSignTables = {
  shadow_sign: {
    site: text,
    host: text,
    mac: textOrNull,
    indicator: text,
    name: text,
    category: text,
    kind: text,
    pattern: text,
    value: text,
    first_at: instant,
    last_at: instant,
    proof: json<CaptureProof>(),
  },
} as const
