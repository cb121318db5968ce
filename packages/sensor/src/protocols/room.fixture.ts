// What a protocol room made of frames, as plain rows, and the trials that every room passes: cut anywhere, damaged anywhere.
import type { ObservationBatch } from '@penstock/model/observations'
import { fileSource, TcpConversation, udpFrame } from '@penstock/sensor/encoders'
import { observeStream } from '@penstock/sensor/observe'
import fc from 'fast-check'
import { captureOf, isPrintable } from './capture.fixture.ts'

type Side = 'client' | 'server'
type Turn = readonly [side: Side, data: Uint8Array]

const CLIENT_IP = '192.0.2.10'
const SERVER_IP = '192.0.2.20'
const CLIENT = { mac: '02:00:00:00:00:01', ip: CLIENT_IP, port: 40_000 }
const SERVER = { mac: '02:00:00:00:00:02', ip: SERVER_IP }
/** More rows than a few hundred damaged messages may make of any kind. */
const MOST_ROWS = 200

/** What was said, without places and times. */
interface Rows {
  readonly claims: readonly string[]
  readonly details: readonly string[]
  readonly functions: readonly string[]
  readonly operations: readonly string[]
  readonly values: readonly string[]
  readonly states: readonly string[]
  readonly transfers: readonly string[]
  readonly logons: readonly string[]
  readonly discoveries: readonly string[]
  readonly anomalies: readonly string[]
}

/** A conversation on TCP, from its handshake to its end; `cutAt` cuts each turn into two segments behind so many bytes. */
export function tcpTalk(port: number, turns: readonly Turn[], cutAt = 0, clientPort = CLIENT.port): Uint8Array[] {
  const tcp = new TcpConversation({ ...CLIENT, port: clientPort }, { ...SERVER, port }, { mss: 60_000 })
  const opening = tcp.open()
  const middle = turns.flatMap(([side, data]) =>
    tcp.sendCut(side, data, cutAt > 0 && cutAt < data.length ? [cutAt] : []),
  )
  return [...opening, ...middle]
}

/** The same without the handshake, as a capture sees it that begins late. */
export function tcpMiddle(port: number, turns: readonly Turn[]): Uint8Array[] {
  return tcpTalk(port, turns).slice(3)
}

export function udpTalk(port: number, turns: readonly Turn[], clientPort = CLIENT.port): Uint8Array[] {
  const ends = { client: { ...CLIENT, port: clientPort }, server: { ...SERVER, port } }
  return turns.map(([side, data]) => udpFrame(ends[side], ends[side === 'client' ? 'server' : 'client'], data))
}

function observed(frames: readonly Uint8Array[]): ObservationBatch {
  return [...observeStream(fileSource(captureOf(frames)), { maxFlows: 4096 })][0]!
}

/** `client`, `server` or the address of a party. */
function who(party: { readonly ip: string | null; readonly mac: string | null }): string {
  return party.ip === CLIENT_IP ? 'client' : party.ip === SERVER_IP ? 'server' : (party.ip ?? party.mac ?? 'nobody')
}

export function rowsOf(frames: readonly Uint8Array[]): Rows {
  const batch = observed(frames)
  return {
    claims: batch.claims
      .filter(({ method }) => method !== 'oui')
      .map(({ about, field, value, method, basis }) => `${who(about)} ${field} ${value} (${method}, ${basis})`),
    details: batch.conversations.flatMap((row) =>
      (row.details ?? []).map(({ kind, value, count }) => `${kind} ${value} x${count}`),
    ),
    functions: batch.conversations.flatMap((row) =>
      row.functions.map(({ code, count }) => `${who(row.client)} ${row.protocol} ${code} x${count}`),
    ),
    operations: batch.operations.map(
      (row) =>
        `${who(row.client)} ${row.kind} ${row.code} ${row.target} [${(row.values ?? []).join(', ')}] ${row.result} x${row.count} @${row.proof.frame}`,
    ),
    values: (batch.values ?? []).map((row) => `${row.point} ${row.first}..${row.last}`),
    states: (batch.states ?? []).map((row) => `${who(row.about)} ${row.field} ${row.value}`),
    transfers: (batch.transfers ?? []).map(
      (row) =>
        `${who(row.initiator)} ${row.direction} ${row.kind} ${row.name} ${row.bytes}/${row.announcedBytes} ${row.sha256?.slice(0, 8) ?? null} ${row.result}`,
    ),
    logons: (batch.logons ?? []).map(
      (row) => `${who(row.client)} ${row.protocol} ${row.method} ${row.account} ${row.result} x${row.count}`,
    ),
    discoveries: (batch.discoveries ?? []).map(
      (row) => `${who(row.client)} ${row.protocol} ${row.method} x${row.count}`,
    ),
    anomalies: batch.anomalies.map(({ kind }) => kind),
  }
}

/** Rows of the conversation cut at each of these places, and whole: they have to be the same. */
export function rowsWhenCut(
  port: number,
  turns: readonly Turn[],
): { readonly whole: Rows; readonly cut: readonly Rows[] } {
  const longest = Math.max(...turns.map(([, data]) => data.length))
  const places = Array.from({ length: Math.min(longest - 1, 260) }, (_, n) => n + 1)
  const plain = (rows: Rows): Rows => ({ ...rows, operations: rows.operations.map((row) => row.replace(/ @\d+$/, '')) })
  return {
    whole: plain(rowsOf(tcpTalk(port, turns))),
    cut: places.map((place) => plain(rowsOf(tcpTalk(port, turns, place)))),
  }
}

/** Fails when damage to any payload throws, makes text that moves a cursor, or makes rows without bound. */
export function expectNoHarm(transport: 'tcp' | 'udp', port: number, turns: readonly Turn[], numRuns = 60): void {
  const flip = fc.tuple(fc.nat(), fc.nat(), fc.nat(255))
  fc.assert(
    fc.property(fc.array(flip, { minLength: 1, maxLength: 8 }), fc.nat(), fc.boolean(), (flips, cut, isCut) => {
      const damaged = turns.map(([side, data]): [Side, Uint8Array] => [side, data.slice()])
      for (const [turn, at, value] of flips) {
        const data = damaged[turn % damaged.length]![1]
        data[at % data.length] = value
      }
      if (isCut) {
        const turn = damaged[cut % damaged.length]!
        turn[1] = turn[1].slice(0, 1 + (cut % turn[1].length))
      }
      const frames = transport === 'tcp' ? tcpTalk(port, damaged) : udpTalk(port, damaged)
      for (const rows of Object.values(rowsOf(frames)) as string[][]) {
        if (rows.length > MOST_ROWS) throw new Error(`${rows.length} rows`)
        const odd = rows.find((row) => !isPrintable(row))
        if (odd !== undefined) throw new Error(`not printable: ${JSON.stringify(odd)}`)
      }
    }),
    { numRuns },
  )
}
