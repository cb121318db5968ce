// What each log of Zeek and of the ICSNPP parsers says, as data. Sources: Zeek documentation, "Log Files"; README pages of
// cisagov/icsnpp-modbus, -dnp3, -bacnet, -enip, -s7comm, -opcua-binary.
import type { ClaimField, DetailKind } from '@penstock/model/observations'

export interface ZeekLog {
  /** Tell the log in JSON, where its name does not stand: all of these keys, and it is the first that has them. */
  readonly keys: readonly string[]
  /** Column of the address that the claims are about. */
  readonly about?: string
  readonly claims?: readonly (readonly [field: ClaimField, column: string])[]
  /** Protocol of the conversation that the row belongs to, as we call it; `by-port`: what the port suggests, where content is TLS. */
  readonly protocol?: string
  /** Set when the server answered. */
  readonly answeredBy?: string
  readonly details?: readonly (readonly [kind: DetailKind, column: string])[]
  /** Has a reader of its own in `special.ts`, which says this. */
  readonly special?: string
}

const IDENTITY = ['uid', 'id.orig_h'] as const

export const ZEEK_LOGS: Readonly<Record<string, ZeekLog>> = {
  conn: {
    keys: ['uid', 'id.orig_h', 'conn_state'],
    special: 'conversation, MAC with IP where the log has link addresses',
  },
  dhcp: { keys: ['mac', 'msg_types'], special: 'lease, name' },
  dns: {
    keys: [...IDENTITY, 'trans_id', 'rcode'],
    protocol: 'dns',
    answeredBy: 'rcode',
    details: [
      ['dns-name', 'query'],
      ['dns-answer', 'answers'],
    ],
  },
  ssl: {
    keys: [...IDENTITY, 'established'],
    protocol: 'by-port',
    answeredBy: 'cipher',
    details: [
      ['tls-server-name', 'server_name'],
      ['tls-version', 'version'],
      ['tls-cipher', 'cipher'],
      ['tls-alpn', 'next_protocol'],
      ['tls-certificate-subject', 'subject'],
    ],
  },
  http: {
    keys: [...IDENTITY, 'trans_depth', 'method'],
    protocol: 'http',
    answeredBy: 'status_code',
    details: [
      ['http-host', 'host'],
      ['http-path', 'uri'],
      ['http-user-agent', 'user_agent'],
      ['http-status', 'status_code'],
    ],
  },
  ssh: {
    keys: [...IDENTITY, 'auth_attempts'],
    protocol: 'ssh',
    answeredBy: 'server',
    details: [
      ['ssh-version', 'client'],
      ['ssh-version', 'server'],
      ['ssh-cipher', 'cipher_alg'],
      ['ssh-key-exchange', 'kex_alg'],
      ['ssh-host-key', 'host_key'],
      ['hassh', 'hassh'],
      ['hassh-server', 'hasshServer'],
    ],
    about: 'id.resp_h',
    claims: [['software', 'server']],
  },
  rdp: {
    keys: [...IDENTITY, 'security_protocol'],
    protocol: 'rdp',
    answeredBy: 'result',
    details: [
      ['rdp-user', 'cookie'],
      ['rdp-security', 'security_protocol'],
      ['rdp-client-name', 'client_name'],
    ],
    about: 'id.orig_h',
    claims: [['name', 'client_name']],
  },
  smb_files: {
    keys: [...IDENTITY, 'action', 'times.modified'],
    protocol: 'smb',
    answeredBy: 'action',
    details: [
      ['smb-share', 'path'],
      ['smb-file', 'name'],
    ],
  },
  smb_mapping: { keys: [...IDENTITY, 'share_type'], protocol: 'smb', details: [['smb-share', 'path']] },
  ntlm: { keys: [...IDENTITY, 'hostname', 'username'], about: 'id.orig_h', claims: [['name', 'hostname']] },
  kerberos: {
    keys: [...IDENTITY, 'request_type', 'client'],
    protocol: 'kerberos',
    details: [
      ['kerberos-client', 'client'],
      ['kerberos-service', 'service'],
      ['kerberos-error', 'error_msg'],
    ],
  },
  ftp: { keys: [...IDENTITY, 'command', 'reply_code'], protocol: 'ftp' },
  tftp: { keys: [...IDENTITY, 'fname', 'mode'], protocol: 'tftp', details: [['tftp-file', 'fname']] },
  modbus_detailed: {
    keys: [...IDENTITY, 'func', 'matched'],
    protocol: 'modbus-tcp',
    special: 'functions, operations with target, values and answer',
  },
  modbus: { keys: [...IDENTITY, 'func', 'unit'], protocol: 'modbus-tcp', special: 'functions, operations' },
  dnp3: { keys: [...IDENTITY, 'fc_request'], protocol: 'dnp3', special: 'functions, operations' },
  cip_identity: {
    keys: [...IDENTITY, 'vendor_name', 'product_name'],
    protocol: 'ethernet-ip',
    about: 'source_h',
    claims: [
      ['vendor', 'vendor_name'],
      ['model', 'product_name'],
      ['firmware', 'revision'],
      ['serial', 'serial_number'],
      ['description', 'device_type_name'],
    ],
  },
  enip: { keys: [...IDENTITY, 'enip_command'], protocol: 'ethernet-ip' },
  cip: { keys: [...IDENTITY, 'cip_service'], protocol: 'ethernet-ip' },
  s7comm_known_devices: {
    keys: [...IDENTITY, 'automation_system_name'],
    protocol: 's7comm',
    about: 'id.resp_h',
    claims: [
      ['name', 'automation_system_name'],
      ['model', 'module_name'],
      ['serial', 'module_serial'],
    ],
  },
  s7comm_upload_download: {
    keys: [...IDENTITY, 'rosctr', 'destination_filesystem'],
    protocol: 's7comm',
    special: 'program up- and downloads',
  },
  s7comm: { keys: [...IDENTITY, 'rosctr_code'], protocol: 's7comm' },
  s7comm_plus: { keys: [...IDENTITY, 'opcode_name', 'version'], protocol: 's7comm-plus' },
  bacnet_discovery: {
    keys: [...IDENTITY, 'pdu_service', 'object_name'],
    protocol: 'bacnet',
    special: 'vendor, device number',
  },
  bacnet_property: {
    keys: [...IDENTITY, 'pdu_service', 'property'],
    protocol: 'bacnet',
    special: 'name, vendor, model, firmware, software, description, serial of the device object',
  },
  bacnet: { keys: [...IDENTITY, 'bvlc_function'], protocol: 'bacnet' },
  opcua_binary: { keys: [...IDENTITY, 'opcua_link_id', 'msg_type'], protocol: 'opc-ua' },
  software: { keys: ['host', 'software_type'], special: 'operating system, software' },
  known_services: { keys: ['host', 'port_num', 'port_proto'], special: 'description: what it serves' },
  known_devices: { keys: ['mac', 'dhcp_host_name'], special: 'MAC, name' },
  known_modbus: { keys: ['host', 'device_type'], special: 'description: its side' },
  notice: { keys: ['note', 'msg'], special: 'anomaly' },
  weird: { keys: ['name', 'addl', 'peer'], special: 'anomaly' },
  known_hosts: { keys: ['ts', 'host'], special: 'that it completed a handshake' },
}

