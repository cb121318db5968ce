// What hands the messages of one protocol on as lines. No other protocol is read: its flows are passed over as soon as their protocol is known.
import { AT, type Ledger } from '@penstock/sensor/facts'
import { headOf, type JsonLines, keyOf, wordOf } from '@penstock/sensor/lines'
import { IPV4, LINK } from '@penstock/sensor/network'
import type { PduSink, Pdus } from '@penstock/sensor/protocols'
import type { Slab } from '@penstock/sensor/tables'

const FRAME = keyOf('frame')
const INSTANT = keyOf('at')
const SOURCE = keyOf('source')
const SOURCE_PORT = keyOf('sourcePort')
const TARGET = keyOf('target')
const TARGET_PORT = keyOf('targetPort')
const LENGTH = keyOf('length')
const MOST_TEXTS = 4096

export class PduTap implements PduSink {
  /** What the flows speak whose messages are taken. */
  readonly carrier: number
  private readonly pdus: Pdus
  private readonly lines: JsonLines
  private head: Uint8Array = new Uint8Array(0)
  /** Addresses by their row, as they are written. */
  private readonly ipv6 = new Map<number, Uint8Array>()
  private readonly macs = new Map<number, Uint8Array>()

  constructor(pdus: Pdus, lines: JsonLines) {
    this.carrier = pdus.carrier
    this.pdus = pdus
    this.lines = lines
  }

  /** Begins the next file. */
  nextFile(path: string): void {
    this.head = headOf('file', path)
  }

  /** One whole message of a stream that `side` sent. */
  message(
    ledger: Ledger,
    slab: Slab,
    bytes: Uint8Array,
    view: DataView,
    at: number,
    end: number,
    flow: number,
    side: number,
  ): void {
    this.pdus.stream?.(this, ledger, slab, bytes, view, at, end, flow, side)
  }

  /** One datagram that `side` sent. */
  datagram(
    ledger: Ledger,
    slab: Slab,
    bytes: Uint8Array,
    view: DataView,
    at: number,
    end: number,
    flow: number,
    side: number,
  ): void {
    this.pdus.datagram?.(this, ledger, slab, bytes, view, at, end, flow, side)
  }

  /** What one frame without IP carries. */
  frame(
    ledger: Ledger,
    slab: Slab,
    bytes: Uint8Array,
    view: DataView,
    at: number,
    end: number,
    flow: number,
    side: number,
  ): void {
    this.pdus.frame?.(this, ledger, slab, bytes, view, at, end, flow, side)
  }

  begin(ledger: Ledger, octets: number, flow: number, side: number): JsonLines {
    const { lines } = this
    const { flows, wire } = ledger
    const ports = flows.word(flow, 2)
    lines.begin(this.head)
    lines.number(FRAME, wire.frame)
    lines.instant(INSTANT, wire.floats[AT]!)
    const hasPorts = ledger.family(flow) !== LINK
    this.address(ledger, SOURCE, flow, side)
    if (hasPorts) lines.number(SOURCE_PORT, side === 0 ? ports >>> 16 : ports & 0xffff)
    this.address(ledger, TARGET, flow, 1 - side)
    if (hasPorts) lines.number(TARGET_PORT, side === 0 ? ports & 0xffff : ports >>> 16)
    lines.number(LENGTH, octets)
    return lines
  }

  private address(ledger: Ledger, key: Uint8Array, flow: number, side: number): void {
    const family = ledger.family(flow)
    const word = ledger.flows.word(flow, side)
    if (family === IPV4) {
      this.lines.ipv4(key, word)
      return
    }
    const texts = family === LINK ? this.macs : this.ipv6
    if (texts.size >= MOST_TEXTS) texts.clear()
    let text = texts.get(word)
    if (text === undefined) {
      const { addresses } = ledger
      text = wordOf((family === LINK ? addresses.macText(word) : addresses.ipText(family, word)) ?? '')
      texts.set(word, text)
    }
    this.lines.word(key, text)
  }
}
