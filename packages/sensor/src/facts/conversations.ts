// Conversations: flows of one client, server, protocol and server port summed up, with the functions that were asked.
import { micros } from '@penstock/model/kernel'
import {
  type ConversationSeen,
  type DetailSeen,
  type ExchangeSeen,
  type FunctionKind,
  type FunctionSeen,
  MOST_DETAILS_OF_A_KIND,
  type Transport,
} from '@penstock/model/observations'
import type { SidesFrom } from '@penstock/sensor/flow'
import type { Addresses } from '@penstock/sensor/network'
import { KeyTable, roomyFloats, roomyInts } from '@penstock/sensor/tables'
import type { Details } from './details.ts'
import { Exchanges } from './exchanges.ts'
import { CODE_BITS, type FunctionRow } from './functions.ts'

const MOST_ROWS = 131_072
const MOST_FUNCTIONS = 262_144
const MOST_DESCRIBED = 4096
const MOST_DETAILS = 65_536
const INTS = 9
const FLOATS = 6
const SIDES: readonly SidesFrom[] = ['content', 'handshake', 'port', 'first-packet']
const TRANSPORTS: readonly Transport[] = ['tcp', 'udp', 'ethernet', 'ip']

/** Names that the protocol rooms give; handed in, because they stand above this room. */
export interface Names {
  protocol(protocol: number): string | null
  portGuess(transport: Transport, port: number): string | null
  describe(
    protocol: number,
    code: number,
  ): { readonly code: string; readonly name: string; readonly kind: FunctionKind }
}

/** What one settled flow adds to its conversation. */
export interface Share {
  readonly client: number
  readonly server: number
  readonly family: number
  readonly transport: Transport
  readonly protocol: number
  /** -1 for none. */
  readonly serverPort: number
  readonly clientMac: number
  readonly serverMac: number
  readonly from: SidesFrom
  readonly isAnswered: boolean
  readonly packets: number
  readonly bytes: number
  /** Of them, those of the client. */
  readonly clientBytes: number
  readonly firstAt: number
  readonly lastAt: number
  readonly file: number
  readonly frame: number
  readonly frameLength: number
  readonly frameOffset: number
}

export function emptyShare(): { -readonly [Field in keyof Share]: Share[Field] } {
  return {
    client: 0,
    server: 0,
    family: 0,
    transport: 'ip',
    protocol: 0,
    serverPort: -1,
    clientMac: -1,
    serverMac: -1,
    from: 'first-packet',
    isAnswered: false,
    packets: 0,
    bytes: 0,
    clientBytes: 0,
    firstAt: 0,
    lastAt: 0,
    file: 0,
    frame: 0,
    frameLength: 0,
    frameOffset: 0,
  }
}

interface Told {
  readonly asked: number
  readonly answered: number
}

const NOTHING_TOLD: Told = { asked: 0, answered: 0 }
/** Beyond this it is forgotten what was told; an answer whose request an earlier batch told is then counted again. */
const MOST_TOLD = 65_536

function requestsIn({ asked, answered }: Told): number {
  return asked > 0 ? asked : answered
}

export class Conversations {
  overflow = 0
  private readonly table: KeyTable
  private readonly functions: KeyTable
  private readonly described = new Map<number, ReturnType<Names['describe']>>()
  private readonly vlans: KeyTable
  private readonly details: KeyTable
  private readonly words: Details
  private detailCounts: Int32Array = new Int32Array(256)
  private readonly told = new Map<string, Told>()
  private ints: Int32Array = new Int32Array(256 * INTS)
  private floats: Float64Array = new Float64Array(256 * FLOATS)
  private asked: Int32Array = new Int32Array(256)
  private answered: Int32Array = new Int32Array(256)
  private readonly exchanges = new Exchanges()

  constructor(seed: number, words: Details) {
    this.table = new KeyTable(MOST_ROWS, seed)
    this.functions = new KeyTable(MOST_FUNCTIONS, seed)
    this.vlans = new KeyTable(MOST_ROWS, seed)
    this.details = new KeyTable(MOST_DETAILS, seed)
    this.words = words
  }

  /** Conversations that the next batch tells so far. */
  get size(): number {
    return this.table.size
  }

