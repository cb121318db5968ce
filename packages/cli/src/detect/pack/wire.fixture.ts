// Captures for the trials of the OT rule pack, made by the sensor's encoders: hosts of a plant, conversations, and time that passes.
import { bytes, pcapHeader, pcapRecord, TcpConversation, udpFrame } from '@penstock/sensor/encoders'

export type Turn = readonly [side: 'client' | 'server', data: Uint8Array]
/** Frames a millisecond apart; a number is so many seconds in which nothing passes. */
export type Film = readonly (Uint8Array | number)[]

export interface Trial {
  /** The file of the rule inside the pack, without its ending. */
  readonly rule: string
  readonly positive: Film
  /** Looks like it, and is what a plant does every day. */
  readonly benign: Film
  /** Further rules that the positive rightly meets. */
  readonly also?: readonly string[]
}

interface Host {
  readonly mac: string
  readonly ip: string
}

interface Ends {
  readonly client?: Host
  readonly server?: Host
}

export const host = (last: number): Host => ({
  mac: `02:00:00:00:20:${last.toString(16).padStart(2, '0')}`,
  ip: `10.20.0.${last}`,
})
export const STATION: Host = host(10)
export const CONTROLLER: Host = host(20)
/** Behind the router of the plant. */
export const OUTSIDE: Host = { mac: '02:00:00:00:20:01', ip: '203.0.113.66' }

const START = 1_790_834_400_000_000
let nextPort = 49_152

/** A TCP conversation from its handshake to its end. */
export function tcp(port: number, turns: readonly Turn[], { client = STATION, server = CONTROLLER }: Ends = {}): Film {
  const talk = new TcpConversation({ ...client, port: nextPort++ }, { ...server, port }, { mss: 60_000 })
  return [...talk.open(), ...turns.flatMap(([side, data]) => talk.send(side, data)), ...talk.close()]
}

export function udp(
  port: number,
  turns: readonly Turn[],
  { client = STATION, server = CONTROLLER }: Ends = {},
  clientPort = nextPort++,
): Film {
  const ends = { client: { ...client, port: clientPort }, server: { ...server, port } }
  return turns.map(([side, data]) => udpFrame(ends[side], ends[side === 'client' ? 'server' : 'client'], data))
}

/** A request and its answer. */
export function ask(request: Uint8Array, answer: Uint8Array): readonly [Turn, Turn] {
  return [
    ['client', request],
    ['server', answer],
  ]
}

export function captureOf(film: Film): Uint8Array {
  let at = START
  const records: Uint8Array[] = []
  for (const part of film) {
    if (typeof part === 'number') at += part * 1_000_000
    else records.push(pcapRecord(at, part))
    at += 1000
  }
  return bytes(pcapHeader(), ...records)
}
