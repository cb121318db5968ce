// The hello of a client inside the first packets of QUIC: whom it asks for and what it offers, as TLS tells them. At most a few packets of
// a connection are opened; all behind them is sealed with keys that nobody else has.
import type { Ledger } from '@penstock/sensor/facts'
import { FLAGS, INTS, IS_SHALLOW, setClient } from '@penstock/sensor/flow'
import { Sessions } from '../sessions.ts'
import { tellClientHello } from '../tls/index.ts'
import { eachCrypto, LongHead, longHead } from './decode.ts'
import { clientKeys, type InitialKeys, maskOf, unseal } from './keys.ts'

const MOST_PACKETS = 8
const MOST_HELLO = 8192
const CLIENT_HELLO = 1
const HELLO_HEAD = 4
const SAMPLE = 16

interface Session {
  readonly client: number
  readonly keys: InitialKeys
  readonly hello: Uint8Array
  /** Octets of the hello that came, as ranges `from, to` in order. */
  ranges: readonly (readonly [number, number])[]
  packets: number
}

const sessions = new Sessions<Session>()
const head = new LongHead()

/** Reads one datagram that `side` sent; several packets may stand in it. */
export function quicDatagram(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (!longHead(bytes, view, at, end, head)) {
    over(ledger, flow)
    return
  }
  const known = sessions.find(ledger, flow)
  // What a server sends first is sealed with other keys, and says nothing of interest.
  if (!head.isInitial || (known !== undefined && known.client !== side)) return
  const session = known ?? begin(ledger, bytes, flow, side)
  if (session === null) {
    over(ledger, flow)
    return
  }
  session.packets += 1
  const frames = openPacket(session.keys, bytes, at)
  if (frames !== null) eachCrypto(frames, (offset, from, to) => keep(session, frames, offset, from, to))
  if (!isTold(ledger, flow, session) && session.packets < MOST_PACKETS) return
  over(ledger, flow)
}

function begin(ledger: Ledger, bytes: Uint8Array, flow: number, side: number): Session | null {
  const keys = clientKeys(head.version, bytes.subarray(head.connectionAt, head.connectionEnd))
  if (keys === null) return null
  return sessions.open(ledger, flow, { client: side, keys, hello: new Uint8Array(MOST_HELLO), ranges: [], packets: 0 })
}

function openPacket(keys: InitialKeys, bytes: Uint8Array, at: number): Uint8Array | null {
  const { numberAt, packetEnd } = head
  const mask = maskOf(keys, bytes.subarray(numberAt + 4, numberAt + 4 + SAMPLE))
  const first = bytes[at]! ^ (mask[0]! & 0x0f)
  const width = (first & 3) + 1
  const clear = bytes.slice(at, numberAt + width)
  clear[0] = first
  let packetNumber = 0
  for (let n = 0; n < width; n += 1) {
    const octet = bytes[numberAt + n]! ^ mask[1 + n]!
    clear[numberAt - at + n] = octet
    packetNumber = packetNumber * 256 + octet
  }
  return unseal(keys, packetNumber, clear, bytes.subarray(numberAt + width, packetEnd))
}

function keep(session: Session, frames: Uint8Array, offset: number, from: number, to: number): void {
  const stop = Math.min(MOST_HELLO, offset + to - from)
  if (offset >= stop) return
  session.hello.set(frames.subarray(from, from + stop - offset), offset)
  session.ranges = joined([...session.ranges, [offset, stop]])
}

/** Ranges in order, those that touch made one. */
function joined(ranges: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const result: [number, number][] = []
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else result.push([from, to])
  }
  return result
}

/** True once the hello is whole and told. */
function isTold(ledger: Ledger, flow: number, session: Session): boolean {
  const { hello, ranges } = session
  const have = ranges[0]?.[0] === 0 ? ranges[0][1] : 0
  if (have < HELLO_HEAD) return false
  const end = HELLO_HEAD + hello[1]! * 0x1_0000 + hello[2]! * 0x100 + hello[3]!
  if (hello[0] === CLIENT_HELLO && have < end && end <= MOST_HELLO) return false
  if (hello[0] !== CLIENT_HELLO || end > MOST_HELLO) return true
  setClient(ledger.flows, flow, session.client)
  const view = new DataView(hello.buffer, hello.byteOffset, hello.length)
  tellClientHello(ledger, hello, view, HELLO_HEAD, end, flow, 'q')
  return true
}

function over(ledger: Ledger, flow: number): void {
  sessions.close(ledger, flow)
  ledger.flows.ints[flow * INTS + FLAGS]! |= IS_SHALLOW
}
