// CEF and LEEF of any product. Sources: ArcSight CEF implementation standard 26, "Extension dictionary"; IBM LEEF 2.0, "Predefined event
// attributes".
import type { Attributes, Kind, Mapping } from '../mapping.ts'

const CEF_ENDS: Attributes = {
  'src_endpoint.ip': { from: ['src', 'c6a2'], as: 'ip' },
  'src_endpoint.port': { from: 'spt', as: 'port' },
  'src_endpoint.hostname': { from: 'shost', as: 'host' },
  'src_endpoint.mac': 'smac',
  'dst_endpoint.ip': { from: ['dst', 'c6a3'], as: 'ip' },
  'dst_endpoint.port': { from: 'dpt', as: 'port' },
  'dst_endpoint.hostname': { from: 'dhost', as: 'host' },
  'dst_endpoint.mac': 'dmac',
  'connection_info.direction_id': { from: 'deviceDirection', map: { 0: 1, 1: 2 }, otherwise: 0 },
  'connection_info.protocol_name': { from: 'proto', as: 'lower' },
}

/** The ends as evidence of a finding. */
export const CEF_EVIDENCE: Attributes = Object.fromEntries(
  Object.entries(CEF_ENDS).map(([path, from]) => [`evidences.0.${path}`, from]),
)

export const CEF_DEVICE: Attributes = {
  'device.hostname': { from: ['dvchost', 'syslog.host'], otherwise: 'unknown' },
  'device.ip': { from: 'dvc', as: 'ip' },
  'device.type_id': { is: 0 },
  'metadata.event_code': 'signatureId',
  'metadata.uid': 'externalId',
}

export const CEF_TIME = ['rt', 'deviceReceiptTime', 'end', 'start', 'syslog.time'] as const

/** CEF's 0 to 10, or its words. */
export const CEF_SEVERITY = {
  from: 'severity',
  map: {
    0: 1,
    1: 2,
    2: 2,
    3: 2,
    4: 3,
    5: 3,
    6: 3,
    7: 4,
    8: 4,
    9: 5,
    10: 5,
    low: 2,
    medium: 3,
    high: 4,
    'very-high': 5,
    unknown: 0,
  },
  otherwise: 0,
} as const

export const CEF_ACTION: Attributes = {
  action_id: {
    from: 'act',
    map: {
      allow: 1,
      allowed: 1,
      accept: 1,
      pass: 1,
      permit: 1,
      deny: 2,
      denied: 2,
      drop: 2,
      block: 2,
      blocked: 2,
      reset: 2,
    },
  },
  action: 'act',
}

const FINDING: Attributes = {
  ...CEF_EVIDENCE,
  ...CEF_ACTION,
  'finding_info.uid': { from: ['externalId', 'signatureId'], otherwise: 'cef' },
  'finding_info.title': 'name',
  'finding_info.desc': 'msg',
  'evidences.0.user.name': { from: ['duser', 'suser'] },
}

const ALIAS = { src_ip: 'src', dst_ip: 'dst', dst_port: 'dpt', src_port: 'spt', action: 'act' } as const

const KINDS: readonly Kind[] = [
  {
    name: 'logon',
    when: { name: { has: ['logon', 'login', 'authentication'] } },
    class: 'authentication',
    activity: 1,
    set: {
      'user.name': { from: ['duser', 'suser'] },
      'src_endpoint.ip': { from: 'src', as: 'ip' },
      'dst_endpoint.ip': { from: 'dst', as: 'ip' },
      'dst_endpoint.hostname': { from: ['dhost', 'dvchost', 'syslog.host'], as: 'host' },
      status_id: {
        from: ['outcome', 'categoryOutcome'],
        map: { success: 1, '/success': 1, failure: 2, '/failure': 2, failed: 2 },
      },
      status_detail: 'reason',
    },
  },
  {
    name: 'finding',
    when: { severity: ['7', '8', '9', '10', 'high', 'very-high'] },
    class: 'detection_finding',
    activity: 1,
    set: FINDING,
  },
  {
    name: 'traffic',
    when: { src: { exists: true } },
    class: 'network_activity',
    activity: { from: 'act', map: { deny: 5, denied: 5, drop: 5, block: 5, blocked: 5, reset: 3 }, otherwise: 6 },
    set: { ...CEF_ENDS, ...CEF_ACTION, 'actor.user.name': { from: ['suser', 'duser'] }, app_name: 'app' },
    logSources: [{ category: 'firewall' }],
  },
  { name: 'any other', class: 'base_event', activity: 99, set: { 'actor.user.name': { from: ['suser', 'duser'] } } },
]

