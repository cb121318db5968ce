// Transfers: a program, firmware or file followed from its request to its end, with the digest of what passed.
import { createHash, type Hash } from 'node:crypto'
import { micros } from '@penstock/model/kernel'
import type { Endpoint, Proof, TransferSeen } from '@penstock/model/observations'
import { tidy } from './claims.ts'
import { AT, type Wire } from './wire.ts'

/** Transfers on their way at once; the oldest one is closed as `open` when one more begins. */
const MOST_OPEN = 1024
/** Closed ones of one batch. */
const MOST_CLOSED = 8192
const LONGEST_NAME = 256

export interface TransferText {
  readonly kind: TransferSeen['kind']
  readonly direction: TransferSeen['direction']
  readonly protocol: string
  readonly name: string | null
  readonly announcedBytes?: number
}

interface Open {
  readonly text: TransferText
  readonly initiator: Endpoint
  readonly device: Endpoint
  readonly proof: Proof
  readonly hash: Hash
  isWhole: boolean
  bytes: number
  lastAt: number
}

export class Transfers {
  overflow = 0
  private readonly open = new Map<string, Open>()
  private closed: TransferSeen[] = []

  /**
   * Begins a transfer; one of the same flow and number that is still open ends as `aborted`. `number` tells transfers of one flow apart,
   * such as a file handle or a block number.
   */
  begin(flow: number, number: number, initiator: Endpoint, device: Endpoint, text: TransferText, wire: Wire): void {
    this.end(flow, number, 'aborted', wire)
    if (this.open.size >= MOST_OPEN) {
      const [oldest, one] = this.open.entries().next().value!
      this.open.delete(oldest)
      this.overflow += 1
      this.close(one, 'open')
    }
    this.open.set(keyOf(flow, number), {
      text,
      initiator,
      device,
      proof: wire.proof(),
      hash: createHash('sha256'),
      isWhole: true,
      bytes: 0,
      lastAt: wire.floats[AT]!,
    })
  }

  /**
   * The device took what was begun under `number`: its bytes come under the number `as`. `announcedBytes` is the size that it told, which
   * stands where the request told none.
   */
  accept(flow: number, number: number, as: number, announcedBytes: number, wire: Wire): void {
    const one = this.open.get(keyOf(flow, number))
    if (one === undefined) return
    this.open.delete(keyOf(flow, number))
    this.end(flow, as, 'aborted', wire)
    this.open.set(keyOf(flow, as), { ...one, text: { announcedBytes, ...one.text } })
  }

  has(flow: number, number: number): boolean {
    return this.open.has(keyOf(flow, number))
  }

  /** Bytes that passed of a transfer that was begun; 0 for another one. */
  passed(flow: number, number: number): number {
    return this.open.get(keyOf(flow, number))?.bytes ?? 0
  }

  /** True when fewer bytes passed than were announced. */
  private isShort(flow: number, number: number): boolean {
    const one = this.open.get(keyOf(flow, number))
    return one !== undefined && one.bytes < (one.text.announcedBytes ?? 0)
  }

  /** The next bytes of a transfer that was begun. `isWhole` false: some of them, or some before them, were not captured. */
  data(flow: number, number: number, bytes: Uint8Array, from: number, to: number, wire: Wire, isWhole = true): void {
    const one = this.open.get(keyOf(flow, number))
    if (one === undefined || to < from) return
    one.hash.update(bytes.subarray(from, to))
    one.bytes += to - from
    one.isWhole &&= isWhole
    one.lastAt = wire.floats[AT]!
  }

  /** Counts bytes of a transfer that passed but were not read; 0 when it is not known how many. */
  passUnread(flow: number, number: number, count: number, wire: Wire): void {
    const one = this.open.get(keyOf(flow, number))
    if (one === undefined || count < 0) return
    one.bytes += count
    one.isWhole = false
    one.lastAt = wire.floats[AT]!
  }

  /** Ends it by the device's own word; where fewer bytes passed than were announced, some of them were not captured. */
  complete(flow: number, number: number, wire: Wire): void {
    if (this.isShort(flow, number)) this.passUnread(flow, number, 0, wire)
    this.end(flow, number, 'complete', wire)
  }

  end(flow: number, number: number, result: TransferSeen['result'], wire: Wire): void {
    const one = this.open.get(keyOf(flow, number))
    if (one === undefined) return
    this.open.delete(keyOf(flow, number))
    one.lastAt = wire.floats[AT]!
    this.close(one, result)
  }

  /** What ended since the last call; at the end of the capture also what did not. */
  drain(isLast: boolean): TransferSeen[] {
    if (isLast) {
      for (const one of this.open.values()) this.close(one, 'open')
      this.open.clear()
    }
    const { closed } = this
    this.closed = []
    return closed
  }

  private close(one: Open, result: TransferSeen['result']): void {
    if (this.closed.length >= MOST_CLOSED) {
      this.overflow += 1
      return
    }
    const { text, proof } = one
    const name = text.name === null ? '' : tidy(text.name).slice(0, LONGEST_NAME)
    this.closed.push({
      kind: text.kind,
      direction: text.direction,
      initiator: one.initiator,
      device: one.device,
      protocol: text.protocol,
      name: name === '' ? null : name,
      bytes: one.bytes,
      announcedBytes: text.announcedBytes ?? null,
      sha256: one.isWhole && one.bytes > 0 ? one.hash.digest('hex') : null,
      result,
      firstAt: proof.at,
      lastAt: micros(Math.max(one.lastAt, proof.at)),
      proof,
    })
  }
}

function keyOf(flow: number, number: number): string {
  return `${flow}|${number}`
}
