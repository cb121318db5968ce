// Our `ot` profile: what OCSF 1.8.0 has no words for. Not part of OCSF; private extensions use number 999 of its register. `domain` is set by
// the credential of the source, never by a line.
import type { OcsfShape } from './schema.ts'

const OPERATIONS = [
  'read',
  'write',
  'read_write',
  'program_download',
  'program_upload',
  'mode_change',
  'firmware_update',
  'restart',
  'stop',
  'start',
  'time_sync',
  'enable_unsolicited',
  'select',
  'operate',
  'direct_operate',
  'diagnostic',
  'identify',
  'file_transfer',
  'connect',
  'alarm_ack',
  'config_change',
] as const
export type OtOperation = (typeof OPERATIONS)[number]

const named = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]))
const text = { type: 'string_t' }

export const OT_PROFILE: OcsfShape = {
  constraints: {},
  attributes: {
    domain: { ...text, required: true, values: named(['it', 'dmz', 'ot']) },
    zone_uid: text,
    conduit_uid: text,
    src_purdue_level: { ...text, values: named(['0', '1', '2', '3', '3.5', '4', '5']) },
    dst_purdue_level: { ...text, values: named(['0', '1', '2', '3', '3.5', '4', '5']) },
    protocol: text,
    operation: { ...text, values: named(OPERATIONS) },
    function_code: { type: 'integer_t' },
    unit_id: text,
    points: { type: 'ot_point', list: true },
    exception_code: text,
    controller_mode: { ...text, values: named(['run', 'program', 'remote_run', 'remote_program', 'test', 'stop']) },
    safety_related: { type: 'boolean_t' },
    process_area_uid: text,
    mitre_ics: { ...text, list: true },
  },
}

export const OT_POINT: OcsfShape = {
  constraints: {},
  attributes: {
    kind: {
      ...text,
      values: named(['coil', 'discrete_input', 'input_register', 'holding_register', 'analog', 'binary', 'tag', 'db']),
    },
    address: text,
    count: { type: 'integer_t' },
    value: text,
    prev_value: text,
    unit: text,
  },
}