export const CEF: Mapping = {
  id: 'cef',
  title: 'CEF of any product',
  vendor: 'OpenText',
  product: 'Common Event Format',
  shape: { kind: 'cef' },
  time: { from: CEF_TIME, clock: 'text' },
  severity: CEF_SEVERITY,
  message: { from: ['msg', 'name'] },
  set: { ...CEF_DEVICE, 'metadata.product.name': 'deviceProduct', 'metadata.product.vendor_name': 'deviceVendor' },
  alias: ALIAS,
  logSources: [{ product: 'cef' }],
  kinds: KINDS,
  samples: [
    {
      record:
        'Oct  1 06:00:00 fw1 CEF:0|Example|Gate|4.2|100|Connection \\| denied|3|rt=1790834400123 src=10.10.4.7 spt=51022 dst=10.30.1.10 dpt=502 proto=TCP act=deny suser=eng1 msg=rule\\=7 says no cs1Label=Zone cs1=Cell 3',
      gives: {
        class_uid: 4001,
        activity_id: 5,
        action_id: 2,
        time: 1_790_834_400_123,
        message: 'rule=7 says no',
        'actor.user.name': 'eng1',
        'device.hostname': 'fw1',
        'metadata.product.name': 'Gate',
        'dst_endpoint.port': 502,
      },
    },
    {
      record:
        'CEF:0|Example|Guard|1|9|New controller program|9|rt=Oct 01 2026 06:00:01 src=10.20.0.14 dst=10.30.1.10 externalId=771',
      gives: {
        class_uid: 2004,
        severity_id: 5,
        'finding_info.uid': '771',
        'evidences.0.dst_endpoint.ip': '10.30.1.10',
        time: 1_790_834_401_000,
      },
    },
  ],
}

export const LEEF: Mapping = {
  id: 'leef',
  title: 'LEEF of any product',
  vendor: 'IBM',
  product: 'Log Event Extended Format',
  shape: { kind: 'leef' },
  time: { from: ['devTime', 'syslog.time'], clock: 'text' },
  severity: {
    from: 'sev',
    bands: [
      [0, 1],
      [2, 2],
      [4, 3],
      [7, 4],
      [9, 5],
    ],
    otherwise: 1,
  },
  message: { from: ['msg', 'eventId'] },
  set: {
    'device.hostname': { from: ['identHostName', 'syslog.host'], otherwise: 'unknown' },
    'device.type_id': { is: 0 },
    'metadata.event_code': 'eventId',
    'metadata.product.name': 'deviceProduct',
    'metadata.product.vendor_name': 'deviceVendor',
  },
  alias: { src_ip: 'src', dst_ip: 'dst', dst_port: 'dstPort', src_port: 'srcPort' },
  kinds: [
    {
      name: 'logon',
      when: { cat: { has: ['auth', 'logon', 'login'] } },
      class: 'authentication',
      activity: 1,
      set: {
        'user.name': 'usrName',
        'src_endpoint.ip': { from: 'src', as: 'ip' },
        'dst_endpoint.ip': { from: 'dst', as: 'ip' },
        'dst_endpoint.hostname': { from: ['identHostName', 'syslog.host'], as: 'host' },
      },
    },
    {
      name: 'traffic',
      when: { src: { exists: true } },
      class: 'network_activity',
      activity: 6,
      set: {
        'src_endpoint.ip': { from: 'src', as: 'ip' },
        'src_endpoint.port': { from: 'srcPort', as: 'port' },
        'dst_endpoint.ip': { from: 'dst', as: 'ip' },
        'dst_endpoint.port': { from: 'dstPort', as: 'port' },
        'connection_info.direction_id': { is: 0 },
        'connection_info.protocol_name': { from: 'proto', as: 'lower' },
        'actor.user.name': 'usrName',
        action: 'action',
      },
      logSources: [{ category: 'firewall' }],
    },
    { name: 'any other', class: 'base_event', activity: 99, set: { 'actor.user.name': 'usrName' } },
  ],
  samples: [
    {
      record:
        '<13>Oct  1 06:00:00 sw3 LEEF:2.0|Example|Switch|9|port-security|^|devTime=2026-10-01T06:00:00.500Z^src=10.30.1.77^dst=10.30.1.10^srcPort=1024^dstPort=102^proto=TCP^sev=7^usrName=maint',
      gives: {
        class_uid: 4001,
        severity_id: 4,
        time: 1_790_834_400_500,
        'dst_endpoint.port': 102,
        'actor.user.name': 'maint',
      },
    },
    {
      record:
        'LEEF:1.0|Example|Portal|2|login-failed|devTime=Oct 01 2026 06:00:03\tcat=Authentication\tusrName=op2\tsrc=10.10.4.9\tidentHostName=portal1\tsev=5',
      gives: { class_uid: 3002, 'user.name': 'op2', 'dst_endpoint.hostname': 'portal1' },
    },
  ],
}
