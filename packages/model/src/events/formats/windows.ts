// Windows events, as XML and as the JSON of usual forwarders: Security, System, PowerShell, Sysmon, Defender. An event that no kind names is
// Base Event with all its fields, for rules that ask them. Sources: Microsoft, "Audit events" and Sysmon's manual; SigmaHQ's log sources.
import type { LogSource } from '../event.ts'
import type { As, Attributes, Kind, Mapping } from '../mapping.ts'
import type { OcsfClassName } from '../ocsf/classes.ts'
import { WINDOWS_CHANNELS } from './windows-channels.ts'
import { WINDOWS_JSON_SAMPLES, WINDOWS_XML_SAMPLES } from './windows-samples.ts'

const HOST: Attributes = {
  'device.hostname': { from: ['Computer', 'Hostname', 'host.name', 'hostname'], otherwise: 'unknown' },
  'device.type_id': { is: 0 },
  'device.os.name': { is: 'Windows' },
  'device.os.type_id': { is: 100 },
  'metadata.log_name': 'Channel',
  'metadata.log_provider': 'Provider_Name',
  'metadata.event_code': 'EventID',
  'metadata.uid': 'EventRecordID',
}

const ALIASES = {
  Computer: 'Hostname',
  Provider_Name: 'SourceName',
  SourceName: 'Provider_Name',
} as const

const int = (from: string | readonly string[]) => ({ from, as: 'int' as As })
const base = (from: string | readonly string[]) => ({ from, as: 'base-name' as As })

/** Who did it, by the names of Security events. */
const SUBJECT: Attributes = {
  'actor.user.name': 'SubjectUserName',
  'actor.user.uid': { from: ['SubjectUserSid', 'Security_UserID', 'UserID'] },
  'actor.user.domain': 'SubjectDomainName',
  'actor.session.uid': 'SubjectLogonId',
}

/** Which process did it, by the names of Sysmon events. */
const BY_IMAGE: Attributes = {
  'actor.process.name': base(['Image', 'SourceImage']),
  'actor.process.path': { from: ['Image', 'SourceImage'] },
  'actor.process.pid': int(['ProcessId', 'SourceProcessId', 'SourceProcessID']),
  'actor.process.uid': { from: ['ProcessGuid', 'SourceProcessGuid', 'SourceProcessGUID'] },
  'actor.user.name': { from: ['User', 'SourceUser'] },
}

const TARGET_USER: Attributes = {
  'user.name': { from: ['TargetUserName', 'TargetUser', 'UserName'] },
  'user.uid': { from: ['TargetUserSid', 'TargetSid'] },
  'user.domain': { from: ['TargetDomainName', 'TargetDomain'] },
}

const LOGON: Attributes = {
  ...SUBJECT,
  ...TARGET_USER,
  'session.uid': 'TargetLogonId',
  logon_type_id: {
    from: 'LogonType',
    map: { 0: 1, 2: 2, 3: 3, 4: 4, 5: 5, 7: 7, 8: 8, 9: 9, 10: 10, 11: 11, 12: 12, 13: 13 },
  },
  auth_protocol: { from: ['AuthenticationPackageName', 'PackageName'] },
  'src_endpoint.ip': { from: ['IpAddress', 'ClientAddress', 'Address'], as: 'ip' },
  'src_endpoint.hostname': { from: ['WorkstationName', 'Workstation', 'ClientName'], as: 'host' },
  'src_endpoint.port': { from: 'IpPort', as: 'port' },
  'dst_endpoint.hostname': { from: ['TargetServerName', 'Computer', 'Hostname'], as: 'host' },
  status_code: { from: ['Status', 'SubStatus'] },
}

const LAUNCH: Attributes = {
  'process.name': base(['Image', 'NewProcessName']),
  'process.path': { from: ['Image', 'NewProcessName'] },
  'process.cmd_line': 'CommandLine',
  'process.working_directory': 'CurrentDirectory',
  'process.integrity': 'IntegrityLevel',
  'process.file.name': base(['Image', 'NewProcessName']),
  'process.file.path': { from: ['Image', 'NewProcessName'] },
  'process.file.type_id': { is: 1 },
}

const FILE: Attributes = {
  'file.name': base(['TargetFilename', 'ObjectName']),
  'file.path': { from: ['TargetFilename', 'ObjectName'] },
  'file.type_id': { is: 1 },
}