/** The log that a row with these keys is of, or null. */
export function logOfKeys(keys: ReadonlySet<string>): string | null {
  const found = Object.entries(ZEEK_LOGS).find(([, log]) => log.keys.every((key) => keys.has(key)))
  return found?.[0] ?? null
}

/** What each log says, for the page that lists it. */
export function zeekFields(): { readonly log: string; readonly says: readonly string[] }[] {
  return Object.entries(ZEEK_LOGS).map(([log, { special, claims = [], details = [], protocol }]) => {
    const said = [...claims.map(([field, column]) => `${field} (\`${column}\`)`), ...details.map(([kind]) => kind)]
    if (special !== undefined) return { log, says: [special] }
    return { log, says: said.length > 0 ? said : [`that ${protocol ?? 'it'} was spoken`] }
  })
}

/** Zeek's name of a service, and ours; of several that a connection carries, the first of this table. */
export const SERVICES: Readonly<Record<string, string>> = {
  modbus: 'modbus-tcp',
  dnp3_tcp: 'dnp3',
  dnp3_udp: 'dnp3',
  dnp3: 'dnp3',
  s7comm: 's7comm',
  's7comm-plus': 's7comm-plus',
  s7comm_plus: 's7comm-plus',
  enip: 'ethernet-ip',
  enip_tcp: 'ethernet-ip',
  enip_udp: 'ethernet-ip',
  cip: 'ethernet-ip',
  bacnet: 'bacnet',
  'opcua-binary': 'opc-ua',
  opcua_binary: 'opc-ua',
  iec104: 'iec104',
  dhcp: 'dhcp',
  dns: 'dns',
  http: 'http',
  ssl: 'by-port',
  ssh: 'ssh',
  smb: 'smb',
  rdp: 'rdp',
  rfb: 'vnc',
  snmp: 'snmp',
  ntp: 'ntp',
  syslog: 'syslog',
  ftp: 'ftp',
  'ftp-data': 'ftp-data',
  krb_tcp: 'kerberos',
  krb: 'kerberos',
  ldap_tcp: 'ldap',
  ldap_udp: 'ldap',
  smtp: 'smtp',
  quic: 'quic',
  dce_rpc: 'dcerpc',
  tds: 'mssql',
}
