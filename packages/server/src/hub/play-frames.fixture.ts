// Packets of what somebody does to controllers of the network 10.`n`.2.0/24, as they pass a tap: made by the sensor's encoders.
import {
  be32,
  bytes,
  CODESYS_GROUP,
  TRISTATION as COMMAND,
  cip,
  codesysChannelOpened,
  codesysOpenChannel,
  codesysService,
  enip,
  iec104,
  le32,
  modbus,
  s7comm,
  s7program,
  TcpConversation,
  tpkt,
  tristationConnect,
  tristationConnected,
  tristationExecute,
  tristationModules,
  tristationPart,
  tristationStatus,
  type UaChannel,
  uaAcknowledge,
  uaHello,
  uaOpenRequest,
  uaOpenResponse,
  uaRequest,
  uaResponse,
  udpFrame,
} from '@penstock/sensor/encoders'

type Turn = readonly [side: 'client' | 'server', data: Uint8Array]
type Frames = readonly Uint8Array[]

const range = (count: number) => Array.from({ length: count }, (_, n) => n)
const macOf = (ip: string) => `02:00:00:00:00:${Number(ip.split('.').at(-1)).toString(16).padStart(2, '0')}`
const ask = (request: Uint8Array, answer: Uint8Array): readonly Turn[] => [
  ['client', request],
  ['server', answer],
]
let nextPort = 20_000

function tcp(client: string, server: string, port: number, turns: readonly Turn[]): Frames {
  nextPort = nextPort < 60_000 ? nextPort + 1 : 20_000
  const ends = [
    { mac: macOf(client), ip: client, port: nextPort },
    { mac: macOf(server), ip: server, port },
  ] as const
  const talk = new TcpConversation(...ends, { mss: 60_000 })
  return [...talk.open(), ...turns.flatMap(([side, data]) => talk.send(side, data)), ...talk.close()]
}

export function writeRegister(client: string, server: string, register: number, value: number): Frames {
  const frame = modbus.frame({ transaction: 1, unit: 1 }, modbus.writeRegister(register, value))
  return tcp(client, server, 502, ask(frame, frame))
}

/** A poll of one register. */
export function readRegister(client: string, server: string, register: number, value: number): Frames {
  const header = { transaction: 1, unit: 1 }
  const request = modbus.frame(header, modbus.readRequest(3, register, 1))
  return tcp(client, server, 502, ask(request, modbus.frame(header, modbus.registersResponse(3, [value]))))
}

/** Who it is, and with which firmware. */
export function readIdentity(client: string, server: string, firmware: string): Frames {
  const header = { transaction: 1, unit: 1 }
  const answer = modbus.deviceIdResponse(1, { 0: 'Wrenfield Controls', 1: 'WC-200', 2: firmware })
  return tcp(client, server, 502, ask(modbus.frame(header, modbus.deviceIdRequest(1)), modbus.frame(header, answer)))
}

/** Five hosts asked for three services each. */
export function sweepOfPorts(client: string, net: number): Frames {
  return range(5).flatMap((host) =>
    [102, 502, 44_818].flatMap((port) => tcp(client, `10.${net}.2.${60 + host}`, port, [])),
  )
}

export function uploadProgram(client: string, server: string): Frames {
  const file = s7program.blockFile(s7program.BLOCK.ob, 1, 'A')
  return tcp(client, server, 102, [
    ...ask(tpkt.connectRequest(1, 0x0100, 0x0102), tpkt.connectConfirm(1, 2, 0x0100, 0x0102)),
    ...ask(s7comm.job(1, s7comm.setupParameter(480)), s7comm.ackData(1, s7comm.setupParameter(240))),
    ...ask(s7program.startUpload(13, file), s7program.uploadStarted(13, 7, 100)),
    ...ask(s7program.uploadStep(14, 0x1e, 7), s7program.uploadPart(14, new Uint8Array(100), false)),
    ...ask(s7program.uploadStep(15, 0x1f, 7), s7program.transferDone(15, 0x1f)),
  ])
}

