// Gathers what the lines of a file say into the rows of a batch: text is cleaned, equal rows become one, tables are bounded, and
// every line that says nothing we can use is counted, the first ones with their number.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import {
  type AnomalySeen,
  addDetails,
  addressOf,
  type Basis,
  type Binding,
  type ClaimField,
  type ConversationSeen,
  type DetailKind,
  type Endpoint,
  type FunctionSeen,
  type ObservationBatch,
  type OperationSeen,
  type Proof,
} from '@penstock/model/observations'
import { Claims, tidy } from '@penstock/sensor/facts'
import type { Place } from './byte-source.ts'

/** Lines that are told each with its number; further ones are only counted. */
const MOST_TOLD = 50
const MOST_ROWS = 65_536
const ROWS_PER_BATCH = 4000
const LINES_PER_BATCH = 20_000
const LONGEST_DETAIL = 256
const MOST_FUNCTIONS = 200

/** What a line says of a conversation; who asked is the client. */
export interface Talk {
  readonly client: Endpoint
  readonly server: Endpoint
  readonly protocol: string | null
  readonly portGuess: string | null
  readonly transport: ConversationSeen['transport']
  readonly serverPort: number | null
  readonly sidesFrom: ConversationSeen['sidesFrom']
  readonly isAnswered: boolean
  readonly vlan?: number | null
  readonly packets: number
  readonly bytes: number
  readonly firstAt: EpochMicros
  readonly lastAt: EpochMicros
}

export class Collector {
  readonly #system: string
  #file: number
  readonly #claims = new Claims()
  #bindings = new Map<string, Binding>()
  #conversations = new Map<string, ConversationSeen>()
  #operations: OperationSeen[] = []
  #anomalies: AnomalySeen[] = []
  #skipped = new Map<string, number>()
  #told = 0
  #malformed = 0
  #lines = 0
  #packets = 0
  #span: { first: EpochMicros; last: EpochMicros } | null = null
  /** Batches before this one hold what was read to here. */
  #doneBefore = 0
  #seq: number
  #claimRows = 0

  /** `system`: the id of who wrote the file; `seq`: of the next batch. */
  constructor(system: string, file: number, seq: number) {
    this.#system = system
    this.#file = file
    this.#seq = seq
  }

  /** True when a batch would tell nothing. */
  get isEmpty(): boolean {
    return this.#lines === 0 && this.#anomalies.length === 0 && this.#skipped.size === 0
  }

  get isFull(): boolean {
    return this.#rows >= ROWS_PER_BATCH || this.#lines >= LINES_PER_BATCH
  }

