// Conversations in time: each turn yields frames with their instants. A script is a generator of steps in time order.
import { type Endpoint, TcpConversation, udpFrame } from '@penstock/sensor/encoders'
import type { Path } from './network.ts'
import type { Random } from './random.ts'

/** One frame and its instant, in microseconds since 1970. */
export interface Step {
  readonly at: number
  readonly frame: Uint8Array
}

export type Script = Generator<Step, void, void>

type Side = 'client' | 'server'

const SECOND = 1_000_000

/** The moving hand of a script. */
export class Timeline {
  at: number
  readonly #random: Random

  constructor(at: number, random: Random) {
    this.at = at
    this.#random = random
  }

  /** Passes `seconds`, give or take a hundredth. */
  wait(seconds: number): void {
    const micros = Math.round(seconds * SECOND)
    this.at += micros + this.#random.between(0, Math.floor(micros / 100))
  }

  /** Passes the time a frame takes to be sent, in microseconds. */
  tick(low: number, high: number): number {
    this.at += this.#random.between(low, high)
    return this.at
  }
}

/** One TCP conversation. Requests take a device a millisecond or a few to answer. */
export class TcpTalk {
  readonly #tcp: TcpConversation
  readonly #time: Timeline

  constructor(path: Path, ports: { client: number; server: number }, time: Timeline, random: Random) {
    const client: Endpoint = { ...path.client, port: ports.client }
    const server: Endpoint = { ...path.server, port: ports.server }
    this.#tcp = new TcpConversation(client, server, {
      tags: path.tags,
      clientSeq: random.next(),
      serverSeq: random.next(),
    })
    this.#time = time
  }

  *open(): Script {
    yield* this.#emit(this.#tcp.open(), 120, 900)
  }

  /** A connection attempt that meets a closed port. */
  *refused(): Script {
    yield* this.#emit(this.#tcp.refused(), 120, 900)
  }

  /** One request and its answer, acknowledged. */
  *ask(request: Uint8Array, answer: Uint8Array): Script {
    yield* this.#emit(this.#tcp.send('client', request), 20, 90)
    this.#time.tick(400, 4000)
    yield* this.#emit(this.#tcp.send('server', answer), 20, 90)
    yield { at: this.#time.tick(60, 400), frame: this.#tcp.acknowledge('client') }
  }

  /** Data of one side, acknowledged by the other. */
  *tell(side: Side, data: Uint8Array): Script {
    yield* this.#emit(this.#tcp.send(side, data), 20, 90)
    yield { at: this.#time.tick(60, 400), frame: this.#tcp.acknowledge(side === 'client' ? 'server' : 'client') }
  }

  *close(side: Side = 'client'): Script {
    yield* this.#emit(this.#tcp.close(side), 120, 900)
  }

  *#emit(frames: readonly Uint8Array[], low: number, high: number): Script {
    for (const frame of frames) yield { at: this.#time.tick(low, high), frame }
  }
}

/** Datagrams between two ports. */
export class UdpTalk {
  readonly #ends: Record<Side, Endpoint>
  readonly #path: Path
  readonly #time: Timeline
  readonly #random: Random

  constructor(path: Path, ports: { client: number; server: number }, time: Timeline, random: Random) {
    this.#ends = { client: { ...path.client, port: ports.client }, server: { ...path.server, port: ports.server } }
    this.#path = path
    this.#time = time
    this.#random = random
  }

  *ask(request: Uint8Array, answer: Uint8Array | null): Script {
    yield* this.tell('client', request)
    if (answer === null) return
    this.#time.tick(300, 2500)
    yield* this.tell('server', answer)
  }

  *tell(side: Side, data: Uint8Array): Script {
    const from = this.#ends[side]
    const to = this.#ends[side === 'client' ? 'server' : 'client']
    const frame = udpFrame(from, to, data, { tags: this.#path.tags, id: this.#random.between(1, 0xffff) })
    yield { at: this.#time.tick(20, 90), frame }
  }
}
