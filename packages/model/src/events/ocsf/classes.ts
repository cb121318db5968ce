// The OCSF 1.8.0 classes that events become: number, category, and what one must hold to be of the class.
// Source: github.com/ocsf/ocsf-schema, tag 1.8.0 (Apache-2.0), extends and includes resolved.

export interface OcsfClass {
  readonly uid: number
  readonly caption: string
  readonly category: number
  /** Attributes that must be there, beside those that every event has. */
  readonly required: readonly string[]
  /** One of these must be there, unless empty. */
  readonly oneOf: readonly string[]
}

export const OCSF_VERSION = '1.8.0'

export const OCSF_CLASSES = {
  base_event: { uid: 0, caption: 'Base Event', category: 0, required: [], oneOf: [] },
  file_activity: {
    uid: 1001,
    caption: 'File System Activity',
    category: 1,
    required: ['actor', 'device', 'file'],
    oneOf: [],
  },
  module_activity: {
    uid: 1005,
    caption: 'Module Activity',
    category: 1,
    required: ['actor', 'device', 'module'],
    oneOf: [],
  },
  scheduled_job_activity: {
    uid: 1006,
    caption: 'Scheduled Job Activity',
    category: 1,
    required: ['device', 'job'],
    oneOf: [],
  },
  process_activity: {
    uid: 1007,
    caption: 'Process Activity',
    category: 1,
    required: ['actor', 'device', 'process'],
    oneOf: [],
  },
  event_log_actvity: {
    uid: 1008,
    caption: 'Event Log Activity',
    category: 1,
    required: [],
    oneOf: ['log_file', 'log_name', 'log_provider', 'log_type', 'log_type_id'],
  },
  script_activity: {
    uid: 1009,
    caption: 'Script Activity',
    category: 1,
    required: ['actor', 'device', 'script'],
    oneOf: [],
  },
  peripheral_activity: {
    uid: 1010,
    caption: 'Peripheral Activity',
    category: 1,
    required: ['actor', 'device', 'peripheral_device'],
    oneOf: [],
  },
  vulnerability_finding: {
    uid: 2002,
    caption: 'Vulnerability Finding',
    category: 2,
    required: ['finding_info', 'vulnerabilities'],
    oneOf: [],
  },
  compliance_finding: {
    uid: 2003,
    caption: 'Compliance Finding',
    category: 2,
    required: ['finding_info', 'compliance'],
    oneOf: [],
  },
  detection_finding: { uid: 2004, caption: 'Detection Finding', category: 2, required: ['finding_info'], oneOf: [] },
  incident_finding: {
    uid: 2005,
    caption: 'Incident Finding',
    category: 2,
    required: ['status_id', 'finding_info_list'],
    oneOf: ['assignee', 'assignee_group'],
  },
  account_change: { uid: 3001, caption: 'Account Change', category: 3, required: ['user'], oneOf: [] },
  authentication: {
    uid: 3002,
    caption: 'Authentication',
    category: 3,
    required: ['user'],
    oneOf: ['service', 'dst_endpoint'],
  },
  entity_management: { uid: 3004, caption: 'Entity Management', category: 3, required: ['entity'], oneOf: [] },
  user_access: {
    uid: 3005,
    caption: 'User Access Management',
    category: 3,
    required: ['privileges', 'user'],
    oneOf: [],
  },
  group_management: { uid: 3006, caption: 'Group Management', category: 3, required: ['group'], oneOf: [] },
  network_activity: { uid: 4001, caption: 'Network Activity', category: 4, required: [], oneOf: [] },
  http_activity: {
    uid: 4002,
    caption: 'HTTP Activity',
    category: 4,
    required: [],
    oneOf: ['http_request', 'http_response'],
  },
  dns_activity: { uid: 4003, caption: 'DNS Activity', category: 4, required: [], oneOf: [] },
  rdp_activity: { uid: 4005, caption: 'RDP Activity', category: 4, required: [], oneOf: [] },
  smb_activity: { uid: 4006, caption: 'SMB Activity', category: 4, required: [], oneOf: [] },
  ssh_activity: { uid: 4007, caption: 'SSH Activity', category: 4, required: [], oneOf: [] },
  ftp_activity: { uid: 4008, caption: 'FTP Activity', category: 4, required: [], oneOf: [] },
  email_activity: { uid: 4009, caption: 'Email Activity', category: 4, required: ['direction_id', 'email'], oneOf: [] },
  tunnel_activity: {
    uid: 4014,
    caption: 'Tunnel Activity',
    category: 4,
    required: [],
    oneOf: ['connection_info', 'session', 'src_endpoint', 'traffic', 'tunnel_interface', 'tunnel_type_id'],
  },
  inventory_info: { uid: 5001, caption: 'Device Inventory Info', category: 5, required: ['device'], oneOf: [] },
  config_state: { uid: 5002, caption: 'Device Config State', category: 5, required: ['device'], oneOf: [] },
  device_config_state_change: {
    uid: 5019,
    caption: 'Device Config State Change',
    category: 5,
    required: ['device'],
    oneOf: [],
  },
  software_info: { uid: 5020, caption: 'Software Inventory Info', category: 5, required: ['device'], oneOf: [] },
  application_lifecycle: { uid: 6002, caption: 'Application Lifecycle', category: 6, required: ['app'], oneOf: [] },
  api_activity: { uid: 6003, caption: 'API Activity', category: 6, required: ['actor', 'src_endpoint'], oneOf: [] },
  remediation_activity: {
    uid: 7001,
    caption: 'Remediation Activity',
    category: 7,
    required: ['command_uid'],
    oneOf: [],
  },
  network_remediation_activity: {
    uid: 7004,
    caption: 'Network Remediation Activity',
    category: 7,
    required: ['command_uid', 'connection_info'],
    oneOf: [],
  },
  registry_value_activity: {
    uid: 201002,
    caption: 'Registry Value Activity',
    category: 1,
    required: ['actor', 'device', 'reg_value'],
    oneOf: [],
  },
  windows_service_activity: {
    uid: 201004,
    caption: 'Windows Service Activity',
    category: 1,
    required: ['actor', 'device', 'win_service'],
    oneOf: [],
  },
} as const satisfies Readonly<Record<string, OcsfClass>>
export type OcsfClassName = keyof typeof OCSF_CLASSES