const REGISTRY: Attributes = {
  'reg_value.name': base(['ObjectValueName', 'TargetObject']),
  'reg_value.path': { from: ['TargetObject', 'ObjectName'] },
  'reg_value.reg_string_data': { from: ['Details', 'NewValue'] },
}

const TASK: Attributes = { 'job.name': { from: ['TaskName', 'Name'] }, 'job.cmd_line': 'TaskContent' }
const GROUP: Attributes = {
  ...SUBJECT,
  'group.name': 'TargetUserName',
  'group.uid': 'TargetSid',
  'group.domain': 'TargetDomainName',
  'user.name': 'MemberName',
  'user.uid': 'MemberSid',
}
const SCRIPT: Attributes = {
  'actor.user.uid': { from: ['Security_UserID', 'UserID'] },
  'actor.process.pid': int(['Execution_ProcessID', 'ProcessID']),
  'script.type_id': { is: 2 },
  'script.uid': 'ScriptBlockId',
  'script.file.name': base('Path'),
  'script.file.path': 'Path',
  'script.file.type_id': { from: 'Path', told: 1 },
}

const category = (...names: readonly string[]): readonly LogSource[] =>
  names.map((name) => ({ product: 'windows', category: name }))

interface Rest extends Partial<Omit<Kind, 'name' | 'class' | 'activity'>> {}

function of(
  channel: string,
  id: number | readonly number[],
  name: string,
  type: OcsfClassName,
  activity: Kind['activity'],
  rest: Rest,
): Kind {
  return { name, class: type, activity, ...rest, when: { EventID: id, Channel: channel, ...rest.when } }
}

const SYSMON = 'Microsoft-Windows-Sysmon/Operational'
const security = (
  id: number | readonly number[],
  name: string,
  type: OcsfClassName,
  activity: Kind['activity'],
  rest: Rest,
) => of('Security', id, name, type, activity, rest)
const sysmon = (
  id: number | readonly number[],
  name: string,
  type: OcsfClassName,
  activity: Kind['activity'],
  set: Attributes,
  categories: readonly string[],
  rest: Rest = {},
) => of(SYSMON, id, name, type, activity, { ...rest, set, logSources: category(...categories) })