/** The way of a safety controller from a first call to a new program: looked for, its key read, loaded. */
export const safety = {
  find: (client: string, server: string) => tristation(client, server, ask(tristationConnect(), tristationConnected())),
  readKey: (client: string, server: string) =>
    tristation(
      client,
      server,
      executed(
        COMMAND.getStatus,
        COMMAND.getStatusReply,
        bytes(),
        tristationStatus(KEY_PROGRAM, 0, 'UNIT4', 1_790_834_400),
      ),
    ),
  readModules: (client: string, server: string, ...firmware: readonly number[]) =>
    tristation(
      client,
      server,
      executed(
        COMMAND.moduleVersions,
        COMMAND.moduleVersionsReply,
        bytes(),
        tristationModules({ 0: [MAIN_PROCESSOR, ...firmware] }),
      ),
    ),
  load: (client: string, server: string) =>
    tristation(client, server, [
      ...executed(COMMAND.downloadChangeStart, COMMAND.confirm, bytes('UNIT4', 0, 0, 0, 0, 0)),
      ...executed(
        COMMAND.allocateProgram,
        COMMAND.allocateProgramReply,
        tristationPart(3, 1, 6, 0, new Uint8Array(16)),
      ),
    ]),
}
const KEY_PROGRAM = 1
const MAIN_PROCESSOR = 255

function executed(command: number, reply: number, data: Uint8Array, answer: Uint8Array = bytes()): readonly Turn[] {
  return ask(tristationExecute(false, command, 1, data), tristationExecute(true, reply, 1, answer))
}

function tristation(client: string, server: string, turns: readonly Turn[]): Frames {
  const ends = {
    client: { mac: macOf(client), ip: client, port: 1502 },
    server: { mac: macOf(server), ip: server, port: 1502 },
  }
  return turns.map(([side, data]) => udpFrame(ends[side], ends[side === 'client' ? 'server' : 'client'], data))
}

const STATION = 12

function telecontrol(client: string, server: string, units: readonly Uint8Array[]): Frames {
  return tcp(client, server, 2404, [
    ['client', iec104.uFrame('startAct')],
    ['server', iec104.uFrame('startCon')],
    ...units.map(
      (unit, n): Turn =>
        n % 2 === 0
          ? ['client', iec104.iFrame(n / 2, n / 2, unit)]
          : ['server', iec104.iFrame((n - 1) / 2, (n + 1) / 2, unit)],
    ),
  ])
}

function ordered(type: number, address: number, element: Uint8Array): readonly Uint8Array[] {
  const unit = (cause: number) => iec104.asdu(type, cause, STATION, [{ address, element }])
  return [unit(iec104.CAUSE.activation), unit(iec104.CAUSE.confirmation)]
}

export function interrogate(client: string, server: string): Frames {
  return telecontrol(client, server, ordered(100, 0, iec104.interrogationElement()))
}

/** So many breakers, one after the other. */
export function command(client: string, server: string, points: number): Frames {
  const units = range(points).flatMap((n) => ordered(45, 3000 + n, iec104.commandElement(true, false)))
  return telecontrol(client, server, units)
}

const at = (sequence: number): UaChannel => ({
  ...{ channel: 3, token: 1, sequence, request: sequence },
  fileTime: 134_000_000_000_000_000,
})
const [BROWSE, BROWSED] = [527, 530]

/** The whole address space, node by node. */
export function browseAll(client: string, server: string): Frames {
  const url = `opc.tcp://${server}:4840`
  return tcp(client, server, 4840, [
    ...ask(uaHello(url), uaAcknowledge()),
    ...ask(uaOpenRequest(at(1)), uaOpenResponse(at(1))),
    ...range(60).flatMap((n) =>
      ask(uaRequest(at(2 + n), BROWSE, new Uint8Array(40)), uaResponse(at(2 + n), BROWSED, 0, le32(0), le32(0))),
    ),
  ])
}

/** Through the gateway of one controller to the next. */
export function routeThrough(client: string, gateway: string, server: string): Frames {
  const call = (from: string, to: string): Frames => {
    const ends = { receiver: 2, sender: 1 }
    const back = { receiver: 1, sender: 2 }
    return tcp(from, to, 11_740, [
      ...ask(codesysOpenChannel(ends, 1), codesysChannelOpened(back, 1, 5)),
      ['client', codesysService(ends, { channel: 5, blockId: 1, session: 1 }, CODESYS_GROUP.device, 1, bytes())],
    ])
  }
  return [...call(client, gateway), ...call(gateway, server)]
}

function cipService(client: string, server: string, code: number, path: Uint8Array, data: Uint8Array): Frames {
  return tcp(client, server, 44_818, [
    ...ask(enip.registerSession(0), enip.registerSession(5)),
    ...ask(enip.sendRrData(5, cip.request(code, path, data)), enip.sendRrData(5, cip.reply(code))),
  ])
}

export function writeFirmware(client: string, server: string): Frames {
  return cipService(client, server, 0x4b, cip.classPath(0xa1, 1), bytes(1, 2, 3, 4))
}

export function changeAddress(client: string, server: string): Frames {
  return cipService(client, server, 0x10, cip.classPath(0xf5, 1, 5), bytes(be32(0x0a140063)))
}