  /** Row of the conversation, or -1 when the table is full. */
  add(share: Share): number {
    const kind = (share.family << 16) | (TRANSPORTS.indexOf(share.transport) << 12) | share.protocol
    const row = this.table.add(share.client, share.server, kind, share.serverPort)
    if (row < 0) {
      this.overflow += 1
      return -1
    }
    if (row * INTS >= this.ints.length) {
      this.ints = roomyInts(this.ints, this.table.capacity, INTS)
      this.floats = roomyFloats(this.floats, this.table.capacity, FLOATS)
    }
    const { ints, floats } = this
    const at = row * INTS
    const f = row * FLOATS
    const isNew = this.table.isNew
    if (isNew || share.file < ints[at + 1]! || (share.file === ints[at + 1] && share.frame < ints[at + 2]!)) {
      ints[at + 1] = share.file
      ints[at + 2] = share.frame
      ints[at + 3] = share.frameLength
      floats[f + 3] = share.frameOffset
      floats[f + 4] = share.firstAt
    }
    const from = SIDES.indexOf(share.from)
    ints[at] = (isNew ? 0 : ints[at]!) + share.packets
    ints[at + 4] = isNew || ints[at + 4]! < 0 ? share.clientMac : ints[at + 4]!
    ints[at + 5] = isNew || ints[at + 5]! < 0 ? share.serverMac : ints[at + 5]!
    ints[at + 6] = isNew ? from : Math.min(ints[at + 6]!, from)
    ints[at + 7] = (isNew ? 0 : ints[at + 7]!) | (share.isAnswered ? 1 : 0)
    floats[f] = isNew ? share.firstAt : Math.min(floats[f]!, share.firstAt)
    floats[f + 1] = isNew ? share.lastAt : Math.max(floats[f + 1]!, share.lastAt)
    floats[f + 2] = (isNew ? 0 : floats[f + 2]!) + share.bytes
    floats[f + 5] = (isNew ? 0 : floats[f + 5]!) + share.clientBytes
    return row
  }

  addVlan(row: number, vlan: number): void {
    if (row >= 0 && vlan >= 0) this.vlans.add(row, vlan, 0, 0)
  }

  addFunction(row: number, seen: FunctionRow): void {
    const at = row < 0 ? -1 : this.functions.add(row, seen.word, 0, 0)
    if (at < 0) {
      this.overflow += 1
      return
    }
    if (at >= this.asked.length) {
      this.asked = roomyInts(this.asked, this.functions.capacity)
      this.answered = roomyInts(this.answered, this.functions.capacity)
    }
    this.asked[at]! += seen.asked
    this.answered[at]! += seen.answered
    this.exchanges.add(at, this.functions.isNew, seen)
  }

  addDetail(row: number, kind: number, word: number, count: number): void {
    const at = row < 0 ? -1 : this.details.add(row, kind, word, 0)
    if (at < 0) {
      this.words.overflow += 1
      return
    }
    if (at >= this.detailCounts.length) this.detailCounts = roomyInts(this.detailCounts, this.details.capacity)
    this.detailCounts[at]! += count
  }

  /** `exchanges` takes how each function was asked; null when nobody wants that. */
  drain(addresses: Addresses, names: Names, exchanges: ExchangeSeen[] | null): ConversationSeen[] {
    const functions = this.drainFunctions(addresses, names, exchanges)
    const vlans = this.drainVlans()
    const details = this.drainDetails()
    const out: ConversationSeen[] = []
    for (let row = 0; row < this.table.highWater; row += 1) {
      out.push(this.emit(row, addresses, names, functions.get(row) ?? [], vlans.get(row) ?? [], details.get(row)))
    }
    this.table.clear()
    return out
  }

  private ends(row: number, addresses: Addresses): Pick<ConversationSeen, 'client' | 'server'> {
    const { keys } = this.table
    const at = row * INTS
    const family = keys[row * 4 + 2]! >> 16
    return {
      client: addresses.endpoint(this.ints[at + 4]!, family, keys[row * 4]!),
      server: addresses.endpoint(this.ints[at + 5]!, family, keys[row * 4 + 1]!),
    }
  }