const SYSMON_KINDS: readonly Kind[] = [
  sysmon(
    1,
    'process launched',
    'process_activity',
    1,
    {
      ...LAUNCH,
      'process.pid': int('ProcessId'),
      'process.uid': 'ProcessGuid',
      'process.user.name': 'User',
      'actor.process.name': base('ParentImage'),
      'actor.process.path': 'ParentImage',
      'actor.process.cmd_line': 'ParentCommandLine',
      'actor.process.pid': int('ParentProcessId'),
      'actor.process.uid': 'ParentProcessGuid',
      'actor.user.name': 'User',
    },
    ['process_creation'],
  ),
  sysmon(2, 'file time changed', 'file_activity', 6, { ...BY_IMAGE, ...FILE }, ['file_change']),
  sysmon(
    3,
    'network connection',
    'network_activity',
    1,
    {
      ...BY_IMAGE,
      'src_endpoint.ip': { from: 'SourceIp', as: 'ip' },
      'src_endpoint.port': { from: 'SourcePort', as: 'port' },
      'src_endpoint.hostname': { from: 'SourceHostname', as: 'host' },
      'dst_endpoint.ip': { from: 'DestinationIp', as: 'ip' },
      'dst_endpoint.port': { from: 'DestinationPort', as: 'port' },
      'dst_endpoint.hostname': { from: 'DestinationHostname', as: 'host' },
      'connection_info.direction_id': { from: 'Initiated', map: { true: 2, false: 1 }, otherwise: 0 },
      'connection_info.protocol_name': { from: 'Protocol', as: 'lower' },
    },
    ['network_connection'],
  ),
  sysmon(
    5,
    'process ended',
    'process_activity',
    2,
    { ...BY_IMAGE, ...LAUNCH, 'process.pid': int('ProcessId'), 'process.uid': 'ProcessGuid' },
    ['process_termination'],
  ),
  sysmon(
    6,
    'driver loaded',
    'module_activity',
    1,
    {
      'actor.process.name': { is: 'System' },
      'actor.process.pid': { is: 4 },
      'module.file.name': base('ImageLoaded'),
      'module.file.path': 'ImageLoaded',
      'module.file.type_id': { is: 1 },
      'module.load_type_id': { is: 99 },
      'module.load_type': { is: 'Driver' },
    },
    ['driver_load'],
  ),
  sysmon(
    7,
    'image loaded',
    'module_activity',
    1,
    {
      ...BY_IMAGE,
      'module.file.name': base('ImageLoaded'),
      'module.file.path': 'ImageLoaded',
      'module.file.type_id': { is: 1 },
      'module.load_type_id': { is: 1 },
    },
    ['image_load'],
  ),
  sysmon(
    8,
    'remote thread',
    'process_activity',
    4,
    {
      ...BY_IMAGE,
      'process.name': base('TargetImage'),
      'process.path': 'TargetImage',
      'process.pid': int('TargetProcessId'),
      'process.uid': { from: ['TargetProcessGuid', 'TargetProcessGUID'] },
    },
    ['create_remote_thread'],
  ),
  sysmon(
    9,
    'raw disk read',
    'file_activity',
    2,
    { ...BY_IMAGE, 'file.name': 'Device', 'file.path': 'Device', 'file.type_id': { is: 4 } },
    ['raw_access_thread'],
  ),
  sysmon(
    10,
    'process opened',
    'process_activity',
    3,
    {
      ...BY_IMAGE,
      'process.name': base('TargetImage'),
      'process.path': 'TargetImage',
      'process.pid': int(['TargetProcessId', 'TargetProcessID']),
      'process.uid': { from: ['TargetProcessGUID', 'TargetProcessGuid'] },
    },
    ['process_access'],
  ),
  sysmon(11, 'file created', 'file_activity', 1, { ...BY_IMAGE, ...FILE }, ['file_event']),
  sysmon(
    12,
    'registry key created',
    'registry_value_activity',
    2,
    { ...BY_IMAGE, ...REGISTRY },
    ['registry_event', 'registry_add'],
    { when: { EventType: 'CreateKey' } },
  ),
  sysmon(
    12,
    'registry key or value deleted',
    'registry_value_activity',
    4,
    { ...BY_IMAGE, ...REGISTRY },
    ['registry_event', 'registry_delete'],
    { when: { EventType: ['DeleteKey', 'DeleteValue'] } },
  ),
  sysmon(12, 'registry changed', 'registry_value_activity', 3, { ...BY_IMAGE, ...REGISTRY }, ['registry_event']),
  sysmon(13, 'registry value set', 'registry_value_activity', 2, { ...BY_IMAGE, ...REGISTRY }, [
    'registry_event',
    'registry_set',
  ]),
  sysmon(14, 'registry renamed', 'registry_value_activity', 3, { ...BY_IMAGE, ...REGISTRY }, [
    'registry_event',
    'registry_rename',
  ]),
  sysmon(15, 'stream created', 'file_activity', 1, { ...BY_IMAGE, ...FILE }, ['create_stream_hash']),
  sysmon(
    [17, 18],
    'pipe',
    'file_activity',
    { from: 'EventID', map: { 17: 1, 18: 14 }, otherwise: 99 },
    {
      ...BY_IMAGE,
      'file.name': base('PipeName'),
      'file.path': 'PipeName',
      'file.type_id': { is: 6 },
    },
    ['pipe_created'],
  ),
  sysmon([19, 20, 21], 'WMI subscription', 'base_event', 99, { 'actor.user.name': 'User' }, ['wmi_event']),
  sysmon(
    22,
    'DNS query',
    'dns_activity',
    1,
    {
      ...BY_IMAGE,
      'query.hostname': 'QueryName',
      'src_endpoint.hostname': { from: ['Computer', 'Hostname'], as: 'host' },
    },
    ['dns_query'],
  ),
  sysmon(23, 'file deleted, kept', 'file_activity', 4, { ...BY_IMAGE, ...FILE }, ['file_delete']),
  sysmon(24, 'clipboard', 'base_event', 99, BY_IMAGE, ['clipboard_change']),
  sysmon(
    25,
    'process tampering',
    'process_activity',
    4,
    { ...BY_IMAGE, ...LAUNCH, 'process.pid': int('ProcessId'), 'process.uid': 'ProcessGuid' },
    ['process_tampering'],
  ),
  sysmon(26, 'file deleted', 'file_activity', 4, { ...BY_IMAGE, ...FILE }, ['file_delete', 'file_delete_detected']),
  sysmon(
    [27, 28],
    'file blocked',
    'file_activity',
    { from: 'EventID', map: { 27: 1, 28: 4 }, otherwise: 99 },
    { ...BY_IMAGE, ...FILE },
    ['file_block_executable', 'file_block_shredding'],
  ),
  sysmon(29, 'executable found', 'file_activity', 1, { ...BY_IMAGE, ...FILE }, ['file_executable_detected']),
  sysmon([4, 16], 'Sysmon state', 'base_event', 99, {}, ['sysmon_status']),
  sysmon(255, 'Sysmon error', 'base_event', 99, {}, ['sysmon_error']),
]

