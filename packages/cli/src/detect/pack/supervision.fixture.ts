// Trials of the rules over BACnet and OPC UA.
import {
  bacnet as b,
  be16,
  bytes,
  type UaChannel,
  uaAcknowledge,
  uaActivateSessionRequest,
  uaActivateSessionResponse,
  uaCreateSessionRequest,
  uaCreateSessionResponse,
  uaHello,
  uaOpenRequest,
  uaOpenResponse,
  uaWriteRequest,
  uaWriteResponse,
} from '@penstock/sensor/encoders'
import { ask, type Film, type Trial, type Turn, tcp, udp } from './wire.fixture.ts'

const PORT = 0xbac0
const ANALOG = b.objectId(2, 3)
const FILE = b.objectId(10, 5)
const PRESENT_VALUE = 85
const OUT_OF_SERVICE = 81
const range = (count: number) => Array.from({ length: count }, (_, n) => n)

let invoke = 0
function confirmed(service: number, data: Uint8Array, answer: Uint8Array | null = null): readonly Turn[] {
  invoke = (invoke + 1) & 255
  const told = answer === null ? b.simpleAck(invoke, service) : b.complexAck(invoke, service, answer)
  return ask(b.unicast(b.confirmed(invoke, service, data)), b.unicast(told))
}

const talk = (...turns: readonly (readonly Turn[])[]): Film => udp(PORT, turns.flat(), {}, PORT)
const silence = (state: number) => confirmed(17, bytes(b.context(0, 5), b.context(1, state)))
const restart = (state: number) => confirmed(20, b.context(0, state))
const write = (property: number, value: Uint8Array, priority?: number) =>
  confirmed(15, b.property(ANALOG, property, value, priority))
const readFile = () =>
  confirmed(
    6,
    bytes(b.object(FILE), b.within(0, b.signed(0), b.unsigned(400))),
    bytes(b.boolean(true), b.within(0, b.signed(0), b.octets(bytes(1, 2, 3)))),
  )
const writeFile = () =>
  confirmed(7, bytes(b.object(FILE), b.within(0, b.signed(0), b.octets(bytes(1, 2, 3)))), b.context(0, 0))

const BACNET_TRIALS: readonly Trial[] = [
  { rule: 'bacnet/device-silenced', positive: talk(silence(1)), benign: talk(silence(0)) },
  { rule: 'bacnet/device-restarted', positive: talk(restart(0)), benign: talk(restart(2), restart(3)) },
  {
    rule: 'bacnet/foreign-device',
    positive: talk(ask(b.link(5, bytes(be16(300))), b.link(0, bytes(be16(0))))),
    benign: talk(ask(b.link(6, bytes()), b.link(7, bytes()))),
  },
  {
    rule: 'bacnet/life-safety-priority',
    positive: talk(write(PRESENT_VALUE, b.real(22.5), 1)),
    benign: talk(write(PRESENT_VALUE, b.real(22.5), 8), write(PRESENT_VALUE, b.real(22.5), 16)),
  },
  { rule: 'bacnet/file-written', positive: talk(writeFile()), benign: talk(readFile()) },
  {
    rule: 'bacnet/out-of-service',
    positive: talk(write(OUT_OF_SERVICE, b.boolean(true))),
    benign: talk(write(OUT_OF_SERVICE, b.boolean(false))),
  },
]

const URL = 'opc.tcp://10.20.0.20:4840'
const [OK, DENIED] = [0, 0x801f_0000]
const SERVER = { url: URL, applicationUri: 'urn:plc', productUri: 'urn:product', name: 'Tank server' }
const CLIENT = { applicationUri: 'urn:hmi', productUri: 'urn:hmi-product', name: 'HMI' }

const at = (sequence: number): UaChannel => ({
  channel: 3,
  token: 1,
  sequence,
  request: sequence,
  fileTime: 134_000_000_000_000_000,
})

function session(
  user: { name: string; password: string } | null,
  ...writes: readonly (readonly [nodes: readonly string[], status: number])[]
): Film {
  return tcp(4840, [
    ...ask(uaHello(URL), uaAcknowledge()),
    ...ask(uaOpenRequest(at(1)), uaOpenResponse(at(1))),
    ...ask(uaCreateSessionRequest(at(2), CLIENT, URL), uaCreateSessionResponse(at(2), SERVER)),
    ...ask(uaActivateSessionRequest(at(3), user), uaActivateSessionResponse(at(3))),
    ...writes.flatMap(([nodes, status], n) =>
      ask(
        uaWriteRequest(at(4 + n), Object.fromEntries(nodes.map((node) => [node, 3.5]))),
        uaWriteResponse(
          at(4 + n),
          nodes.map(() => status),
        ),
      ),
    ),
  ])
}

const OPERATOR = { name: 'operator', password: 'pump' }
const OPC_UA_TRIALS: readonly Trial[] = [
  { rule: 'opc-ua/clear-password', positive: session(OPERATOR), benign: session(null) },
  {
    rule: 'opc-ua/access-denied',
    positive: session(null, ...range(6).map((n) => [[`Tank.Limit${n}`], DENIED] as const)),
    benign: session(null, ...range(9).map(() => [['Tank.Limit'], DENIED] as const)),
  },
  {
    rule: 'opc-ua/anonymous-write',
    positive: session(null, [['Tank.Setpoint'], OK]),
    benign: session(null, [['Tank.Setpoint'], DENIED]),
  },
]

export const SUPERVISION_TRIALS: readonly Trial[] = [...BACNET_TRIALS, ...OPC_UA_TRIALS]
