// A TCP conversation as a tap sees it: handshake, data with right sequence numbers, close. Source: RFC 9293 §3.4-3.6.
import { bytes } from './bytes.ts'
import type { VlanTag } from './ethernet.ts'
import { TCP_FLAG, tcpFrame } from './tcp.ts'
import type { Endpoint } from './udp.ts'

export interface TcpOptions {
  readonly tags?: readonly VlanTag[]
  /** Initial sequence numbers; any 32-bit values. */
  readonly clientSeq?: number
  readonly serverSeq?: number
  /** Longest payload of one segment, in bytes. */
  readonly mss?: number
}

type Side = 'client' | 'server'

interface SideState {
  seq: number
  id: number
}

/** Keeps the sequence numbers of both sides. Every method returns the frames that cross the wire, in order. */
export class TcpConversation {
  readonly #ends: Record<Side, Endpoint>
  readonly #tags: readonly VlanTag[]
  readonly #mss: number
  readonly #state: Record<Side, SideState>

  constructor(client: Endpoint, server: Endpoint, options: TcpOptions = {}) {
    const { tags = [], clientSeq = 1000, serverSeq = 5000, mss = 1460 } = options
    this.#ends = { client, server }
    this.#tags = tags
    this.#mss = mss
    this.#state = {
      client: { seq: clientSeq, id: clientSeq & 0xffff },
      server: { seq: serverSeq, id: serverSeq & 0xffff },
    }
  }

  /** SYN, SYN-ACK, ACK. */
  open(): Uint8Array[] {
    const syn = this.#frame('client', TCP_FLAG.syn, bytes(), { mss: this.#mss, ack: 0 })
    this.#advance('client', 1)
    const synAck = this.#frame('server', TCP_FLAG.syn | TCP_FLAG.ack, bytes(), { mss: this.#mss })
    this.#advance('server', 1)
    return [syn, synAck, this.acknowledge('client')]
  }

  /** A SYN that is refused with a reset. */
  refused(): Uint8Array[] {
    const syn = this.#frame('client', TCP_FLAG.syn, bytes(), { mss: this.#mss, ack: 0 })
    this.#advance('client', 1)
    return [syn, this.#frame('server', TCP_FLAG.rst | TCP_FLAG.ack, bytes())]
  }

  /** Data of one side, cut to segments of the maximum size. */
  send(side: Side, data: Uint8Array): Uint8Array[] {
    const cuts: number[] = []
    for (let at = this.#mss; at < data.length; at += this.#mss) cuts.push(at)
    return this.sendCut(side, data, cuts)
  }

  /** Data of one side, cut into segments at the given offsets (ascending, inside the data). */
  sendCut(side: Side, data: Uint8Array, cuts: readonly number[]): Uint8Array[] {
    const frames: Uint8Array[] = []
    const edges = [0, ...cuts, data.length]
    for (let i = 0; i + 1 < edges.length; i++) {
      const payload = data.subarray(edges[i]!, edges[i + 1]!)
      const push = i + 2 === edges.length ? TCP_FLAG.psh : 0
      frames.push(this.#frame(side, TCP_FLAG.ack | push, payload))
      this.#advance(side, payload.length)
    }
    return frames
  }

  /** An empty segment that acknowledges all that the other side sent. */
  acknowledge(side: Side): Uint8Array {
    return this.#frame(side, TCP_FLAG.ack, bytes())
  }

  /** FIN from `side`, FIN from the other, last ACK. */
  close(side: Side = 'client'): Uint8Array[] {
    const other: Side = side === 'client' ? 'server' : 'client'
    const first = this.#frame(side, TCP_FLAG.fin | TCP_FLAG.ack, bytes())
    this.#advance(side, 1)
    const second = this.#frame(other, TCP_FLAG.fin | TCP_FLAG.ack, bytes())
    this.#advance(other, 1)
    return [first, second, this.acknowledge(side)]
  }

  /** Sequence numbers pass over bytes that the tap did not see. */
  skip(side: Side, count: number): void {
    this.#advance(side, count)
  }

  #frame(side: Side, flags: number, payload: Uint8Array, more: { mss?: number; ack?: number } = {}): Uint8Array {
    const other: Side = side === 'client' ? 'server' : 'client'
    const mine = this.#state[side]
    mine.id = (mine.id + 1) & 0xffff
    const { seq, id } = mine
    const ack = more.ack ?? this.#state[other].seq
    const base = { seq, ack, flags, payload, id, tags: this.#tags }
    return tcpFrame(this.#ends[side], this.#ends[other], more.mss === undefined ? base : { ...base, mss: more.mss })
  }

  #advance(side: Side, count: number): void {
    this.#state[side].seq = (this.#state[side].seq + count) >>> 0
  }
}