const failure = { from: 'EventID', map: { 4625: 2, 4771: 2 }, otherwise: 1 } as const

const SECURITY_KINDS: readonly Kind[] = [
  security(4688, 'process launched', 'process_activity', 1, {
    set: {
      ...SUBJECT,
      ...LAUNCH,
      'process.pid': int('NewProcessId'),
      'process.user.name': 'TargetUserName',
      'actor.process.name': base('ParentProcessName'),
      'actor.process.path': 'ParentProcessName',
      'actor.process.pid': int('ProcessId'),
    },
    alias: {
      Image: 'NewProcessName',
      ParentImage: 'ParentProcessName',
      User: 'SubjectUserName',
      LogonId: 'SubjectLogonId',
    },
    logSources: category('process_creation'),
  }),
  security(4689, 'process ended', 'process_activity', 2, {
    set: {
      ...SUBJECT,
      'process.name': base('ProcessName'),
      'process.path': 'ProcessName',
      'process.pid': int('ProcessId'),
    },
    alias: { Image: 'ProcessName' },
    logSources: category('process_termination'),
  }),
  security(4624, 'logon', 'authentication', 1, { set: { ...LOGON, status_id: { is: 1 } } }),
  security(4625, 'logon failed', 'authentication', 1, { severity: 2, set: { ...LOGON, status_id: { is: 2 } } }),
  security(4648, 'logon with other credentials', 'authentication', 1, { set: { ...LOGON, status_id: { is: 1 } } }),
  security([4634, 4647], 'logoff', 'authentication', 2, { set: { ...LOGON, status_id: { is: 1 } } }),
  security(4768, 'Kerberos ticket', 'authentication', 3, { set: { ...LOGON, 'service.name': 'ServiceName' } }),
  security(
    [4769, 4770],
    'Kerberos service ticket',
    'authentication',
    { from: 'EventID', map: { 4769: 4, 4770: 5 }, otherwise: 4 },
    { set: { ...LOGON, 'service.name': 'ServiceName' } },
  ),
  security(
    [4771, 4776],
    'credentials checked',
    'authentication',
    { from: 'EventID', map: { 4771: 6 }, otherwise: 1 },
    { set: { ...LOGON, 'service.name': 'ServiceName', status_id: failure } },
  ),
  security(4672, 'special privileges', 'user_access', 1, {
    set: {
      ...SUBJECT,
      'user.name': 'SubjectUserName',
      'user.uid': 'SubjectUserSid',
      privileges: { from: 'PrivilegeList', as: 'words' },
    },
  }),
  security(
    [4720, 4722, 4723, 4724, 4725, 4726, 4740, 4767],
    'account changed',
    'account_change',
    {
      from: 'EventID',
      map: { 4720: 1, 4722: 2, 4723: 3, 4724: 4, 4725: 5, 4726: 6, 4740: 9, 4767: 12 },
      otherwise: 99,
    },
    {
      severity: 2,
      set: { ...SUBJECT, 'user.name': 'TargetUserName', 'user.uid': 'TargetSid', 'user.domain': 'TargetDomainName' },
    },
  ),
  security([4728, 4732, 4756], 'member added', 'group_management', 3, { severity: 2, set: GROUP }),
  security([4729, 4733, 4757], 'member removed', 'group_management', 4, { severity: 2, set: GROUP }),
  security([4727, 4731, 4754], 'group created', 'group_management', 6, { set: GROUP }),
  security([4730, 4734, 4758], 'group deleted', 'group_management', 5, { set: GROUP }),
  security(
    [4698, 4699, 4700, 4701, 4702],
    'task changed',
    'scheduled_job_activity',
    { from: 'EventID', map: { 4698: 1, 4699: 3, 4700: 4, 4701: 5, 4702: 2 }, otherwise: 99 },
    { severity: 2, set: { ...SUBJECT, ...TASK } },
  ),
  security(4697, 'service installed', 'windows_service_activity', 1, {
    severity: 2,
    set: {
      ...SUBJECT,
      'win_service.name': 'ServiceName',
      'win_service.cmd_line': 'ServiceFileName',
      'win_service.service_start_name': 'ServiceAccount',
    },
  }),
  security(4657, 'registry value changed', 'registry_value_activity', 3, { set: { ...SUBJECT, ...REGISTRY } }),
  security([4656, 4663], 'file opened', 'file_activity', 14, {
    when: { ObjectType: 'File' },
    set: {
      ...SUBJECT,
      ...FILE,
      'actor.process.name': base('ProcessName'),
      'actor.process.path': 'ProcessName',
      'actor.process.pid': int('ProcessId'),
    },
  }),
  security([5140, 5145], 'share opened', 'smb_activity', 2, {
    set: {
      ...SUBJECT,
      share: 'ShareName',
      'file.name': base('RelativeTargetName'),
      'file.path': 'RelativeTargetName',
      'file.type_id': { from: 'RelativeTargetName', told: 0 },
      'src_endpoint.ip': { from: 'IpAddress', as: 'ip' },
      'src_endpoint.port': { from: 'IpPort', as: 'port' },
      'dst_endpoint.hostname': { from: ['Computer', 'Hostname'], as: 'host' },
    },
  }),
  security(
    [5156, 5157],
    'connection through the filter',
    'network_activity',
    { from: 'EventID', map: { 5156: 1, 5157: 5 }, otherwise: 6 },
    {
      set: {
        'src_endpoint.ip': { from: 'SourceAddress', as: 'ip' },
        'src_endpoint.port': { from: 'SourcePort', as: 'port' },
        'dst_endpoint.ip': { from: 'DestAddress', as: 'ip' },
        'dst_endpoint.port': { from: 'DestPort', as: 'port' },
        'connection_info.direction_id': { from: 'Direction', map: { '%%14592': 1, '%%14593': 2 }, otherwise: 0 },
        'connection_info.protocol_num': int('Protocol'),
        'actor.process.name': base('Application'),
        'actor.process.path': 'Application',
        'actor.process.pid': int(['ProcessID', 'ProcessId']),
      },
    },
  ),
  security(1102, 'audit log cleared', 'event_log_actvity', 1, {
    severity: 4,
    set: { ...SUBJECT, log_name: { is: 'Security' } },
  }),
]

