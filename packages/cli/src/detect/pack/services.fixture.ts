// Trials of the rules over services beside control: screens, command lines, files, management, pages.
import {
  bytes,
  httpRequest,
  httpResponse,
  modbus,
  ntpControl,
  ntpPrivate,
  ntpRequest,
  ntpResponse,
  rdpClientData,
  rdpConnectionChosen,
  rdpConnectionConfirm,
  rdpConnectionRequest,
  rfbClientInit,
  rfbRefused,
  rfbSecurityChoice,
  rfbSecurityResult,
  rfbSecurityType,
  rfbSecurityTypes,
  rfbServerInit,
  rfbVersion,
  SYSTEM,
  smb1Negotiate,
  smb1NegotiateAnswer,
  smbClose,
  smbCloseAnswer,
  smbCreate,
  smbCreateAnswer,
  smbNegotiateRequest,
  smbNegotiateResponse,
  smbSessionSetup,
  smbSessionSetupAnswer,
  smbTreeConnect,
  smbTreeConnectAnswer,
  smbWrite,
  smbWriteAnswer,
  snmpGet,
  snmpResponse,
  snmpSet,
  sshBanner,
  sshKeyExchangeInit,
  tftpAcknowledgement,
  tftpData,
  tftpRequest,
} from '@penstock/sensor/encoders'
import { ask, type Film, OUTSIDE, type Trial, type Turn, tcp, udp } from './wire.fixture.ts'

const block = (length: number, start = 0) => Uint8Array.from({ length }, (_, n) => (n * 37 + start) & 255)
const range = (count: number) => Array.from({ length: count }, (_, n) => n)

const withoutPassword = tcp(5900, [
  ['server', rfbVersion(3)],
  ['client', rfbVersion(3)],
  ['server', rfbSecurityType(1)],
  ['client', rfbClientInit()],
  ['server', rfbServerInit(800, 480, 'hmi')],
])

function screen(last: readonly Turn[], ends = {}): Film {
  return tcp(
    5900,
    [
      ['server', rfbVersion()],
      ['client', rfbVersion()],
      ['server', rfbSecurityTypes()],
      ['client', rfbSecurityChoice()],
      ['server', block(16)],
      ['client', block(16, 7)],
      ...last,
    ],
    ends,
  )
}

const screenIn = (ends = {}): Film =>
  screen(
    [
      ['server', rfbSecurityResult()],
      ['client', rfbClientInit()],
      ['server', rfbServerInit(800, 480, 'panel')],
    ],
    ends,
  )
const screenRefused = () => screen([['server', rfbRefused('Authentication failed')]])

export const desktop = (ends = {}): Film =>
  tcp(3389, ask(rdpConnectionRequest('engineer'), rdpConnectionConfirm()), ends)
const oldDesktop = tcp(3389, [
  ...ask(rdpConnectionRequest('operator'), rdpConnectionChosen(0)),
  ['client', rdpClientData('EWS1', 2600)],
])

const shell = (server: Uint8Array, ends = {}): Film =>
  tcp(
    22,
    [
      ['server', server],
      ['client', sshBanner('PuTTY_0.78')],
      ['client', sshKeyExchangeInit(block(16))],
      ['server', sshKeyExchangeInit(block(16, 5))],
    ],
    ends,
  )
const telnet = tcp(23, [
  ['server', bytes(0xff, 0xfd, 0x18, 0xff, 0xfb, 0x01)],
  ['client', bytes(0xff, 0xfc, 0x18)],
  ['server', bytes('sw1 login: ')],
  ['client', bytes('admin\r\n')],
])
const polls = (ends = {}): Film =>
  tcp(
    502,
    range(3).flatMap((n) =>
      ask(
        modbus.frame({ transaction: n, unit: 1 }, modbus.readRequest(3, 0, 2)),
        modbus.frame({ transaction: n, unit: 1 }, modbus.registersResponse(3, [1, 2])),
      ),
    ),
    ends,
  )

const page = (method: string, path: string, headers: Readonly<Record<string, string>> = {}): Film =>
  tcp(
    80,
    ask(httpRequest(method, path, { Host: 'plc', ...headers }, '{}'), httpResponse(200, 'OK', { Server: 'x' }, '{}')),
  )

const managed = (community: string): Film =>
  udp(161, ask(snmpGet(9, community, [SYSTEM.name]), snmpResponse(9, community, [{ oid: SYSTEM.name, value: 'sw-1' }])))
function set(status: number): Film {
  const variable = { oid: SYSTEM.name, value: 'sw-2' }
  const told = status === 0 ? snmpResponse(4, 'k1ln', [variable]) : snmpSet(4, 'k1ln', variable, status)
  return udp(161, ask(snmpSet(4, 'k1ln', variable), told))
}

