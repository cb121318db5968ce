// Trials of the rules over EtherNet/IP with CIP, Omron FINS and TriStation.
import {
  be16,
  be32,
  bytes,
  TRISTATION as COMMAND,
  cip,
  enip,
  FINS,
  finsProgramData,
  finsReadData,
  finsRequest,
  finsResponse,
  finsWriteData,
  leFloat,
  tristationConnect,
  tristationConnected,
  tristationExecute,
  tristationPart,
  tristationStatus,
} from '@penstock/sensor/encoders'
import { ask, CONTROLLER, type Film, host, STATION, type Trial, type Turn, tcp, udp } from './wire.fixture.ts'

const talkCip = (...turns: readonly (readonly Turn[])[]): Film =>
  tcp(44_818, [...ask(enip.registerSession(0), enip.registerSession(5)), ...turns.flat()])

/** A service of an object, and that it was done. */
function service(code: number, path: Uint8Array, data: Uint8Array = bytes()): readonly Turn[] {
  return ask(enip.sendRrData(5, cip.request(code, path, data)), enip.sendRrData(5, cip.reply(code)))
}

const [RESET, START, STOP, CREATE, SET_SINGLE, GET_SINGLE, WRITE_PART] = [0x05, 0x06, 0x07, 0x08, 0x10, 0x0e, 0x4b]
const [IDENTITY, CONTROL, FIRMWARE, PROGRAM, TCP_IP] = [0x01, 0x8e, 0xa1, 0xac, 0xf5]
const level = () =>
  ask(enip.sendRrData(5, cip.readTag('Level')), enip.sendRrData(5, cip.readTagReply(cip.TAG_TYPE.real, leFloat(1.5))))

const CIP_TRIALS: readonly Trial[] = [
  {
    rule: 'ethernet-ip/device-reset',
    positive: talkCip(service(RESET, cip.classPath(IDENTITY, 1))),
    benign: talkCip(service(GET_SINGLE, cip.classPath(IDENTITY, 1, 5)), level()),
  },
  {
    rule: 'ethernet-ip/controller-stopped',
    positive: talkCip(service(STOP, cip.classPath(CONTROL, 1))),
    benign: talkCip(service(START, cip.classPath(CONTROL, 1))),
  },
  {
    rule: 'ethernet-ip/firmware-written',
    positive: talkCip(service(WRITE_PART, cip.classPath(FIRMWARE, 1), bytes(1, 2, 3, 4))),
    benign: talkCip(service(GET_SINGLE, cip.classPath(FIRMWARE, 1, 1))),
  },
  {
    rule: 'ethernet-ip/program-downloaded',
    positive: talkCip(service(CREATE, cip.classPath(PROGRAM, 1))),
    benign: talkCip(service(GET_SINGLE, cip.classPath(PROGRAM, 1, 1)), level()),
  },
  {
    rule: 'ethernet-ip/address-changed',
    positive: talkCip(service(SET_SINGLE, cip.classPath(TCP_IP, 1, 5), bytes(be32(0x0a140063)))),
    benign: talkCip(
      service(GET_SINGLE, cip.classPath(TCP_IP, 1, 5)),
      service(SET_SINGLE, cip.classPath(0x04, 100, 3), bytes(1, 0)),
    ),
  },
]

let finsService = 0
export function fins(command: number, data: Uint8Array = bytes(), answer: Uint8Array = bytes()): readonly Turn[] {
  finsService = (finsService + 1) & 255
  const ends = { client: 10, server: 20, service: finsService }
  return ask(finsRequest(ends, command, data), finsResponse(ends, command, answer))
}

export const talkFins = (turns: readonly (readonly Turn[])[], server = CONTROLLER): Film =>
  udp(9600, turns.flat(), { server })
export const programFins = (): readonly Turn[] =>
  fins(FINS.programWrite, finsProgramData(0, bytes(1, 2, 3, 4)), finsProgramData(0, bytes()))
const READ_TWO = fins(FINS.read, finsReadData(100, 2), bytes(0, 1, 0, 2))

