// Zeek's logs with those of ICSNPP, tab separated and JSON. Sources: docs.zeek.org "Zeek Log Formats and Inspection"; READMEs of the
// icsnpp parsers.
import type { FormatSample } from '../event.ts'
import type { Attributes, Kind, Mapping } from '../mapping.ts'
import type { OtOperation } from '../ocsf/profile.ts'

const ENDS: Attributes = {
  'src_endpoint.ip': { from: ['id.orig_h', 'source_h'], as: 'ip' },
  'src_endpoint.port': { from: ['id.orig_p', 'source_p'], as: 'port' },
  'dst_endpoint.ip': { from: ['id.resp_h', 'destination_h'], as: 'ip' },
  'dst_endpoint.port': { from: ['id.resp_p', 'destination_p'], as: 'port' },
  'connection_info.uid': 'uid',
  'connection_info.direction_id': { is: 0 },
  'connection_info.protocol_name': { from: 'proto', as: 'lower' },
}

const EVIDENCE: Attributes = {
  'evidences.0.src_endpoint.ip': { from: ['src', 'id.orig_h'], as: 'ip' },
  'evidences.0.dst_endpoint.ip': { from: ['dst', 'id.resp_h'], as: 'ip' },
  'evidences.0.dst_endpoint.port': { from: ['p', 'id.resp_p'], as: 'port' },
}

/** Words in a function's name, the first that stands in it tells the operation. */
const log = (name: string, rest: Omit<Kind, 'name' | 'when'>): Kind => ({
  ...rest,
  name,
  when: { _path: name },
  set: { ...ENDS, ...rest.set },
  logSources: [{ product: 'zeek', service: name }, ...(rest.logSources ?? [])],
})

const ot = (
  name: string,
  protocol: string,
  from: string | readonly string[],
  map: Readonly<Record<string, OtOperation>>,
  more: Attributes = {},
): Kind =>
  log(name, {
    class: 'network_activity',
    activity: 6,
    set: { 'ot.protocol': { is: protocol }, 'ot.operation': { from, map }, ...more },
  })

const MODBUS: Readonly<Record<string, OtOperation>> = {
  read_coils: 'read',
  read_discrete_inputs: 'read',
  read_discrete: 'read',
  read_holding_registers: 'read',
  read_input_registers: 'read',
  write_single_coil: 'write',
  write_single_register: 'write',
  write_multiple_coils: 'write',
  write_multiple_registers: 'write',
  mask_write_register: 'write',
  read_write_multiple_registers: 'read_write',
  diagnostics: 'diagnostic',
  report_slave_id: 'identify',
  encap_interface_transport: 'identify',
  read_device_identification: 'identify',
}

const DNP3: Readonly<Record<string, OtOperation>> = {
  read: 'read',
  write: 'write',
  select: 'select',
  operate: 'operate',
  direct_operate: 'direct_operate',
  direct_operate_nr: 'direct_operate',
  cold_restart: 'restart',
  warm_restart: 'restart',
  stop_appl: 'stop',
  start_appl: 'start',
  enable_unsolicited: 'enable_unsolicited',
  record_current_time: 'time_sync',
  open_file: 'file_transfer',
}

const CIP: Readonly<Record<string, OtOperation>> = {
  'read tag': 'read',
  'write tag': 'write',
  'get attributes all': 'read',
  'get attribute single': 'read',
  'set attributes all': 'write',
  'set attribute single': 'write',
  reset: 'restart',
  start: 'start',
  stop: 'stop',
}

const S7: Readonly<Record<string, OtOperation>> = {
  'read variable': 'read',
  'write variable': 'write',
  'request download': 'program_download',
  'download block': 'program_download',
  'download ended': 'program_download',
  'start upload': 'program_upload',
  upload: 'program_upload',
  'end upload': 'program_upload',
  'plc control': 'start',
  'plc stop': 'stop',
}