  private emit(
    row: number,
    addresses: Addresses,
    names: Names,
    functions: FunctionSeen[],
    vlans: number[],
    details: DetailSeen[] | undefined,
  ): ConversationSeen {
    const { ints, floats } = this
    const { keys } = this.table
    const at = row * INTS
    const f = row * FLOATS
    const kind = keys[row * 4 + 2]!
    const transport = TRANSPORTS[(kind >> 12) & 15]!
    const protocol = names.protocol(kind & 0xfff)
    const port = keys[row * 4 + 3]!
    return {
      ...this.ends(row, addresses),
      protocol,
      portGuess: protocol === null && port >= 0 ? names.portGuess(transport, port) : null,
      transport,
      serverPort: port < 0 ? null : port,
      sidesFrom: SIDES[ints[at + 6]!]!,
      isAnswered: ints[at + 7] === 1,
      vlans,
      packets: ints[at]!,
      bytes: floats[f + 2]!,
      clientBytes: floats[f + 5]!,
      firstAt: micros(floats[f]!),
      lastAt: micros(floats[f + 1]!),
      functions,
      ...(details === undefined ? {} : { details }),
      proof: {
        file: ints[at + 1]!,
        frame: ints[at + 2]!,
        at: micros(floats[f + 4]!),
        offset: floats[f + 3]!,
        length: ints[at + 3]!,
      },
    }
  }

  private drainFunctions(
    addresses: Addresses,
    names: Names,
    exchanges: ExchangeSeen[] | null,
  ): Map<number, FunctionSeen[]> {
    const lists = new Map<number, FunctionSeen[]>()
    const { keys } = this.functions
    for (let at = 0; at < this.functions.highWater; at += 1) {
      const word = keys[at * 4 + 1]!
      const { code, name, kind } = this.describe(word, names)
      const count = this.newCount(keys[at * 4]!, word, this.asked[at]!, this.answered[at]!)
      if (count === 0) continue
      const row = keys[at * 4]!
      pushTo(lists, row, { code, name, kind, count })
      exchanges?.push({
        ...this.ends(row, addresses),
        protocol: names.protocol(word >> CODE_BITS) ?? 'unknown',
        code,
        name,
        kind,
        count,
        ...this.exchanges.emit(at),
      })
    }
    this.asked.fill(0, 0, this.functions.highWater)
    this.answered.fill(0, 0, this.functions.highWater)
    this.functions.clear()
    this.exchanges.clear()
    return lists
  }

  /**
   * How many more of a function are known than the batches before have told: a request and its answer are one, also when a batch ends
   * between them. Where only answers were captured they stand for the requests.
   */
  private newCount(row: number, word: number, asked: number, answered: number): number {
    const { keys } = this.table
    const k = row * 4
    const key = `${keys[k]!} ${keys[k + 1]!} ${keys[k + 2]!} ${keys[k + 3]!} ${word}`
    const before = this.told.get(key) ?? NOTHING_TOLD
    const now = { asked: before.asked + asked, answered: before.answered + answered }
    if (this.told.size >= MOST_TOLD) this.told.clear()
    this.told.set(key, now)
    return Math.max(0, requestsIn(now) - requestsIn(before))
  }

  // Bounded by the codes that protocols have; a code read from the wire is at most 21 bits, most of them a byte.
  private describe(word: number, names: Names): ReturnType<Names['describe']> {
    const known = this.described.get(word)
    if (known !== undefined) return known
    if (this.described.size >= MOST_DESCRIBED) this.described.clear()
    const text = names.describe(word >> CODE_BITS, word & ((1 << CODE_BITS) - 1))
    this.described.set(word, text)
    return text
  }

  private drainDetails(): Map<number, DetailSeen[]> {
    const lists = new Map<number, DetailSeen[]>()
    const { keys } = this.details
    const ofKind = new Map<number, number>()
    for (let at = 0; at < this.details.highWater; at += 1) {
      const row = keys[at * 4]!
      const kind = keys[at * 4 + 1]!
      const many = (ofKind.get(row * 32 + kind) ?? 0) + 1
      ofKind.set(row * 32 + kind, many)
      if (many > MOST_DETAILS_OF_A_KIND) this.words.overflow += 1
      else
        pushTo(lists, row, {
          kind: this.words.kindName(kind),
          value: this.words.text(keys[at * 4 + 2]!),
          count: this.detailCounts[at]!,
        })
    }
    this.detailCounts.fill(0, 0, this.details.highWater)
    this.details.clear()
    this.words.forgetWords()
    return lists
  }

  private drainVlans(): Map<number, number[]> {
    const lists = new Map<number, number[]>()
    const { keys } = this.vlans
    for (let at = 0; at < this.vlans.highWater; at += 1) pushTo(lists, keys[at * 4]!, keys[at * 4 + 1]!)
    this.vlans.clear()
    for (const list of lists.values()) list.sort((a, b) => a - b)
    return lists
  }
}

function pushTo<Value>(lists: Map<number, Value[]>, key: number, value: Value): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
