// Tunnels: OpenVPN and IPsec with NAT traversal. Only the openings can be read.
import {
  espInUdp,
  ikeAuth,
  ikeInit,
  natTraversal,
  openvpnAck,
  openvpnAuthenticatedReset,
  openvpnControl,
  openvpnData,
  openvpnHardResetClient,
  openvpnHardResetServer,
  tlsClientHello,
  tlsServerHello,
} from '@penstock/sensor/encoders'
import type { Script } from '../talk.ts'
import type { Task } from '../task.ts'

const DATA_S = 3
const RETRY_S = 20
const NAT_PORT = 4500

export function* openvpnScript(task: Task): Script {
  if (!task.facts.answered) return yield* attempts(task)
  const talk = task.udp()
  const client = task.random.bytes(8)
  const server = task.random.bytes(8)
  const hello = { random: task.random.bytes(32), sessionId: task.random.bytes(32), keyShare: task.random.bytes(32) }
  yield* talk.ask(openvpnHardResetClient(client), openvpnHardResetServer(server, client))
  yield* talk.tell('client', openvpnAck(client, 0, server))
  yield* talk.ask(openvpnControl(client, 1, tlsClientHello(hello)), openvpnAck(server, 1, client))
  yield* talk.tell('server', openvpnControl(server, 1, tlsServerHello(hello, task.random.bytes(600))))
  yield* talk.tell('client', openvpnAck(client, 1, server))
  yield* task.repeat(DATA_S, () => {
    const sealed = (low: number, high: number) => openvpnData(0, task.random.bytes(task.random.between(low, high)))
    return talk.ask(sealed(60, 200), sealed(60, 400))
  })
}

// Openings under an outer key that nobody answers.
function* attempts(task: Task): Script {
  const talk = task.udp()
  yield* task.repeat(RETRY_S, (round) => {
    const seconds = Math.floor(task.time.at / 1_000_000)
    const opening = openvpnAuthenticatedReset(task.random.bytes(8), task.random.bytes(20), round + 1, seconds)
    return talk.tell('client', opening)
  })
}

export function* ipsecScript(task: Task): Script {
  const ports = { client: NAT_PORT, server: task.facts.port }
  const talk = task.udp(ports)
  const wrap = (message: Uint8Array) => (task.facts.port === NAT_PORT ? natTraversal(message) : message)
  const first = { initiator: task.random.bytes(8), responder: new Uint8Array(8) }
  const ends = { ...first, responder: task.random.bytes(8) }
  const init = (isResponse: boolean) =>
    wrap(ikeInit(isResponse ? ends : first, isResponse, task.random.bytes(64), task.random.bytes(32)))
  yield* talk.ask(init(false), init(true))
  yield* talk.ask(wrap(ikeAuth(ends, false, task.random.bytes(220))), wrap(ikeAuth(ends, true, task.random.bytes(180))))
  const [there, back] = [task.random.next() | 0x100, task.random.next() | 0x100]
  yield* task.repeat(DATA_S, (round) => {
    const sealed = (spi: number) => espInUdp(spi >>> 0, round + 1, task.random.bytes(4 * task.random.between(16, 80)))
    return talk.ask(sealed(there), sealed(back))
  })
}