const KINDS: readonly Kind[] = [
  log('conn', {
    class: 'network_activity',
    activity: {
      from: 'conn_state',
      map: { S0: 1, S1: 1, SF: 2, REJ: 5, RSTO: 3, RSTR: 3, RSTOS0: 3, RSTRH: 3 },
      otherwise: 6,
    },
    set: {
      app_name: 'service',
      'traffic.bytes_out': { from: 'orig_bytes', as: 'int' },
      'traffic.bytes_in': { from: 'resp_bytes', as: 'int' },
      'traffic.packets_out': { from: 'orig_pkts', as: 'int' },
      'traffic.packets_in': { from: 'resp_pkts', as: 'int' },
      duration: { from: 'duration', as: 'millis' },
    },
    alias: { src_ip: 'id.orig_h', dst_ip: 'id.resp_h', dst_port: 'id.resp_p', src_port: 'id.orig_p' },
    logSources: [{ category: 'firewall' }],
  }),
  log('dns', {
    class: 'dns_activity',
    activity: 6,
    set: {
      'query.hostname': 'query',
      'query.type': 'qtype_name',
      rcode: 'rcode_name',
      rcode_id: { from: 'rcode', as: 'int' },
    },
    alias: { record_type: 'qtype_name', answer: 'answers' },
    logSources: [{ category: 'dns' }],
  }),
  log('http', {
    class: 'http_activity',
    activity: {
      from: 'method',
      map: { connect: 1, delete: 2, get: 3, head: 4, options: 5, post: 6, put: 7, trace: 8, patch: 9 },
      otherwise: 99,
    },
    set: {
      'http_request.http_method': 'method',
      'http_request.user_agent': 'user_agent',
      'http_request.url.hostname': 'host',
      'http_request.url.path': { from: 'uri', otherwise: '/' },
      'http_response.code': { from: 'status_code', as: 'int' },
    },
    alias: {
      'c-uri': 'uri',
      'cs-host': 'host',
      'cs-method': 'method',
      'c-useragent': 'user_agent',
      'sc-status': 'status_code',
      'cs-referer': 'referrer',
    },
    logSources: [{ category: 'proxy' }],
  }),
  log('ssh', {
    class: 'ssh_activity',
    activity: { from: 'auth_success', map: { T: 1, F: 4, true: 1, false: 4 }, otherwise: 1 },
    set: { app_name: 'server', status_id: { from: 'auth_success', map: { T: 1, F: 2, true: 1, false: 2 } } },
  }),
  log('rdp', {
    class: 'rdp_activity',
    activity: 3,
    set: {
      'actor.user.name': 'cookie',
      'src_endpoint.hostname': { from: 'client_name', as: 'host' },
      status_detail: 'result',
    },
  }),
  log('smb_files', {
    class: 'smb_activity',
    activity: { from: 'action', map: { 'SMB::FILE_OPEN': 2, 'SMB::FILE_WRITE': 5 }, otherwise: 99 },
    set: {
      share: 'path',
      'file.name': { from: 'name', as: 'base-name' },
      'file.path': 'name',
      'file.type_id': { from: 'name', told: 1 },
      'file.size': { from: 'size', as: 'int' },
    },
  }),
  log('smb_mapping', { class: 'smb_activity', activity: 99, set: { share: 'path' } }),
  log('ftp', {
    class: 'ftp_activity',
    activity: { from: 'command', map: { STOR: 1, RETR: 2, DELE: 4, RNTO: 5, LIST: 6, NLST: 6 }, otherwise: 99 },
    set: {
      'actor.user.name': 'user',
      command: 'command',
      'file.name': { from: 'arg', as: 'base-name' },
      'file.type_id': { from: 'arg', told: 1 },
    },
  }),
  log('kerberos', {
    class: 'authentication',
    activity: { from: 'request_type', map: { AS: 3, TGS: 4 }, otherwise: 99 },
    set: {
      'user.name': 'client',
      'service.name': 'service',
      status_id: { from: 'success', map: { T: 1, F: 2, true: 1, false: 2 } },
      status_detail: 'error_msg',
    },
  }),
  log('ntlm', {
    class: 'authentication',
    activity: 1,
    set: {
      'user.name': 'username',
      'user.domain': 'domainname',
      'src_endpoint.hostname': { from: 'hostname', as: 'host' },
      status_id: { from: 'success', map: { T: 1, F: 2, true: 1, false: 2 } },
    },
  }),
  log('smtp', {
    class: 'email_activity',
    activity: 4,
    set: {
      direction_id: { is: 0 },
      'email.from': 'from',
      'email.to': { from: ['to', 'rcptto'], as: 'list' },
      'email.subject': 'subject',
      'email.message_uid': 'msg_id',
    },
  }),
  log('notice', {
    class: 'detection_finding',
    activity: 1,
    severity: 3,
    message: 'msg',
    set: {
      ...EVIDENCE,
      'finding_info.uid': { from: ['uid', 'note'], otherwise: 'notice' },
      'finding_info.title': 'note',
      'finding_info.desc': 'msg',
    },
  }),
  ot('modbus', 'modbus', 'func', MODBUS, { 'ot.exception_code': 'exception', 'ot.unit_id': 'unit' }),
  ot('modbus_detailed', 'modbus', 'func', MODBUS, {
    'ot.unit_id': { from: ['unit', 'unit_id'] },
    'ot.points.0.address': 'address',
    'ot.points.0.count': { from: 'quantity', as: 'int' },
    'ot.points.0.value': { from: ['values', 'request_values'] },
  }),
  ot('dnp3', 'dnp3', ['fc_request', 'fc_reply'], DNP3),
  ot('dnp3_control', 'dnp3', 'function_code', DNP3, {
    'ot.points.0.address': 'index_number',
    'ot.points.0.value': 'operation_type',
  }),
  ot('cip', 'cip', 'cip_service', CIP, { 'ot.exception_code': 'cip_status' }),
  ot('cip_identity', 'cip', 'serial_number', {}),
  ot('enip', 'enip', 'enip_command', { list_identity: 'identify', 'list identity': 'identify' }),
  ot('s7comm', 's7comm', 'function_name', S7),
  ot('s7comm_upload_download', 's7comm', 'function_name', S7),
  ot('s7comm_plus', 's7comm_plus', 'opcode', {}),
  ot('bacnet', 'bacnet', 'pdu_service', {}),
  ot('bacnet_property', 'bacnet', 'pdu_service', { read_property: 'read', write_property: 'write' }),
  ot('bacnet_discovery', 'bacnet', 'pdu_service', {
    'who-is': 'identify',
    'i-am': 'identify',
    who_is: 'identify',
    i_am: 'identify',
  }),
  ot('bacnet_device_control', 'bacnet', 'pdu_service', {
    reinitialize_device: 'restart',
    device_communication_control: 'config_change',
  }),
  ot('opcua_binary', 'opcua', 'identifier_str', {}),
  ot('profinet', 'profinet', 'operation_type', {}),
  log('x509', { class: 'base_event', activity: 99, set: {} }),
].map((kind) => (kind.class === 'base_event' || kind.class === 'detection_finding' ? without(kind) : kind))