/** What every class may hold: the attributes of Base Event but the profiles'. */
export const BASE_ATTRIBUTES: ReadonlySet<string> = new Set([
  'actor',
  'device',
  'action',
  'action_id',
  'attacks',
  'authorizations',
  'confidence',
  'confidence_id',
  'confidence_score',
  'disposition',
  'disposition_id',
  'firewall_rule',
  'is_alert',
  'malware',
  'malware_scan_info',
  'policy',
  'risk_details',
  'risk_level',
  'risk_level_id',
  'risk_score',
  'activity_id',
  'activity_name',
  'category_name',
  'category_uid',
  'class_name',
  'class_uid',
  'count',
  'duration',
  'end_time',
  'enrichments',
  'message',
  'metadata',
  'observables',
  'raw_data',
  'raw_data_hash',
  'raw_data_size',
  'severity',
  'severity_id',
  'start_time',
  'status',
  'status_code',
  'status_detail',
  'status_id',
  'time',
  'timezone_offset',
  'type_name',
  'type_uid',
  'unmapped',
])

/** Attributes that a class holds by way of a profile; the event names the profile. */
export const PROFILE_OF: Readonly<Record<string, string>> = {
  actor: 'host',
  device: 'host',
  action: 'security_control',
  action_id: 'security_control',
  attacks: 'security_control',
  authorizations: 'security_control',
  confidence: 'security_control',
  confidence_id: 'security_control',
  confidence_score: 'security_control',
  disposition: 'security_control',
  disposition_id: 'security_control',
  firewall_rule: 'security_control',
  is_alert: 'security_control',
  malware: 'security_control',
  malware_scan_info: 'security_control',
  policy: 'security_control',
  risk_details: 'security_control',
  risk_level: 'security_control',
  risk_level_id: 'security_control',
  risk_score: 'security_control',
}

/** The caption of each class by its number. */
export const EVENT_CLASSES: ReadonlyMap<number, string> = new Map(
  Object.values(OCSF_CLASSES).map(({ uid, caption }) => [uid, caption]),
)