const OTHER_KINDS: readonly Kind[] = [
  of('System', 104, 'event log cleared', 'event_log_actvity', 1, {
    severity: 4,
    set: { ...SUBJECT, log_name: { from: ['Channel', 'param1'], otherwise: 'System' } },
  }),
  of('System', 7045, 'service installed', 'windows_service_activity', 1, {
    severity: 2,
    set: {
      'actor.app_name': { is: 'Service Control Manager' },
      'actor.user.uid': 'Security_UserID',
      'win_service.name': 'ServiceName',
      'win_service.cmd_line': 'ImagePath',
      'win_service.service_start_name': 'AccountName',
    },
  }),
  of(
    'System',
    7036,
    'service state',
    'windows_service_activity',
    { from: 'param2', map: { running: 3, stopped: 4 }, otherwise: 99 },
    {
      set: {
        'actor.app_name': { is: 'Service Control Manager' },
        'win_service.name': 'param1',
        'win_service.service_type_id': { is: 0 },
      },
    },
  ),
  of('Microsoft-Windows-PowerShell/Operational', 4104, 'script block', 'script_activity', 1, {
    set: { ...SCRIPT, 'script.script_content.value': 'ScriptBlockText' },
    logSources: category('ps_script'),
  }),
  of('Microsoft-Windows-PowerShell/Operational', 4103, 'PowerShell module', 'script_activity', 1, {
    set: { ...SCRIPT, 'script.script_content.value': 'Payload' },
    logSources: category('ps_module'),
  }),
  of('Windows PowerShell', 400, 'PowerShell started', 'base_event', 99, { logSources: category('ps_classic_start') }),
  of('Windows PowerShell', 600, 'PowerShell provider', 'base_event', 99, {
    logSources: category('ps_classic_provider_start'),
  }),
  of('Windows PowerShell', 800, 'PowerShell pipeline', 'base_event', 99, { logSources: category('ps_classic_script') }),
  of(
    'Microsoft-Windows-Windows Defender/Operational',
    [1006, 1007, 1008, 1015, 1116, 1117, 1118, 1119],
    'malware found',
    'detection_finding',
    1,
    {
      severity: { from: ['Severity ID', 'Severity_ID'], map: { 1: 2, 2: 3, 4: 4, 5: 5 }, otherwise: 4 },
      set: {
        'finding_info.uid': { from: ['Detection ID', 'Threat ID', 'ThreatID'], otherwise: 'defender' },
        'finding_info.title': { from: ['Threat Name', 'ThreatName'] },
        'malware.0.name': { from: ['Threat Name', 'ThreatName'] },
        'malware.0.classification_ids': { is: [0] },
        'malware.0.path': 'Path',
        'actor.user.name': { from: ['Detection User', 'Remediation User'] },
        action: { from: ['Action Name', 'ActionName'] },
      },
      alias: { Signature: 'Threat Name', Filename: 'Path' },
      logSources: [{ category: 'antivirus' }],
    },
  ),
  of(
    'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational',
    [21, 23],
    'session begun or ended',
    'authentication',
    { from: 'EventID', map: { 21: 1, 23: 2 }, otherwise: 99 },
    {
      set: {
        'user.name': 'User',
        'src_endpoint.ip': { from: 'Address', as: 'ip' },
        'session.uid': 'SessionID',
        'session.is_remote': { is: true },
        'dst_endpoint.hostname': { from: ['Computer', 'Hostname'], as: 'host' },
        status_id: { is: 1 },
      },
    },
  ),
  of(
    'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational',
    [24, 25],
    'session left or taken up',
    'rdp_activity',
    { from: 'EventID', map: { 24: 7, 25: 8 }, otherwise: 99 },
    {
      set: {
        'actor.user.name': 'User',
        'src_endpoint.ip': { from: 'Address', as: 'ip' },
        'dst_endpoint.hostname': { from: ['Computer', 'Hostname'], as: 'host' },
      },
    },
  ),
  of(
    'Microsoft-Windows-TaskScheduler/Operational',
    [106, 140, 141, 200],
    'task',
    'scheduled_job_activity',
    { from: 'EventID', map: { 106: 1, 140: 2, 141: 3, 200: 6 }, otherwise: 99 },
    { set: { ...TASK, 'actor.user.name': { from: ['UserContext', 'UserName'] } } },
  ),
]

