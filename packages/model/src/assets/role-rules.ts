// What a device is likely for, and so at which Purdue level it stands, from what it says and does. The first rule that
// fits decides; each answer carries the rule's id and what it saw. Levels follow IEC 62264-1 and the Purdue model:
// 0 process, 1 basic control, 2 supervisory, 3 operations, 3.5 DMZ, 4 enterprise.
import type { FunctionKind } from '@penstock/model/observations'
import { TUNNEL_FAMILIES } from './protocol-families.ts'

/** All conditions that are given must hold. Texts are lower case. */
export interface RoleCondition {
  /** Answers as server in one of these protocol families. */
  readonly serves?: readonly string[]
  /** Calls, answered or not, as client in one of these families. */
  readonly calls?: readonly string[]
  /** Publishes in one of these families. */
  readonly publishes?: readonly string[]
  /** Calls at least this many different servers in control protocols. */
  readonly controllersAtLeast?: number
  readonly controllersAtMost?: number
  /** As client of control protocols it used one of these kinds of function. */
  readonly usesKinds?: readonly FunctionKind[]
  /** None of these kinds were used. */
  readonly neverUsesKinds?: readonly FunctionKind[]
  /** Vendor, said or from the MAC's maker, contains one of these. */
  readonly maker?: RegExp
  /** Model, order number or description contains it. */
  readonly says?: RegExp
  /** One of its names contains it. */
  readonly named?: RegExp
  /** Does not call in one of these families. */
  readonly neverCalls?: readonly string[]
  /** Its interfaces sent packets of at least this many other devices. */
  readonly forwardsAtLeast?: number
  readonly isShared?: true
  /** A module in the rack of another device: it answers in no protocol of its own. */
  readonly isPart?: true
}

export interface RoleRule {
  readonly id: string
  readonly role: string
  readonly purdueLevel: number | null
  readonly when: RoleCondition
}

const CELLULAR_OR_REMOTE =
  /inhand|sierra wireless|\bhms\b|\bewon\b|secomea|mguard|innominate|teltonika|digi int|moxa.*oncell|robustel|insys|mb connect|cradlepoint|peplink/
const REMOTE_MODELS = /\bewon\b|\bir6\d\d\b|airlink|sitemanager|\bmguard\b|\brut\d{3}\b|talk2m/
const HOBBY = /raspberry|arduino|espressif|beagle|nvidia|friendlyelec|xunlong/
const CONTROLLERS = [
  'modbus-tcp',
  's7comm',
  'ethernet-ip',
  'fins',
  'melsec',
  'ads',
  'ge-srtp',
  'codesys',
  'pcom',
  'vnet-ip',
  'bacnet',
] as const

const DATABASES = ['mssql', 'mysql', 'postgresql', 'oracle'] as const

const CPU = /\bcpu\b|\bplc\b|logix ?\d|programmable (logic )?controller|\b1756-l|\b1769-l/

