// Which functions one side of a flow asked of the other, counted per message and settled into conversations.
import { micros } from '@penstock/model/kernel'
import type { Proof } from '@penstock/model/observations'
import { FLOATS, type FlowTable, FUNCTION_ROW, INTS, LAST } from '@penstock/sensor/flow'
import { KeyTable, roomyFloats, roomyInts } from '@penstock/sensor/tables'
import { Gaps } from './gaps.ts'
import { AT, OFFSET, type Wire } from './wire.ts'

const MOST_ROWS = 262_144

/** Whoever sent the message, content did not say whether it asks or answers. */
const UNSURE = 2

/** Bits of a function code that belong to the code; the protocol stands above them. */
export const CODE_BITS = 21

/** Columns of the packet in which a row was told first. */
const PROOF_INTS = 3
const FILE = 0
const FRAME = 1
const LENGTH = 2

/** Columns of the lowest and highest address that a row's requests named; low above high when none did. */
const NONE_LOW = Number.POSITIVE_INFINITY
const NONE_HIGH = Number.NEGATIVE_INFINITY

/** An address and the packet that named it first. */
export interface Named {
  readonly address: number
  readonly proof: Proof
}

/** One function that one side of a flow asked of the other within a batch. */
export interface FunctionRow {
  readonly flow: number
  readonly askingSide: number
  /** `protocol << 21 | code`. */
  readonly word: number
  readonly asked: number
  readonly answered: number
  readonly firstAt: number
  readonly lastAt: number
  readonly file: number
  readonly frame: number
  readonly frameLength: number
  readonly frameOffset: number
  /** Lowest and highest address, each with the packet that named it; null when none did. */
  readonly reach: { readonly low: Named; readonly high: Named } | null
  /** How often each gap between two requests was met, by bucket; null when there were too few to tell. */
  readonly gaps: Uint16Array | null
}

export class Functions {
  overflow = 0
  readonly table: KeyTable
  asked: Int32Array = new Int32Array(256)
  answered: Int32Array = new Int32Array(256)
  /** First and last instant of each row: what one side asks inside the other's connection holds for its own time only. */
  private times: Float64Array = new Float64Array(512)
  private proofs: Int32Array = new Int32Array(256 * PROOF_INTS)
  private places: Float64Array = new Float64Array(256)
  private ranges: Float64Array = new Float64Array(512)
  /** File, frame and length of the packets of both, then their places and instants. */
  private rangeProofs: Int32Array = new Int32Array(512 * PROOF_INTS)
  private rangePlaces: Float64Array = new Float64Array(1024)
  private readonly gaps = new Gaps()

  private readonly flows: FlowTable
  private readonly wire: Wire

  constructor(flows: FlowTable, seed: number, wire: Wire) {
    this.table = new KeyTable(MOST_ROWS, seed)
    this.flows = flows
    this.wire = wire
  }

  /** A request by `side`. */
  ask(flow: number, side: number, protocol: number, code: number): void {
    const row = this.row(flow, side, protocol, code)
    if (row < 0) return
    this.gaps.note(row, this.time(row, flow, side), this.asked[row]!)
    this.asked[row]! += 1
  }

  /** The addresses, first and last, that the function told last of this flow and side named, numbered as `model/observations` says. */
  touch(flow: number, side: number, low: number, high: number): void {
    const row = this.flows.ints[flow * INTS + FUNCTION_ROW + (side & 1)]!
    if (row >= this.table.highWater || this.table.keys[row << 2] !== flow) return
    if (low < this.ranges[row * 2]!) this.extend(row * 2, low)
    if (high > this.ranges[row * 2 + 1]!) this.extend(row * 2 + 1, high)
  }

  /** An answer to a request by `askingSide`. */
  answer(flow: number, askingSide: number, protocol: number, code: number): void {
    const row = this.row(flow, askingSide, protocol, code)
    if (row < 0) return
    this.time(row, flow, 1 - askingSide)
    this.answered[row]! += 1
  }

  /** A message whose form fits a request and an answer alike (a Modbus echo), sent by `side`. */
  unsure(flow: number, side: number, protocol: number, code: number): void {
    const row = this.row(flow, side | UNSURE, protocol, code)
    if (row < 0) return
    this.gaps.note(row, this.time(row, flow, side), this.asked[row]!)
    this.asked[row]! += 1
  }

