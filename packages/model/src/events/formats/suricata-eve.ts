// Suricata's EVE JSON. Source: Suricata user guide, "EVE JSON Format"; numbers of functions are those of the protocols.
import type { Attributes, Mapping } from '../mapping.ts'

const ENDS: Attributes = {
  'src_endpoint.ip': { from: 'src_ip', as: 'ip' },
  'src_endpoint.port': { from: 'src_port', as: 'port' },
  'dst_endpoint.ip': { from: 'dest_ip', as: 'ip' },
  'dst_endpoint.port': { from: 'dest_port', as: 'port' },
  'connection_info.direction_id': { is: 0 },
  'connection_info.protocol_name': { from: 'proto', as: 'lower' },
  'connection_info.uid': 'flow_id',
  'connection_info.community_uid': 'community_id',
}

const SENSOR: Attributes = {
  'device.name': { from: ['host', 'in_iface'], otherwise: 'suricata' },
  'device.type_id': { is: 99 },
  'device.type': { is: 'Network sensor' },
  'metadata.log_name': 'event_type',
}

/** One level below: what raised a finding is its evidence. */
const EVIDENCE: Attributes = Object.fromEntries(
  Object.entries(ENDS).map(([path, from]) => [`evidences.0.${path}`, from]),
)

export const SURICATA_EVE: Mapping = {
  id: 'suricata-eve',
  title: 'Suricata EVE JSON',
  vendor: 'OISF',
  product: 'Suricata',
  shape: { kind: 'json' },
  time: { from: ['timestamp'], clock: 'text' },
  knownBy: { event_type: { exists: true } },
  set: SENSOR,
  logSources: [{ product: 'suricata' }],
  kinds: [
    {
      name: 'alert',
      when: { event_type: 'alert' },
      class: 'detection_finding',
      activity: 1,
      severity: { from: 'alert.severity', map: { 1: 4, 2: 3, 3: 2, 4: 1 }, otherwise: 99 },
      message: 'alert.signature',
      set: {
        ...EVIDENCE,
        'finding_info.uid': { from: ['alert.signature_id', 'alert.signature'], otherwise: 'alert' },
        'finding_info.title': 'alert.signature',
        'finding_info.types.0': 'alert.category',
        'finding_info.analytic.type_id': { is: 1 },
        'finding_info.analytic.uid': 'alert.signature_id',
        action_id: { from: 'alert.action', map: { allowed: 1, blocked: 2 }, otherwise: 99 },
        action: 'alert.action',
      },
      logSources: [{ product: 'suricata', service: 'alert' }],
    },
    {
      name: 'dns',
      when: { event_type: 'dns' },
      class: 'dns_activity',
      activity: { from: 'dns.type', map: { query: 1, request: 1, answer: 2, response: 2 }, otherwise: 6 },
      set: {
        ...ENDS,
        'query.hostname': { from: ['dns.rrname', 'dns.queries.rrname'] },
        'query.type': { from: ['dns.rrtype', 'dns.queries.rrtype'] },
        rcode: 'dns.rcode',
      },
      alias: { query: 'dns.rrname', record_type: 'dns.rrtype' },
      logSources: [{ category: 'dns' }],
    },
    {
      name: 'http',
      when: { event_type: 'http' },
      class: 'http_activity',
      activity: {
        from: 'http.http_method',
        map: { connect: 1, delete: 2, get: 3, head: 4, options: 5, post: 6, put: 7, trace: 8, patch: 9 },
        otherwise: 99,
      },
      set: {
        ...ENDS,
        'http_request.http_method': 'http.http_method',
        'http_request.user_agent': 'http.http_user_agent',
        'http_request.url.hostname': 'http.hostname',
        'http_request.url.path': { from: 'http.url', otherwise: '/' },
        'http_response.code': { from: 'http.status', as: 'int' },
      },
      alias: {
        'c-uri': 'http.url',
        'cs-host': 'http.hostname',
        'cs-method': 'http.http_method',
        'c-useragent': 'http.http_user_agent',
        'sc-status': 'http.status',
      },
      logSources: [{ category: 'proxy' }],
    },
    {
      name: 'modbus',
      when: { event_type: 'modbus' },
      class: 'network_activity',
      activity: 6,
      set: {
        ...ENDS,
        'ot.protocol': { is: 'modbus' },
        'ot.function_code': { from: ['modbus.request.function_raw', 'modbus.response.function_raw'], as: 'int' },
        'ot.unit_id': { from: ['modbus.request.unit_id', 'modbus.response.unit_id'] },
        'ot.operation': {
          from: ['modbus.request.function_raw', 'modbus.response.function_raw'],
          map: {
            1: 'read',
            2: 'read',
            3: 'read',
            4: 'read',
            5: 'write',
            6: 'write',
            8: 'diagnostic',
            15: 'write',
            16: 'write',
            17: 'identify',
            22: 'write',
            23: 'read_write',
            43: 'identify',
          },
        },
      },
      logSources: [{ product: 'suricata', service: 'modbus' }],
    },
    {
      name: 'dnp3',
      when: { event_type: 'dnp3' },
      class: 'network_activity',
      activity: 6,
      set: {
        ...ENDS,
        'ot.protocol': { is: 'dnp3' },
        'ot.function_code': { from: 'dnp3.application.function_code', as: 'int' },
        'ot.unit_id': 'dnp3.dst',
        'ot.operation': {
          from: 'dnp3.application.function_code',
          map: {
            1: 'read',
            2: 'write',
            3: 'select',
            4: 'operate',
            5: 'direct_operate',
            6: 'direct_operate',
            13: 'restart',
            14: 'restart',
            18: 'stop',
            20: 'enable_unsolicited',
            25: 'file_transfer',
          },
        },
      },
      logSources: [{ product: 'suricata', service: 'dnp3' }],
    },
    {
      name: 'enip',
      when: { event_type: 'enip' },
      class: 'network_activity',
      activity: 6,
      set: { ...ENDS, 'ot.protocol': { is: 'enip' } },
      logSources: [{ product: 'suricata', service: 'enip' }],
    },
    {
      name: 'ssh',
      when: { event_type: 'ssh' },
      class: 'ssh_activity',
      activity: 1,
      set: ENDS,
    },
    {
      name: 'flow',
      when: { event_type: ['flow', 'netflow', 'tls', 'smb', 'rdp', 'snmp', 'krb5', 'ftp', 'tftp', 'dhcp', 'ntp'] },
      class: 'network_activity',
      activity: { from: 'event_type', map: { flow: 2, netflow: 2 }, otherwise: 6 },
      set: {
        ...ENDS,
        app_name: { from: ['app_proto', 'event_type'] },
        'traffic.bytes_out': { from: 'flow.bytes_toserver', as: 'int' },
        'traffic.bytes_in': { from: 'flow.bytes_toclient', as: 'int' },
        'traffic.packets_out': { from: 'flow.pkts_toserver', as: 'int' },
        'traffic.packets_in': { from: 'flow.pkts_toclient', as: 'int' },
      },
      alias: { dst_ip: 'dest_ip', dst_port: 'dest_port' },
      logSources: [{ category: 'firewall' }],
    },
    { name: 'other', class: 'base_event', activity: 99 },
  ],
  samples: [
    {
      record:
        '{"timestamp":"2026-10-01T06:00:00.123456+0000","flow_id":1201,"in_iface":"span0","event_type":"alert","src_ip":"10.20.0.14","src_port":49812,"dest_ip":"10.30.1.10","dest_port":502,"proto":"TCP","alert":{"action":"allowed","gid":1,"signature_id":9000001,"rev":1,"signature":"Modbus write from a host that never wrote","category":"Attempted Administrator Privilege Gain","severity":1}}',
      gives: {
        class_uid: 2004,
        severity_id: 4,
        time: 1_790_834_400_123,
        'finding_info.title': 'Modbus write from a host that never wrote',
        'evidences.0.src_endpoint.ip': '10.20.0.14',
        'evidences.0.dst_endpoint.port': 502,
        action_id: 1,
      },
    },
    {
      record:
        '{"timestamp":"2026-10-01T06:00:01.000000+0000","flow_id":1202,"event_type":"modbus","src_ip":"10.20.0.14","src_port":49812,"dest_ip":"10.30.1.10","dest_port":502,"proto":"TCP","modbus":{"id":1,"request":{"transaction_id":3,"protocol_id":0,"unit_id":1,"function_raw":16,"function_code":"WrMultRegs"}}}',
      gives: { class_uid: 4001, activity_id: 6, 'ot.operation': 'write', 'ot.function_code': 16, 'ot.unit_id': '1' },
    },
    {
      record:
        '{"timestamp":"2026-10-01T06:00:02.5+0000","event_type":"dns","src_ip":"10.10.4.7","src_port":53100,"dest_ip":"10.10.0.2","dest_port":53,"proto":"UDP","dns":{"type":"query","id":7,"rrname":"updates.example.net","rrtype":"A"}}',
      gives: { class_uid: 4003, activity_id: 1, 'query.hostname': 'updates.example.net' },
    },
  ],
}
