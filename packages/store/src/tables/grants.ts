// Who may do what to which table: the declaration that a test holds against the grants and policies of the database.
// `s` select, `i` insert, `u` update, `d` delete. A role that is not named may do nothing. Truncate is granted to nobody.
import type { coreTables } from './core.ts'
import type { monitoringTables } from './monitoring.ts'

type Privileges = 's' | 'si' | 'siu' | 'sid' | 'siud'
type Grants = Readonly<Record<string, Privileges>>

const service = { core_service: 'siu' } as const
const serviceAppends = { core_service: 'si' } as const
const people = { core_it: 's', core_ot: 's', core_both: 's', core_shared: 's' } as const
/** People of a monitoring domain: rows are shown by label. */
const domains = { core_it: 's', core_ot: 's', core_both: 's' } as const

export const coreGrants = {
  account: service,
  session: { core_service: 'siud' },
  sign_in_link: { core_service: 'siud' },
  api_token: service,
  passkey: { core_service: 'siud' },
  passkey_challenge: { core_service: 'sid' },
  recovery_code: { core_service: 'siud' },
  program_token: { core_service: 'siud' },
  policy: serviceAppends,
  kept_answer: { core_service: 'siud' },
  sensor: { ...service, ...people },
  sensor_code: { core_service: 'siud' },
  sensor_state: { ...service, ...people },
  sensor_watch: { ...service, ...people },
  sensor_sighting: { ...service, ...people },
  sensor_misuse: { ...service, ...people },
  audit_entry: serviceAppends,
  audit_root: serviceAppends,
  audit_anchor: serviceAppends,
  site: { ...service, ...people },
  plant_import: { ...service, ...people },
  plant_item: { ...service, ...people },
  fact: { ...serviceAppends, ...domains },
  fact_cursor: service,
  change_event: { core_service: 'sid', ...people },
  asset_binding: service,
  asset_claim: service,
  asset_import: { ...service, ...people },
  job: service,
  asset_decision: { ...service, ...people },
  asset: { ...service, ...people },
  asset_line: { core_service: 'siud', ...people },
  asset_key: { core_service: 'sid', ...people },
  asset_criticality: { core_service: 'siud', ...people },
  asset_field: { ...service, ...people },
  unregistered_talker: { ...service, ...people },
  zone_model: { ...service, ...people },
  conversation: { ...service, ...domains },
  conversation_verdict: { ...service, ...domains },
  conversation_state: { ...service, ...domains },
  conversation_count: { ...service, ...domains },
  breach: { ...service, ...people },
  shadow_finding: { ...service, ...people },
  shadow_step: { ...serviceAppends, ...people },
  shadow_version: { ...serviceAppends, ...people },
  advisory_import: serviceAppends,
  advisory_revision: serviceAppends,
  exploit_list: serviceAppends,
  software_bill: serviceAppends,
  vulnerability_subject: { ...service, ...people },
  vulnerability_match: { ...service, ...people },
  vulnerability_version: { ...service, ...people },
  vulnerability_step: { ...serviceAppends, ...people },
  partition_decision: { ...serviceAppends, core_it: 's', core_ot: 's', core_both: 's' },
  drill: { ...serviceAppends, ...people },
  drill_withdrawal: { ...serviceAppends, ...people },
  need_answer: { ...serviceAppends, ...people },
  vendor_session: { core_service: 'siud', ...domains },
  vendor_drift: { ...service, ...domains },
  firewall_reading: { ...serviceAppends, ...people },
  partition_record: { ...serviceAppends, ...people },
  partition_approval: { ...serviceAppends, ...people },
  saved_view: { core_service: 'siud' },
  setting: service,
  zone_edge: { core_service: 'siud', ...people },
  state_version: { ...service, ...people },
  agreed_state: { ...serviceAppends, ...people },
  blueprint: { ...serviceAppends, ...people },
  blueprint_held: { ...service, ...people },
  blueprint_deviation: { ...service, ...people },
} satisfies Record<keyof typeof coreTables, Grants>

const cell = { monitoring_service: 'siu' } as const
const cellAppends = { monitoring_service: 'si' } as const
const read = { monitoring_read: 's' } as const
const cellTurnsOver = { monitoring_service: 'siud' } as const

export const monitoringGrants = {
  audit_entry: cellAppends,
  audit_root: cellAppends,
  audit_anchor: cellAppends,
  kept_answer: { monitoring_service: 'siud' },
  baseline_plan: { ...cell, ...read },
  baseline_source: { ...cell, ...read },
  baseline_pair: { ...cell, ...read },
  baseline_seen: cell,
  baseline_points: { ...cell, ...read },
  baseline_deviation: { ...cellTurnsOver, ...read },
  baseline_gone: { ...cell, ...read },
  job: { ...cell, ...read },
  capture: { ...cell, ...read },
  list_count: { ...cell, ...read },
  observation_batch: cell,
  binding: { ...cell, ...read },
  claim: { ...cell, ...read },
  conversation: { ...cell, ...read },
  operation: { ...cell, ...read },
  anomaly: { ...cell, ...read },
  value_seen: { ...cellTurnsOver, ...read },
  state_seen: { ...cellTurnsOver, ...read },
  transfer_seen: { ...cellTurnsOver, ...read },
  logon_seen: { ...cellTurnsOver, ...read },
  discovery_seen: { ...cellTurnsOver, ...read },
  device_count: { ...cell, ...read },
  shadow_sign: cellTurnsOver,
  fact_outbox: cellAppends,
  snapshot: cellAppends,
  sensor_heartbeat: { ...cell, ...read },
} satisfies Record<keyof typeof monitoringTables, Grants>