export const ROLE_RULES: readonly RoleRule[] = [
  { id: 'role.redundancy-group', role: 'virtual-router', purdueLevel: null, when: { isShared: true } },
  { id: 'role.serves-safety', role: 'safety-controller', purdueLevel: 1, when: { serves: ['tristation'] } },
  {
    id: 'role.says-safety',
    role: 'safety-controller',
    purdueLevel: 1,
    when: {
      serves: CONTROLLERS,
      says: /\b(cpu )?1[25]\d{2}f[- ]|\b31\df[- ]|\b41\df?h?[- ]fh|triconex|guardlogix|compact guard|himax|himatrix/,
    },
  },
  { id: 'role.serves-dcs', role: 'dcs-controller', purdueLevel: 1, when: { serves: ['vnet-ip'] } },
  {
    id: 'role.says-dcs',
    role: 'dcs-controller',
    purdueLevel: 1,
    when: { serves: CONTROLLERS, says: /\bcpu 410\b|pcs ?7|\bac ?800m\b|deltav|\bcentum\b|experion|\bovation\b/ },
  },
  {
    id: 'role.programs-controllers',
    role: 'engineering-workstation',
    purdueLevel: 3,
    when: { usesKinds: ['program'] },
  },
  {
    id: 'role.calls-engineering-port',
    role: 'engineering-workstation',
    purdueLevel: 3,
    when: { calls: ['tristation', 'codesys'], controllersAtLeast: 1 },
  },
  {
    id: 'role.says-firewall',
    role: 'firewall',
    purdueLevel: null,
    when: { says: /fortigate|edr-[g8]\d|palo alto|\basa ?55|scalance s\d|\bfirewall\b/ },
  },
  {
    id: 'role.firewall-maker',
    role: 'firewall',
    purdueLevel: null,
    when: { maker: /fortinet|palo alto|check point|sonicwall|watchguard/ },
  },
  {
    id: 'role.calls-tunnel',
    role: 'remote-access',
    purdueLevel: 3.5,
    when: { calls: [...TUNNEL_FAMILIES] },
  },
  { id: 'role.remote-maker', role: 'remote-access', purdueLevel: 3.5, when: { maker: CELLULAR_OR_REMOTE } },
  {
    id: 'role.says-remote-access',
    role: 'remote-access',
    purdueLevel: 3.5,
    when: { says: REMOTE_MODELS },
  },
  { id: 'role.named-remote-access', role: 'remote-access', purdueLevel: 3.5, when: { named: REMOTE_MODELS } },
  {
    id: 'role.says-switch',
    role: 'switch',
    purdueLevel: null,
    when: {
      says: /scalance x|\bx-?2\d\d(-\d)?\b.*(6gk5|switch)|stratix|\beds-|\brsp\d\d|catalyst|\bios software\b|\bswitch\b/,
    },
  },
  { id: 'role.named-switch', role: 'switch', purdueLevel: null, when: { named: /\bscalance\b|\bswitch\d*\b/ } },
  {
    id: 'role.says-drive',
    role: 'drive',
    purdueLevel: 0,
    when: { says: /sinamics|powerflex|altivar|\bg120\b|micromaster|\bacs[58]80\b|kinetix/ },
  },
  {
    id: 'role.says-serial-gateway',
    role: 'protocol-gateway',
    purdueLevel: 1,
    when: { says: /nport|mgate|anybus|netbiter|serial (device )?server|protocol gateway/ },
  },
  { id: 'role.serves-serial-gateway', role: 'protocol-gateway', purdueLevel: 1, when: { serves: ['moxa-nport'] } },
  {
    id: 'role.says-cpu',
    role: 'controller',
    purdueLevel: 1,
    when: { serves: CONTROLLERS, says: CPU },
  },
  { id: 'role.says-cpu-in-rack', role: 'controller', purdueLevel: 1, when: { isPart: true, says: CPU } },
  {
    id: 'role.says-io',
    role: 'io-device',
    purdueLevel: 0,
    when: {
      says: /et ?200|flex i\/?o|point i\/?o|1734-|1794-|axioline|\bpns\d+|interface module|communications adapter.*i\/o/,
    },
  },
  {
    id: 'role.says-hmi',
    role: 'hmi',
    purdueLevel: 2,
    when: { says: /simatic hmi|\btp\d{3,4}\b|\bktp\d{3,4}\b|panelview|magelis|hmigto|\bnb\dw|weintek|\bpro-?face\b/ },
  },
  // It only reads, keeps what it reads, and hands it on: before the rules for those who read and show, or poll.
  {
    id: 'role.collects-from-controllers',
    role: 'historian',
    purdueLevel: 3,
    when: { serves: DATABASES, controllersAtLeast: 1, neverUsesKinds: ['write', 'control', 'program'] },
  },
  {
    id: 'role.collects-from-opc',
    role: 'historian',
    purdueLevel: 3,
    when: { serves: DATABASES, calls: ['opc-ua', 'opc-da'], neverUsesKinds: ['write', 'control', 'program'] },
  },
  {
    id: 'role.says-historian',
    role: 'historian',
    purdueLevel: 3,
    when: { says: /historian|\bpi (data archive|server)\b|infoplus\.?21|\bexaquantum\b/ },
  },
  {
    id: 'role.says-relay',
    role: 'protection-relay',
    purdueLevel: 1,
    when: { says: /\bsiprotec\b|\bsel-\d{3}|\brel[67]\d0\b|\bmicom p\d|protection relay|feeder terminal/ },
  },
  {
    id: 'role.says-rtu',
    role: 'rtu',
    purdueLevel: 1,
    when: { says: /\brtu ?\d{3}|\bsicam (rtu|ak|a8000)|remote terminal unit|\bscadapack\b/ },
  },
  // Reads controllers and publishes to a broker, locally or outside.
  {
    id: 'role.reads-and-publishes',
    role: 'iiot-gateway',
    purdueLevel: 2,
    when: { calls: ['mqtt'], controllersAtLeast: 1, neverUsesKinds: ['write', 'control', 'program'] },
  },
  { id: 'role.serves-relay', role: 'protection-relay', purdueLevel: 1, when: { serves: ['iec61850-mms'] } },
  { id: 'role.publishes-goose', role: 'protection-relay', purdueLevel: 1, when: { publishes: ['goose', 'sv'] } },
  { id: 'role.serves-telecontrol', role: 'rtu', purdueLevel: 1, when: { serves: ['iec104', 'dnp3'] } },
  { id: 'role.serves-control', role: 'controller', purdueLevel: 1, when: { serves: CONTROLLERS } },
  // Both ends of a PROFINET relation call each other: only a device that never calls is surely no controller.
  {
    id: 'role.serves-profinet',
    role: 'io-device',
    purdueLevel: 0,
    when: { serves: ['profinet'], neverCalls: ['profinet'] },
  },
  {
    id: 'role.reads-and-shows',
    role: 'data-display',
    purdueLevel: 2,
    when: {
      serves: ['http', 'https'],
      controllersAtLeast: 1,
      controllersAtMost: 2,
      neverUsesKinds: ['write', 'control', 'program'],
    },
  },
  {
    id: 'role.hobby-reads',
    role: 'data-display',
    purdueLevel: 2,
    when: { maker: HOBBY, controllersAtLeast: 1, neverUsesKinds: ['write', 'control', 'program'] },
  },
  { id: 'role.historian', role: 'historian', purdueLevel: 3, when: { serves: ['pi'] } },
  { id: 'role.opc-server', role: 'opc-server', purdueLevel: 3, when: { serves: ['opc-ua', 'opc-da'] } },
  { id: 'role.polls-many', role: 'scada', purdueLevel: 2, when: { controllersAtLeast: 3 } },
  { id: 'role.polls-few', role: 'hmi', purdueLevel: 2, when: { controllersAtLeast: 1 } },
  { id: 'role.publishes-bridge', role: 'switch', purdueLevel: null, when: { publishes: ['stp'] } },
  { id: 'role.forwards', role: 'router', purdueLevel: null, when: { forwardsAtLeast: 2 } },
  { id: 'role.directory', role: 'directory', purdueLevel: null, when: { serves: ['ldap', 'kerberos'] } },
  { id: 'role.printer', role: 'printer', purdueLevel: 4, when: { serves: ['ipp', 'jetdirect', 'lpd'] } },
  { id: 'role.camera', role: 'camera', purdueLevel: null, when: { serves: ['rtsp'] } },
  {
    id: 'role.camera-maker',
    role: 'camera',
    purdueLevel: null,
    when: { maker: /axis communications|hikvision|dahua|hanwha|vivotek|mobotix|avigilon|\bpelco\b/ },
  },
  {
    id: 'role.printer-maker',
    role: 'printer',
    purdueLevel: 4,
    when: { maker: /lexmark|\bxerox\b|kyocera|\bricoh\b|brother industries|seiko epson/ },
  },
  { id: 'role.time-server', role: 'time-server', purdueLevel: 3, when: { serves: ['ntp'] } },
  {
    id: 'role.database',
    role: 'database',
    purdueLevel: null,
    when: { serves: DATABASES },
  },
  { id: 'role.file-server', role: 'file-server', purdueLevel: null, when: { serves: ['smb', 'nfs', 'ftp'] } },
  {
    id: 'role.server',
    role: 'server',
    purdueLevel: null,
    when: { serves: ['http', 'https', 'dns', 'dhcp', 'syslog', 'smtp', 'ssh', 'vnc', 'rdp', 'snmp', 'telnet'] },
  },
  {
    id: 'role.workstation',
    role: 'workstation',
    purdueLevel: null,
    when: { calls: ['smb', 'rdp', 'http', 'https', 'ldap', 'kerberos', 'ssh', 'vnc', 'ftp'] },
  },
]

/** Level that goes with a role the device or the register names, when no level is said. Null: the role says nothing of it. */
export const LEVEL_OF_ROLE: Readonly<Record<string, number | null>> = {
  controller: 1,
  plc: 1,
  'dcs-controller': 1,
  'package-controller': 1,
  'safety-controller': 1,
  'safety-comm': 1,
  'plc-comm': 1,
  rtu: 1,
  'protection-relay': 1,
  'protocol-gateway': 1,
  'serial-server': 1,
  drive: 0,
  'io-device': 0,
  machine: 0,
  hmi: 2,
  'hmi-server': 2,
  'operator-station': 2,
  scada: 2,
  'data-display': 2,
  'iiot-gateway': 2,
  'engineering-workstation': 3,
  historian: 3,
  'opc-server': 3,
  'remote-access': 3.5,
  printer: 4,
}