  get #rows(): number {
    return this.#bindings.size + this.#conversations.size + this.#operations.length + this.#claimRows
  }

  /** What follows is read from the file of this number. */
  nextFile(file: number): void {
    this.#file = file
  }

  proofOf({ line, offset, length }: Place, at: EpochMicros): Proof {
    return { file: this.#file, frame: line, at, offset, length }
  }

  /** A line, a record or an element was read, whatever it said. */
  count(): void {
    this.#lines += 1
  }

  /** A line that cannot be what it should. */
  bad(place: Place, why: string, at: EpochMicros): void {
    this.#malformed += 1
    if (this.#told >= MOST_TOLD) {
      this.passOver('bad-lines-not-told')
      return
    }
    this.#told += 1
    const detail = tidy(`line ${place.line}: ${why}`)
    this.#anomalies.push({ kind: `${this.#system}-line`, count: 1, detail, proof: this.proofOf(place, at) })
  }

  /** A line that is well and says nothing of a device; `reason` is a word of ours, never of the file. */
  passOver(reason: string, count = 1): void {
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + count)
  }

  claim(
    about: Endpoint,
    field: ClaimField,
    value: string | null | undefined,
    method: string,
    proof: Proof,
    basis: Basis = 'observed',
    protocol: string = this.#system,
  ): void {
    if (value === null || value === undefined) return
    this.#claimRows += 1
    this.#claims.claimWith(about, field, value.toWellFormed(), protocol, method, proof, basis)
  }

  bind(
    mac: string,
    ip: string | null,
    ground: Binding['ground'],
    span: { readonly firstAt: EpochMicros; readonly lastAt: EpochMicros },
    proof: Proof,
    more: { readonly vlan?: number | null; readonly packets?: number; readonly protocol?: string } = {},
  ): void {
    const { vlan = null, packets = 0, protocol = this.#system } = more
    const key = `${mac} ${ip} ${vlan} ${ground} ${protocol}`
    const known = this.#bindings.get(key)
    if (known === undefined && this.#bindings.size >= MOST_ROWS) {
      this.passOver('bindings-beyond-table')
      return
    }
    this.#bindings.set(key, {
      ...(known ?? { mac, ip, vlan, ground, protocol, proof }),
      packets: (known?.packets ?? 0) + packets,
      firstAt: earlier(known?.firstAt, span.firstAt),
      lastAt: later(known?.lastAt, span.lastAt),
    })
  }

  /** Adds to the conversation of these two; details and functions come with the line that says them. */
  converse(
    talk: Talk,
    proof: Proof,
    details: readonly (readonly [DetailKind, string | null | undefined])[] = [],
    functions: readonly FunctionSeen[] = [],
  ): void {
    const { client, server, protocol, portGuess, transport, serverPort } = talk
    const key = JSON.stringify([addressOf(client), addressOf(server), protocol, portGuess, transport, serverPort])
    const known = this.#conversations.get(key)
    if (known === undefined && this.#conversations.size >= MOST_ROWS) {
      this.passOver('conversations-beyond-table')
      return
    }
    const { vlan, ...rest } = talk
    const vlans = new Set(known?.vlans ?? [])
    if (vlan !== null && vlan !== undefined) vlans.add(vlan)
    const said = details.flatMap(([kind, value]) => {
      const text = tidy((value ?? '').toWellFormed()).slice(0, LONGEST_DETAIL)
      return text === '' ? [] : [{ kind, value: text, count: 1 }]
    })
    const all = addDetails(known?.details ?? [], said)
    this.#conversations.set(key, {
      ...(known ?? { ...rest, proof }),
      isAnswered: talk.isAnswered || known?.isAnswered === true,
      vlans: [...vlans],
      packets: talk.packets + (known?.packets ?? 0),
      bytes: talk.bytes + (known?.bytes ?? 0),
      firstAt: earlier(known?.firstAt, talk.firstAt),
      lastAt: later(known?.lastAt, talk.lastAt),
      functions: addFunctions(known?.functions ?? [], functions),
      ...(all.length === 0 ? {} : { details: all }),
    })
    this.#packets += talk.packets
  }

  operation(operation: OperationSeen): void {
    this.#operations.push(operation)
  }

  anomaly(kind: string, detail: string, proof: Proof): void {
    if (this.#anomalies.length >= ROWS_PER_BATCH) {
      this.passOver('anomalies-beyond-table')
      return
    }
    this.#anomalies.push({ kind, count: 1, detail: tidy(detail.toWellFormed()), proof })
  }

  /** The file's traffic was watched then: widens the batch's span. */
  watched(firstAt: EpochMicros, lastAt: EpochMicros): void {
    this.#span = {
      first: earlier(this.#span?.first, firstAt),
      last: later(this.#span?.last, lastAt),
    }
  }

  /** Everything since the batch before; `done` says how many bytes of the file that is. */
  cut(isLast: boolean, done: number): ObservationBatch {
    const claims = this.#claims.drain()
    if (this.#claims.overflow > 0) this.passOver('claims-beyond-table', this.#claims.overflow)
    this.#claims.overflow = 0
    const batch: ObservationBatch = {
      seq: this.#seq,
      isLast,
      packets: this.#packets,
      lines: { system: this.#system, read: this.#lines },
      bytes: done - this.#doneBefore,
      malformed: this.#malformed,
      skipped: Object.fromEntries(this.#skipped),
      firstAt: this.#span?.first ?? null,
      lastAt: this.#span?.last ?? null,
      bindings: [...this.#bindings.values()],
      claims,
      conversations: [...this.#conversations.values()],
      operations: this.#operations,
      anomalies: this.#anomalies,
    }
    this.#seq += 1
    this.#doneBefore = done
    this.#bindings = new Map()
    this.#conversations = new Map()
    this.#operations = []
    this.#anomalies = []
    this.#skipped = new Map()
    this.#malformed = 0
    this.#lines = 0
    this.#packets = 0
    this.#claimRows = 0
    this.#span = null
    return batch
  }
}

function addFunctions(before: readonly FunctionSeen[], seen: readonly FunctionSeen[]): FunctionSeen[] {
  const sums = new Map(before.map((one) => [`${one.kind} ${one.code}`, one]))
  for (const one of seen) {
    const key = `${one.kind} ${one.code}`
    const known = sums.get(key)
    if (known === undefined && sums.size >= MOST_FUNCTIONS) continue
    sums.set(key, { ...one, count: one.count + (known?.count ?? 0) })
  }
  return [...sums.values()]
}

function earlier(a: EpochMicros | undefined, b: EpochMicros): EpochMicros {
  return a === undefined ? b : micros(Math.min(a, b))
}

function later(a: EpochMicros | undefined, b: EpochMicros): EpochMicros {
  return a === undefined ? b : micros(Math.max(a, b))
}
