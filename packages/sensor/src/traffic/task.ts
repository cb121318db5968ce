// What a protocol script is told about the flow that it plays.
import type { Path } from './network.ts'
import { hashNumbers, Random } from './random.ts'
import type { Station } from './stations.ts'
import { type Script, TcpTalk, Timeline, UdpTalk } from './talk.ts'

export interface TaskFacts {
  /** Position of the flow in the plant; numbers that must last from window to window hang on it. */
  readonly position: number
  readonly seed: number
  readonly path: Path
  readonly port: number
  readonly transport: string
  readonly client: Station
  readonly server: Station
  readonly write: boolean
  readonly functions: readonly number[] | null
  readonly from: number
  readonly until: number
  /** Fixed interval between exchanges, in seconds; null leaves it to the protocol. */
  readonly everyS: number | null
  readonly answered: boolean
  readonly serverName: string | null
  readonly http: { readonly path: string; readonly headers: readonly string[] } | null
  readonly datagramBytes: readonly number[] | null
}

export type ScriptMaker = (task: Task) => Script

const SECOND = 1_000_000
const EPHEMERAL_FIRST = 49_152
const EPHEMERAL_COUNT = 16_384
const PORTS_PER_FLOW = 64

export class Task {
  readonly facts: TaskFacts
  readonly random: Random
  readonly time: Timeline
  #sessions = 0

  constructor(facts: TaskFacts) {
    this.facts = facts
    this.random = new Random(hashNumbers(facts.seed, facts.position))
    this.time = new Timeline(facts.from, this.random)
    this.time.at += this.random.between(50_000, 2_000_000)
  }

  /** A new client port each time; flows have ranges of their own. */
  ports(): { client: number; server: number } {
    const offset = hashNumbers(this.facts.seed) % PORTS_PER_FLOW
    const at = this.facts.position * PORTS_PER_FLOW + ((offset + this.#sessions++) % PORTS_PER_FLOW)
    return { client: EPHEMERAL_FIRST + (at % EPHEMERAL_COUNT), server: this.facts.port }
  }

  tcp(ports = this.ports()): TcpTalk {
    return new TcpTalk(this.facts.path, ports, this.time, this.random)
  }

  udp(ports = this.ports()): UdpTalk {
    return new UdpTalk(this.facts.path, ports, this.time, this.random)
  }

  /** True while there is time for one more exchange of about `roomS` seconds. */
  hasTime(roomS = 0.5): boolean {
    return this.time.at < this.facts.until - roomS * SECOND
  }

  /** Runs `exchange` at every interval until the window ends, at least once. */
  *repeat(everyS: number, exchange: (round: number) => Script): Script {
    const interval = this.facts.everyS ?? everyS
    for (let round = 0; round === 0 || this.hasTime(); round++) {
      const due = this.time.at
      yield* exchange(round)
      this.time.at = Math.max(this.time.at, due)
      const spent = (this.time.at - due) / SECOND
      this.time.wait(Math.max(0.001, interval - spent))
    }
  }

  /** True in every `rounds`-th round, at another moment for each flow. */
  isTurn(round: number, rounds: number): boolean {
    return round % rounds === (this.facts.position * 7 + 3) % rounds
  }

  /** A plant value in [0, 1] that drifts up and down over minutes; the same at the same instant in any window. */
  level(channel: number): number {
    const shape = hashNumbers(this.facts.position, channel)
    const periodS = 300 + (shape % 900)
    const phase = (this.time.at / SECOND + (shape >>> 8)) % periodS
    const wave = Math.abs((2 * phase) / periodS - 1)
    const base = 0.2 + ((shape >>> 4) % 50) / 100
    return base + 0.1 * wave
  }

  /** The same as a whole number up to `top`. */
  reading(channel: number, top = 27_648): number {
    return Math.round(this.level(channel) * top)
  }
}
