// The words in which a sensor speaks of what it saw. `DESIGN.md` §7 lists the shapes of `sensor read`; fields may be added.
import { z } from 'zod'

/** Side of a party in the industrial protocol, found from content, never from who spoke first. */
export const ProtocolSide = z.enum(['client', 'server', 'publisher', 'subscriber', 'peer'])
export type ProtocolSide = z.infer<typeof ProtocolSide>

export const Transport = z.enum(['tcp', 'udp', 'ethernet', 'ip'])
export type Transport = z.infer<typeof Transport>

/** What a function does to the server. `other` is for codes that do none of these (session set-up, diagnostics echo). */
export const FunctionKind = z.enum(['read', 'write', 'control', 'program', 'identity', 'session', 'other'])
export type FunctionKind = z.infer<typeof FunctionKind>

export const OperationKind = z.enum([
  'write',
  'control',
  'mode',
  'restart',
  'program-download',
  'program-upload',
  'firmware',
  'file',
  'time',
  'auth',
  'config',
  'identity',
])
export type OperationKind = z.infer<typeof OperationKind>

/** Words of a conversation that say what it is about or which software speaks; told in the clear by the sender, proven by nothing. */
export const DetailKind = z.enum([
  'tls-server-name',
  'tls-alpn',
  'tls-version',
  'tls-cipher',
  'tls-certificate-subject',
  'tls-certificate-name',
  'ja4',
  'http-host',
  'http-path',
  'http-user-agent',
  'http-server',
  'http-status',
  'dns-name',
  'dns-answer',
  'dns-service',
  'dhcp-host-name',
  'dhcpv6-host-name',
  'dhcp-client-id',
  'dhcp-requested-address',
  'dhcp-assigned-address',
  'opc-ua-endpoint',
  'opc-ua-security',
  's7-plus-session',
  'smb-dialect',
  'smb-share',
  'smb-file',
  'smb-pipe',
  'kerberos-realm',
  'kerberos-client',
  'kerberos-service',
  'kerberos-error',
  'rdp-user',
  'rdp-security',
  'rdp-client-name',
  'vnc-version',
  'vnc-security',
  'vnc-desktop',
  'ssh-version',
  'ssh-key-exchange',
  'ssh-host-key',
  'ssh-cipher',
  'hassh',
  'hassh-server',
  'ftp-greeting',
  'ftp-system',
  'tftp-file',
  'snmp-trap',
  'snmp-engine',
  'snmp-user',
  'ntp-stratum',
  'ntp-reference',
  'ntp-source',
  'syslog-host',
  'syslog-app',
  'ssdp-server',
  'ssdp-type',
])
export type DetailKind = z.infer<typeof DetailKind>

/**
 * `observed`: the device said it itself. `reported`: another system says it of the device. `inferred`: concluded from behaviour or
 * a table.
 */
export const Basis = z.enum(['observed', 'reported', 'inferred'])
export type Basis = z.infer<typeof Basis>

/** The fields of an asset that a claim can speak of. */
export const ClaimField = z.enum([
  'name',
  'vendor',
  'model',
  'orderNumber',
  'firmware',
  'hardware',
  'operatingSystem',
  'software',
  'serial',
  'description',
  'role',
  'purdueLevel',
  'mode',
])
export type ClaimField = z.infer<typeof ClaimField>

/** Lower-case `aa:bb:cc:dd:ee:ff`. */
export const Mac = z.string().regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/)
export type Mac = z.infer<typeof Mac>

/** Dotted quad, or IPv6 in RFC 5952 form. */
export const IpAddress = z.union([z.ipv4(), z.ipv6()])
export type IpAddress = z.infer<typeof IpAddress>
