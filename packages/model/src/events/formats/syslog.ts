// Syslog of anything, and of OpenSSH's server in particular. Sources: RFC 5424, RFC 3164; OpenSSH auth.c, session.c (log messages).
import type { Attributes, Kind, Mapping } from '../mapping.ts'

export const SYSLOG_DEVICE: Attributes = {
  'device.hostname': { from: 'syslog.host', otherwise: 'unknown' },
  'device.type_id': { is: 0 },
  'metadata.log_provider': 'syslog.app',
}

/** RFC 5424 §6.2.1: emergency to debug. */
export const SYSLOG_SEVERITY = {
  from: 'syslog.severity',
  map: { 0: 6, 1: 5, 2: 5, 3: 4, 4: 3, 5: 2, 6: 1, 7: 1 },
  otherwise: 1,
} as const

const FROM: Attributes = {
  'user.name': 'user',
  'src_endpoint.ip': { from: 'ip', as: 'ip' },
  'src_endpoint.hostname': { from: 'ip', as: 'host' },
  'src_endpoint.port': { from: 'port', as: 'port' },
  'dst_endpoint.hostname': { from: 'syslog.host', as: 'host' },
  'service.name': { is: 'sshd' },
  auth_protocol: 'method',
}

const SSHD = { 'syslog.app': ['sshd', 'sshd-session', 'sshd-auth'] } as const

const SSHD_KINDS: readonly Kind[] = [
  {
    name: 'logon',
    when: { ...SSHD, message: { starts: 'accepted ' } },
    class: 'authentication',
    activity: 1,
    set: { ...FROM, status_id: { is: 1 }, is_remote: { is: true } },
  },
  {
    name: 'logon failed',
    when: { ...SSHD, message: { starts: ['failed ', 'invalid user ', 'maximum authentication'] } },
    class: 'authentication',
    activity: 1,
    severity: 2,
    set: { ...FROM, status_id: { is: 2 }, is_remote: { is: true } },
  },
  {
    name: 'logoff',
    when: { ...SSHD, message: { starts: ['disconnected from user ', 'pam_unix(sshd:session): session closed'] } },
    class: 'authentication',
    activity: 2,
    set: { ...FROM, status_id: { is: 1 } },
  },
  {
    name: 'connection',
    when: { ...SSHD, message: { starts: ['connection ', 'received disconnect', 'disconnected from '] } },
    class: 'ssh_activity',
    activity: { from: 'message', told: 2 },
    set: {
      'src_endpoint.ip': { from: 'ip', as: 'ip' },
      'src_endpoint.port': { from: 'port', as: 'port' },
      'dst_endpoint.hostname': { from: 'syslog.host', as: 'host' },
      'actor.user.name': 'user',
    },
  },
]

const LINUX = { product: 'linux', service: 'syslog' } as const

const COMMON = {
  vendor: 'IETF',
  product: 'syslog',
  shape: { kind: 'syslog' },
  time: { from: ['syslog.time'], clock: 'text' },
  severity: SYSLOG_SEVERITY,
  message: 'message',
  set: SYSLOG_DEVICE,
} as const satisfies Partial<Mapping>

export const SSHD_LOG: Mapping = {
  ...COMMON,
  id: 'sshd',
  title: 'OpenSSH server (syslog)',
  vendor: 'OpenBSD',
  product: 'OpenSSH',
  knownBy: SSHD,
  messages: [
    {
      of: 'message',
      templates: [
        'Accepted {method} for {user*} from {ip} port {port} ssh2: {key}',
        'Accepted {method} for {user*} from {ip} port {port} ssh2',
        'Failed {method} for invalid user {user*} from {ip} port {port} ssh2',
        'Failed {method} for {user*} from {ip} port {port} ssh2',
        'Invalid user {user*} from {ip} port {port}',
        'maximum authentication attempts exceeded for {user*} from {ip} port {port} ssh2',
        'Disconnected from user {user*} {ip} port {port}',
        'Disconnected from authenticating user {user*} {ip} port {port} [preauth]',
        'Disconnected from {ip} port {port}',
        'pam_unix(sshd:session): session closed for user {user}',
        'Connection closed by authenticating user {user*} {ip} port {port} [preauth]',
        'Connection closed by invalid user {user*} {ip} port {port} [preauth]',
        'Connection closed by {ip} port {port} [preauth]',
        'Connection closed by {ip} port {port}',
        'Connection from {ip} port {port} on {local_ip} port {local_port} {rest*}',
        'Connection reset by {ip} port {port} [preauth]',
        'Received disconnect from {ip} port {port}:{rest*}',
      ],
    },
  ],
  logSources: [{ product: 'linux', service: 'sshd' }, { product: 'linux', service: 'auth' }, LINUX],
  kinds: [...SSHD_KINDS, { name: 'any other', class: 'base_event', activity: 99 }],
  samples: [
    {
      record:
        '<38>Oct  1 06:00:00 jump1 sshd[2211]: Accepted publickey for eng1 from 10.10.4.7 port 50122 ssh2: ED25519 SHA256:abcd',
      gives: {
        class_uid: 3002,
        activity_id: 1,
        status_id: 1,
        'user.name': 'eng1',
        'src_endpoint.ip': '10.10.4.7',
        'device.hostname': 'jump1',
        time: 1_790_834_400_000,
      },
    },
    {
      record:
        '2026-10-01T06:00:02.250000+00:00 jump1 sshd-session[2212]: Failed password for invalid user a from 10.9.9.9 port 1 ssh2 from 192.0.2.66 port 40022 ssh2',
      gives: {
        class_uid: 3002,
        status_id: 2,
        'user.name': 'a from 10.9.9.9 port 1 ssh2',
        'src_endpoint.ip': '192.0.2.66',
        'src_endpoint.port': 40_022,
      },
    },
  ],
}

export const SYSLOG: Mapping = {
  ...COMMON,
  id: 'syslog',
  title: 'Syslog of anything (RFC 3164, RFC 5424)',
  logSources: [{ product: 'linux' }, LINUX],
  kinds: [
    {
      name: 'sudo',
      when: { 'syslog.app': 'sudo' },
      class: 'base_event',
      activity: 99,
      logSources: [{ product: 'linux', service: 'sudo' }],
    },
    {
      name: 'cron',
      when: { 'syslog.app': ['cron', 'CROND', 'crond'] },
      class: 'base_event',
      activity: 99,
      logSources: [{ product: 'linux', service: 'cron' }],
    },
    { name: 'line', class: 'base_event', activity: 99 },
  ],
  samples: [
    {
      record:
        '<165>1 2026-10-01T06:00:00.003Z plc-gw.plant.example gwd 8710 ID47 [origin ip="10.30.0.2"][x@32473 unit="4"] link to unit 4 lost',
      gives: {
        class_uid: 0,
        severity_id: 2,
        message: 'link to unit 4 lost',
        'device.hostname': 'plc-gw.plant.example',
        time: 1_790_834_400_003,
      },
    },
    {
      record: '<13>Oct  1 06:00:05 sw-cell3 link: port 7 down',
      gives: { class_uid: 0, message: 'port 7 down', 'device.hostname': 'sw-cell3' },
    },
  ],
}
