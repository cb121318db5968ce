// What industrial protocols allow, and by which function codes: the protocol-aware threat model as data.
// Codes and secure forms: the open specifications and makers' manuals of each; TriStation after public analyses of TRITON.
// Technique ids: MITRE ATT&CK for ICS 18.1, © The MITRE Corporation, reproduced with permission. EMB3D: threats.ts.

export type EffectClass = 'read' | 'write' | 'mode' | 'logic'

export interface ProtocolThreat {
  readonly protocol: string
  /** `none`: whoever reaches the port may. `password`: a password of the device. `login`: accounts of the server. */
  readonly authentication: 'none' | 'password' | 'login'
  /** Function codes by effect, as decimal numbers; empty where a code has no number or is not public. */
  readonly codes: Readonly<Record<EffectClass, readonly number[]>>
  /** Effects that it has at all. */
  readonly effects: readonly EffectClass[]
  /** Effects that a key switch in RUN refuses. */
  readonly keyGuards: readonly EffectClass[]
  readonly secureForm: string | null
}

export const EFFECTS: Readonly<Record<EffectClass, { readonly technique: string; readonly means: string }>> = {
  read: { technique: 'T0861', means: 'reconnaissance' },
  write: { technique: 'T0855', means: 'a cause started from the network' },
  mode: { technique: 'T0858', means: 'loss of control' },
  logic: { technique: 'T0843', means: 'defeat of layers, and persistence' },
}

const ALL: readonly EffectClass[] = ['read', 'write', 'mode', 'logic']
const NO_CODES = { read: [], write: [], mode: [], logic: [] } as const

const PROTOCOL_THREATS: readonly ProtocolThreat[] = [
  {
    protocol: 'modbus-tcp',
    authentication: 'none',
    codes: { read: [1, 2, 3, 4], write: [5, 6, 15, 16, 22, 23], mode: [8], logic: [90] },
    effects: ALL,
    keyGuards: [],
    secureForm: 'Modbus/TCP Security (TLS)',
  },
  {
    protocol: 's7comm',
    authentication: 'none',
    codes: { read: [0x04], write: [0x05], mode: [0x28, 0x29], logic: [0x1a, 0x1b, 0x1c] },
    effects: ALL,
    keyGuards: ['logic'],
    secureForm: 'S7comm-plus over TLS (TIA Portal V17 and later)',
  },
  {
    protocol: 'ethernet-ip',
    authentication: 'none',
    codes: { read: [0x4c], write: [0x4d, 0x10], mode: [0x05, 0x06, 0x07], logic: [] },
    effects: ALL,
    keyGuards: ['mode', 'logic'],
    secureForm: 'CIP Security',
  },
  {
    protocol: 'dnp3',
    authentication: 'none',
    codes: { read: [1], write: [2, 3, 4, 5, 6], mode: [13, 14], logic: [25, 26, 27, 28, 29, 30] },
    effects: ALL,
    keyGuards: [],
    secureForm: 'DNP3 Secure Authentication v5, or TLS',
  },
  {
    protocol: 'iec104',
    authentication: 'none',
    codes: {
      read: [100, 101, 102],
      write: [45, 46, 47, 48, 49, 50, 51, 58, 59, 60, 61, 62, 63, 64],
      mode: [105],
      logic: [120, 121, 122, 123, 124, 125, 126],
    },
    effects: ALL,
    keyGuards: [],
    secureForm: 'IEC 62351-3 and 62351-5',
  },
  {
    protocol: 'bacnet',
    authentication: 'none',
    codes: { read: [12, 14], write: [15, 16], mode: [17, 20], logic: [7] },
    effects: ALL,
    keyGuards: [],
    secureForm: 'BACnet/SC',
  },
  {
    protocol: 'fins',
    authentication: 'none',
    codes: { read: [0x0101], write: [0x0102], mode: [0x0401, 0x0402], logic: [0x0307] },
    effects: ALL,
    keyGuards: [],
    secureForm: null,
  },
  {
    protocol: 'opc-ua',
    authentication: 'login',
    codes: NO_CODES,
    effects: ['read', 'write'],
    keyGuards: [],
    secureForm: 'security mode SignAndEncrypt with user accounts',
  },
  {
    protocol: 'opc-da',
    authentication: 'login',
    codes: NO_CODES,
    effects: ['read', 'write'],
    keyGuards: [],
    secureForm: 'OPC UA',
  },
  {
    protocol: 'tristation',
    authentication: 'none',
    codes: NO_CODES,
    effects: ALL,
    keyGuards: ['write', 'mode', 'logic'],
    secureForm: 'key switch in RUN',
  },
  { protocol: 'vnet-ip', authentication: 'none', codes: NO_CODES, effects: ALL, keyGuards: [], secureForm: null },
  { protocol: 'pcom', authentication: 'password', codes: NO_CODES, effects: ALL, keyGuards: [], secureForm: null },
  {
    protocol: 'codesys',
    authentication: 'none',
    codes: NO_CODES,
    effects: ALL,
    keyGuards: [],
    secureForm: 'CODESYS user management and encrypted communication',
  },
  {
    protocol: 'profinet',
    authentication: 'none',
    codes: NO_CODES,
    effects: ['read', 'write', 'mode'],
    keyGuards: [],
    secureForm: 'PROFINET security class 2 or 3',
  },
  {
    protocol: 'iec61850-mms',
    authentication: 'none',
    codes: NO_CODES,
    effects: ['read', 'write', 'mode'],
    keyGuards: [],
    secureForm: 'IEC 62351-4',
  },
  {
    protocol: 'moxa-nport',
    authentication: 'none',
    codes: NO_CODES,
    effects: ['read', 'write'],
    keyGuards: [],
    secureForm: 'secure mode with TLS',
  },
]

const BY_ID: ReadonlyMap<string, ProtocolThreat> = new Map(PROTOCOL_THREATS.map((one) => [one.protocol, one]))

export function findProtocolThreat(protocol: string): ProtocolThreat | null {
  return BY_ID.get(protocol) ?? null
}

/**
 * Effects that pass a list of function codes; all when nothing limits them. An effect whose codes are not numbered
 * does not pass a list.
 */
export function effectsWithin(threat: ProtocolThreat, listed: readonly number[] | null): readonly EffectClass[] {
  if (listed === null) return threat.effects
  return threat.effects.filter((effect) => threat.codes[effect].some((code) => listed.includes(code)))
}

/** Services at which a person or a tool logs on. */
export const LOGIN_PROTOCOLS: ReadonlySet<string> = new Set([
  'rdp',
  'ssh',
  'vnc',
  'telnet',
  'smb',
  'http',
  'https',
  'sftp',
  'ftp',
  'mssql',
  'sapgui',
  'pi',
  'opc-da',
  'opc-ua',
  'ldap',
])