  drain(sideOfClient: (flow: number) => number, each: (row: FunctionRow) => void): void {
    const { keys } = this.table
    for (let row = 0; row < this.table.highWater; row += 1) {
      const flow = keys[row << 2]!
      const side = keys[(row << 2) + 2]!
      // Of a message whose form did not tell, the side of the client does: what the other one sent answers.
      const isAnswer = side >= UNSURE && sideOfClient(flow) !== (side & 1)
      const asked = this.asked[row]!
      const p = row * PROOF_INTS
      each({
        flow,
        askingSide: isAnswer ? 1 - (side & 1) : side & 1,
        word: keys[(row << 2) + 1]!,
        asked: isAnswer ? 0 : asked,
        answered: isAnswer ? asked : side < UNSURE ? this.answered[row]! : 0,
        firstAt: this.times[row * 2]!,
        lastAt: this.times[row * 2 + 1]!,
        file: this.proofs[p + FILE]!,
        frame: this.proofs[p + FRAME]!,
        frameLength: this.proofs[p + LENGTH]!,
        frameOffset: this.places[row]!,
        reach:
          this.ranges[row * 2]! > this.ranges[row * 2 + 1]!
            ? null
            : { low: this.named(row * 2), high: this.named(row * 2 + 1) },
        gaps: isAnswer ? null : this.gaps.of(row),
      })
    }
    this.asked.fill(0, 0, this.table.highWater)
    this.answered.fill(0, 0, this.table.highWater)
    this.table.clear()
    this.gaps.clear()
  }

  /** Call before the row is counted: the message stands in the packet that its sender sent last. Gives when that was. */
  private time(row: number, flow: number, sender: number): number {
    const at = this.flows.floats[flow * FLOATS + LAST + sender]!
    const { times } = this
    if (this.asked[row] === 0 && this.answered[row] === 0) {
      times[row * 2] = at
      times[row * 2 + 1] = at
    } else if (at > times[row * 2 + 1]!) times[row * 2 + 1] = at
    else if (at < times[row * 2]!) times[row * 2] = at
    return at
  }

  private row(flow: number, side: number, protocol: number, code: number): number {
    const word = (protocol << CODE_BITS) | code
    const { table } = this
    const cache = flow * INTS + FUNCTION_ROW + (side & 1)
    const last = this.flows.ints[cache]!
    const at = last << 2
    if (last < table.highWater && table.keys[at] === flow && table.keys[at + 1] === word && table.keys[at + 2] === side)
      return last
    const row = table.add(flow, word, side, 0)
    if (row < 0) {
      this.overflow += 1
      return -1
    }
    if (row >= this.asked.length) {
      this.asked = roomyInts(this.asked, table.capacity)
      this.answered = roomyInts(this.answered, table.capacity)
      this.times = roomyFloats(this.times, table.capacity, 2)
      this.proofs = roomyInts(this.proofs, table.capacity, PROOF_INTS)
      this.places = roomyFloats(this.places, table.capacity)
      this.ranges = roomyFloats(this.ranges, table.capacity, 2)
    }
    if (table.isNew) this.prove(row)
    this.flows.ints[cache] = row
    return row
  }

  private extend(end: number, address: number): void {
    // Few protocols name addresses: these columns grow with those that do.
    if ((end + 1) * PROOF_INTS > this.rangeProofs.length || (end + 1) * 2 > this.rangePlaces.length) {
      this.rangeProofs = roomyInts(this.rangeProofs, end + 1, PROOF_INTS)
      this.rangePlaces = roomyFloats(this.rangePlaces, end + 1, 2)
    }
    const { wire, rangeProofs, rangePlaces } = this
    const p = end * PROOF_INTS
    this.ranges[end] = address
    rangeProofs[p + FILE] = wire.file
    rangeProofs[p + FRAME] = wire.frame
    rangeProofs[p + LENGTH] = wire.length
    rangePlaces[end * 2] = wire.floats[OFFSET]!
    rangePlaces[end * 2 + 1] = wire.floats[AT]!
  }

  private named(end: number): Named {
    const { rangeProofs, rangePlaces } = this
    const p = end * PROOF_INTS
    const place = { file: rangeProofs[p + FILE]!, frame: rangeProofs[p + FRAME]!, length: rangeProofs[p + LENGTH]! }
    const proof = { ...place, offset: rangePlaces[end * 2]!, at: micros(rangePlaces[end * 2 + 1]!) }
    return { address: this.ranges[end]!, proof }
  }

  private prove(row: number): void {
    const { wire, proofs } = this
    const p = row * PROOF_INTS
    proofs[p + FILE] = wire.file
    proofs[p + FRAME] = wire.frame
    proofs[p + LENGTH] = wire.length
    this.places[row] = wire.floats[OFFSET]!
    this.ranges[row * 2] = NONE_LOW
    this.ranges[row * 2 + 1] = NONE_HIGH
  }
}