const COMMON = {
  vendor: 'Microsoft',
  product: 'Windows',
  knownBy: { EventID: { exists: true } },
  by: 'EventID',
  set: HOST,
  alias: ALIASES,
  severity: { from: 'Level', map: { 1: 5, 2: 4, 3: 3, 4: 1, 0: 1, critical: 5, error: 4, warning: 3 }, otherwise: 1 },
  logSources: [{ product: 'windows' }],
  logSourcesBy: { field: 'Channel', of: WINDOWS_CHANNELS },
  kinds: [
    ...SYSMON_KINDS,
    ...SECURITY_KINDS,
    ...OTHER_KINDS,
    { name: 'any other', class: 'base_event', activity: 99, set: SUBJECT },
  ],
} as const satisfies Partial<Mapping>

export const WINDOWS_XML: Mapping = {
  ...COMMON,
  id: 'windows-xml',
  title: 'Windows events, XML (Security, System, PowerShell, Sysmon, Defender)',
  shape: { kind: 'windows-xml' },
  time: { from: ['TimeCreated'], clock: 'text' },
  samples: WINDOWS_XML_SAMPLES,
}

export const WINDOWS_JSON: Mapping = {
  ...COMMON,
  id: 'windows-json',
  title: 'Windows events, JSON of forwarders (Winlogbeat, NXLog, evtx exports)',
  shape: {
    kind: 'json',
    lift: ['Event', 'System', 'EventData', 'UserData.*', 'winlog', 'event_data', 'user_data'],
  },
  time: {
    from: [
      'TimeCreated.#attributes.SystemTime',
      'TimeCreated.SystemTime',
      'TimeCreated',
      'EventTime',
      '@timestamp',
      'UtcTime',
    ],
    clock: 'text',
  },
  knownBy: { EventID: { exists: true } },
  alias: {
    ...ALIASES,
    Provider_Name: 'SourceName',
  },
  rename: {
    'Provider.#attributes.Name': 'Provider_Name',
    'Provider.Name': 'Provider_Name',
    'EventID.#text': 'EventID',
    'Security.#attributes.UserID': 'Security_UserID',
    'Execution.#attributes.ProcessID': 'Execution_ProcessID',
    event_id: 'EventID',
    channel: 'Channel',
    computer_name: 'Computer',
    provider_name: 'Provider_Name',
    record_id: 'EventRecordID',
    level: 'Level',
  },
  samples: WINDOWS_JSON_SAMPLES,
}