const sent = (name: string): Film =>
  udp(69, [
    ['client', tftpRequest('write', name)],
    ['server', tftpAcknowledgement(0)],
    ['client', tftpData(1, bytes(1, 2, 3, 4))],
    ['server', tftpAcknowledgement(1)],
  ])
const fetched = (name: string): Film =>
  udp(69, [
    ['client', tftpRequest('read', name)],
    ['server', tftpData(1, bytes(1, 2, 3, 4))],
    ['client', tftpAcknowledgement(1)],
  ])

const line = (text: string): Uint8Array => bytes(`${text}\r\n`)
const ftp = (account: string): Film =>
  tcp(21, [
    ['server', line('220 ready')],
    ['client', line(`USER ${account}`)],
    ['server', line('331 password')],
    ['client', line('PASS x@y')],
    ['server', line('230 in')],
  ])

function shared(path: string): Film {
  const [file, at] = [0x77, { session: 5, tree: 1 }]
  const data = bytes('recipe 7: 40 % acid')
  return tcp(445, [
    ...ask(smbNegotiateRequest(block(16)), smbNegotiateResponse(block(16, 9), 134_000_000_000_000_000n)),
    ...ask(
      smbSessionSetup({ message: 2, session: 5 }, bytes()),
      smbSessionSetupAnswer({ message: 2, session: 5 }, bytes()),
    ),
    ...ask(
      smbTreeConnect({ message: 3, session: 5 }, '\\\\10.20.0.20\\recipes'),
      smbTreeConnectAnswer({ message: 3, ...at }),
    ),
    ...ask(smbCreate({ message: 4, ...at }, path), smbCreateAnswer({ message: 4, ...at }, file, 0)),
    ...ask(smbWrite({ message: 6, ...at }, file, 0, data), smbWriteAnswer({ message: 6, ...at }, data.length)),
    ...ask(smbClose({ message: 7, ...at }, file), smbCloseAnswer({ message: 7, ...at })),
  ])
}

const AT = 1_790_834_400_000_000
const clock = udp(123, ask(ntpRequest(AT), ntpResponse(AT, AT + 900)), {}, 123)

export const SERVICE_TRIALS: readonly Trial[] = [
  { rule: 'remote/screen-without-password', positive: withoutPassword, benign: screenIn() },
  {
    rule: 'remote/screen-password-guessing',
    positive: range(6).flatMap(screenRefused),
    benign: [...screenRefused(), ...screenRefused(), ...screenIn()],
  },
  { rule: 'remote/desktop-without-tls', positive: oldDesktop, benign: desktop() },
  { rule: 'remote/telnet-session', positive: telnet, benign: shell(sshBanner('OpenSSH_9.2')) },
  { rule: 'remote/from-internet', positive: desktop({ client: OUTSIDE }), benign: [...desktop(), ...screenIn()] },
  { rule: 'remote/control-from-internet', positive: polls({ client: OUTSIDE }), benign: polls() },
  {
    rule: 'remote/agent-tools',
    positive: page('POST', '/mcp', { 'MCP-Protocol-Version': '2025-06-18' }),
    benign: page('POST', '/api/values'),
  },
  { rule: 'snmp/factory-community', positive: managed('public'), benign: managed('k1ln') },
  { rule: 'snmp/value-set', positive: set(0), benign: set(17) },
  { rule: 'file-transfer/firmware-to-device', positive: sent('panel-3.2.bin'), benign: sent('recipe-7.csv') },
  { rule: 'file-transfer/configuration-read', positive: fetched('startup-config'), benign: fetched('recipe-7.csv') },
  { rule: 'file-transfer/anonymous-ftp', positive: ftp('anonymous'), benign: ftp('engineer') },
  { rule: 'smb/program-file-written', positive: shared('tools\\update.exe'), benign: shared('line 2\\acid.xml') },
  {
    rule: 'smb/version-1',
    positive: tcp(445, ask(smb1Negotiate(['NT LM 0.12']), smb1NegotiateAnswer(0, block(8), 'PLANT', 'OLD1'))),
    benign: tcp(445, ask(smbNegotiateRequest(block(16)), smbNegotiateResponse(block(16, 9), 134_000_000_000_000_000n))),
  },
  {
    rule: 'ssh/version-1',
    positive: shell(bytes('SSH-1.5-Cisco-1.25\r\n')),
    benign: shell(bytes('SSH-1.99-Cisco-1.25\r\n')),
  },
  {
    rule: 'http/firmware-sent',
    positive: page('POST', '/firmware/upload'),
    benign: [...page('GET', '/firmware/version'), ...page('POST', '/api/values')],
  },
  {
    rule: 'ntp/private-request',
    positive: udp(123, [['client', ntpPrivate(42)]]),
    benign: [...clock, ...udp(123, ask(ntpControl(2), ntpControl(2, 'version="ntpd 4.2.8p15"')))],
  },
]