const FINS_TRIALS: readonly Trial[] = [
  {
    rule: 'fins/stopped',
    positive: talkFins([READ_TWO, fins(FINS.stop)]),
    benign: talkFins([READ_TWO, fins(FINS.run, bytes(be16(0xffff), 4))]),
  },
  {
    rule: 'fins/program-written',
    positive: talkFins([programFins()]),
    benign: talkFins([
      fins(FINS.write, finsWriteData(100, [5])),
      fins(0x0601, bytes(), bytes(1, 4, be16(0), be16(0), be16(0), be16(0), new Uint8Array(16))),
    ]),
  },
  {
    rule: 'fins/forced',
    positive: talkFins([fins(0x2301, bytes(be16(1), be16(1), 0x30, be16(10), 3))]),
    benign: talkFins([fins(0x2302), fins(FINS.write, finsWriteData(10, [1]))]),
  },
  {
    rule: 'fins/log-cleared',
    positive: talkFins([fins(0x2103)]),
    benign: talkFins([fins(0x2102, bytes(be16(0), be16(1)), bytes(be16(0), be16(0), be16(0)))]),
  },
  {
    rule: 'fins/right-seized',
    positive: talkFins([fins(0x0c02, bytes(be16(0xffff)))]),
    benign: talkFins([fins(0x0c01, bytes(be16(0xffff))), fins(0x0c03, bytes(be16(0xffff)))]),
  },
  {
    rule: 'fins/file-memory-erased',
    positive: talkFins([fins(0x2204, bytes(be16(0x8000)))]),
    benign: talkFins([fins(0x2201, bytes(be16(0x8000), be16(0), be16(1), be16(0)), new Uint8Array(30))]),
  },
]

const [KEY_PROGRAM, KEY_RUN] = [1, 2]
let step = 0
function safety(
  command: number,
  reply: number,
  data: Uint8Array = bytes(),
  answer: Uint8Array = bytes(),
): readonly Turn[] {
  step = (step + 1) & 255
  return ask(tristationExecute(false, command, step, data), tristationExecute(true, reply, step, answer))
}

const talkSafety = (...turns: readonly (readonly Turn[])[]): Film =>
  udp(1502, [...ask(tristationConnect(), tristationConnected()), ...turns.flat()], {
    client: STATION,
    server: host(30),
  })
const keyed = (key: number) =>
  safety(COMMAND.getStatus, COMMAND.getStatusReply, bytes(), tristationStatus(key, 0, 'UNIT4', 1_790_834_400))

const TRISTATION_TRIALS: readonly Trial[] = [
  {
    rule: 'tristation/halted',
    positive: talkSafety(safety(COMMAND.halt, COMMAND.halted)),
    benign: talkSafety(keyed(KEY_RUN)),
  },
  {
    rule: 'tristation/program-downloaded',
    positive: talkSafety(
      safety(COMMAND.downloadChangeStart, COMMAND.confirm, bytes('UNIT4', 0, 0, 0, 0, 0)),
      safety(COMMAND.allocateProgram, COMMAND.allocateProgramReply, tristationPart(3, 1, 6, 0, new Uint8Array(16))),
    ),
    benign: talkSafety(
      safety(
        COMMAND.uploadProgram,
        COMMAND.uploadProgramReply,
        bytes(3, 0, 0, 0, 0, 0, 0, 0),
        tristationPart(3, 1, 6, 0, new Uint8Array(24)),
      ),
    ),
  },
  { rule: 'tristation/key-in-program', positive: talkSafety(keyed(KEY_PROGRAM)), benign: talkSafety(keyed(KEY_RUN)) },
  {
    rule: 'tristation/key-refused',
    positive: talkSafety(safety(COMMAND.run, COMMAND.rejected, bytes(), bytes(212, 0))),
    benign: talkSafety(safety(COMMAND.run, 109)),
  },
]

export const CONTROLLER_TRIALS: readonly Trial[] = [...CIP_TRIALS, ...FINS_TRIALS, ...TRISTATION_TRIALS]
