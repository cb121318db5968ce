// Tables of what devices say and undergo: values, states, transfers, logons, discoveries, and how many rows of each a device has.
import { bigint, bigintOrNull, double, instant, json, text, textArray, textOrNull, uuid } from './column.ts'
import type { CaptureProof } from './core.ts'

const row = { id: uuid, site: text, device: text, device_mac: textOrNull, device_ip: textOrNull, protocol: text }
const client = { client: text, client_mac: textOrNull, client_ip: textOrNull }
const proved = { last_at: instant, proof: json<CaptureProof>() }

export const eventTables = {
  value_seen: {
    ...row,
    ...proved,
    point: text,
    point_order: text,
    count: bigint,
    changes: bigint,
    min: double,
    max: double,
    first: double,
    last: double,
    quality: textArray,
    first_at: instant,
  },
  state_seen: { ...row, ...proved, part: textOrNull, field: text, value: text, method: text },
  transfer_seen: {
    ...row,
    ...client,
    ...proved,
    kind: text,
    direction: text,
    name: textOrNull,
    bytes: bigint,
    announced_bytes: bigintOrNull,
    sha256: textOrNull,
    result: text,
    first_at: instant,
  },
  logon_seen: {
    ...row,
    ...client,
    ...proved,
    method: text,
    account: textOrNull,
    result: textOrNull,
    count: bigint,
    first_at: instant,
  },
  discovery_seen: { ...row, ...proved, method: text, count: bigint, first_at: instant },
  device_count: { site: text, device: text, list: text, kept: bigint, gone: bigint },
} as const