/** Classes without ends of their own. */
function without(kind: Kind): Kind {
  return {
    ...kind,
    set: Object.fromEntries(Object.entries(kind.set ?? {}).filter(([path]) => !Object.hasOwn(ENDS, path))),
  }
}

const COMMON = {
  vendor: 'Zeek',
  product: 'Zeek',
  time: { from: ['ts'], clock: 'seconds' },
  set: {
    'device.hostname': { from: ['_system_name', 'host_name'], otherwise: 'zeek' },
    'device.type_id': { is: 13 },
    'metadata.log_name': '_path',
  },
  logSources: [{ product: 'zeek' }],
  by: '_path',
  kinds: [...KINDS, { name: 'any other log', class: 'base_event', activity: 99 }],
} as const satisfies Partial<Mapping>

const TSV_HEAD =
  '#separator \\x09\n#set_separator\t,\n#unset_field\t-\n#path\tmodbus\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tfunc\texception\n#types\ttime\tstring\taddr\tport\taddr\tport\tstring\tstring\n'

const TSV_SAMPLES: readonly FormatSample[] = [
  {
    record: `${TSV_HEAD}1790834400.123456\tCx1\t10.20.0.14\t49812\t10.30.1.10\t502\tWRITE_MULTIPLE_REGISTERS\t-`,
    gives: {
      class_uid: 4001,
      time: 1_790_834_400_123,
      'ot.protocol': 'modbus',
      'ot.operation': 'write',
      'dst_endpoint.port': 502,
    },
  },
]

const JSON_SAMPLES: readonly FormatSample[] = [
  {
    record:
      '{"_path":"conn","ts":1790834400.5,"uid":"Cx2","id.orig_h":"10.10.4.7","id.orig_p":51120,"id.resp_h":"10.20.0.14","id.resp_p":3389,"proto":"tcp","service":"rdp","duration":12.5,"orig_bytes":4410,"resp_bytes":99120,"conn_state":"SF"}',
    gives: {
      class_uid: 4001,
      activity_id: 2,
      duration: 12_500,
      'traffic.bytes_out': 4410,
      'src_endpoint.ip': '10.10.4.7',
    },
  },
  {
    record:
      '{"_path":"dns","ts":"2026-10-01T06:00:01.5Z","uid":"Cx3","id.orig_h":"10.10.4.7","id.orig_p":53100,"id.resp_h":"10.10.0.2","id.resp_p":53,"proto":"udp","query":"updates.example.net","qtype_name":"A","rcode":0,"rcode_name":"NOERROR","answers":["192.0.2.7"]}',
    gives: { class_uid: 4003, 'query.hostname': 'updates.example.net', rcode_id: 0, time: 1_790_834_401_500 },
  },
]

export const ZEEK_TSV: Mapping = {
  ...COMMON,
  id: 'zeek-tsv',
  title: 'Zeek logs, tab separated (with ICSNPP)',
  shape: { kind: 'zeek-tsv' },
  samples: TSV_SAMPLES,
}
export const ZEEK_JSON: Mapping = {
  ...COMMON,
  id: 'zeek-json',
  title: 'Zeek logs, JSON (with ICSNPP)',
  shape: { kind: 'json' },
  time: { from: ['ts'], clock: 'text' },
  // Logs of their own file carry no `_path`: columns tell which it is.
  infer: {
    field: '_path',
    from: [
      [['conn_state'], 'conn'],
      [['query', 'qtype_name'], 'dns'],
      [['trans_id', 'rejected'], 'dns'],
      [['method', 'uri'], 'http'],
      [['auth_attempts'], 'ssh'],
      [['cookie', 'security_protocol'], 'rdp'],
      [['action', 'path', 'name'], 'smb_files'],
      [['request_type', 'client'], 'kerberos'],
      [['note', 'msg'], 'notice'],
      [['rcptto', 'mailfrom'], 'smtp'],
      [['func', 'unit'], 'modbus_detailed'],
      [['fc_request'], 'dnp3'],
      [['cip_service'], 'cip'],
      [['function_name', 'rosctr_name'], 's7comm'],
      [['func'], 'modbus'],
    ],
  },
  knownBy: { ts: { exists: true } },
  samples: JSON_SAMPLES,
}
