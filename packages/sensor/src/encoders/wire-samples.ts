// Frames of one exchange between two made hosts, for tests.
import { TcpConversation } from './tcp-conversation.ts'
import { type Endpoint, udpFrame } from './udp.ts'

export type Turn = readonly [side: 'client' | 'server', data: Uint8Array]

const CLIENT = { mac: '02:00:00:00:00:01', ip: '192.0.2.10' }
const SERVER = { mac: '02:00:00:00:00:02', ip: '192.0.2.20' }
let nextPort = 50_000

/** A whole TCP conversation with the given turns on a server port. */
export function overTcp(port: number, turns: readonly Turn[]): Uint8Array[] {
  const tcp = new TcpConversation({ ...CLIENT, port: nextPort++ }, { ...SERVER, port })
  const opening = tcp.open()
  const middle = turns.flatMap(([side, data]) => [
    ...tcp.send(side, data),
    tcp.acknowledge(side === 'client' ? 'server' : 'client'),
  ])
  return [...opening, ...middle, ...tcp.close()]
}

/** Datagrams between a client port and a server port. */
export function overUdp(port: number, turns: readonly Turn[], clientPort = nextPort++): Uint8Array[] {
  const ends: Record<Turn[0], Endpoint> = { client: { ...CLIENT, port: clientPort }, server: { ...SERVER, port } }
  return turns.map(([side, data]) => udpFrame(ends[side], ends[side === 'client' ? 'server' : 'client'], data))
}
