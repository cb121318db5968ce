// Which functions one side of a flow asked of the other, counted per message and settled into conversations.
import { FLOATS, type FlowTable, FUNCTION_ROW, INTS, LAST } from '@penstock/sensor/flow'
import { KeyTable, roomyFloats, roomyInts } from '@penstock/sensor/tables'

const MOST_ROWS = 262_144

/** Whoever sent the message, content did not say whether it asks or answers. */
const UNSURE = 2

/** Bits of a function code that belong to the code; the protocol stands above them. */
export const CODE_BITS = 21

export class Functions {
  overflow = 0
  readonly table: KeyTable
  asked: Int32Array = new Int32Array(256)
  answered: Int32Array = new Int32Array(256)
  /** First and last instant of each row: what one side asks inside the other's connection holds for its own time only. */
  private times: Float64Array = new Float64Array(512)

  private readonly flows: FlowTable

  constructor(flows: FlowTable, seed: number) {
    this.table = new KeyTable(MOST_ROWS, seed)
    this.flows = flows
  }

  /** A request by `side`. */
  ask(flow: number, side: number, protocol: number, code: number): void {
    const row = this.row(flow, side, protocol, code)
    if (row < 0) return
    this.time(row, flow, side)
    this.asked[row]! += 1
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
    this.time(row, flow, side)
    this.asked[row]! += 1
  }

  /** Calls back for each row: the flow, the asking side, `protocol << 21 | code`, both counts, first and last instant. */
  drain(
    sideOfClient: (flow: number) => number,
    each: (
      flow: number,
      askingSide: number,
      word: number,
      asked: number,
      answered: number,
      firstAt: number,
      lastAt: number,
    ) => void,
  ): void {
    const { keys } = this.table
    for (let row = 0; row < this.table.highWater; row += 1) {
      const flow = keys[row << 2]!
      const word = keys[(row << 2) + 1]!
      const side = keys[(row << 2) + 2]!
      const first = this.times[row * 2]!
      const last = this.times[row * 2 + 1]!
      if (side < UNSURE) each(flow, side, word, this.asked[row]!, this.answered[row]!, first, last)
      else if (sideOfClient(flow) === (side & 1)) each(flow, side & 1, word, this.asked[row]!, 0, first, last)
      else each(flow, 1 - (side & 1), word, 0, this.asked[row]!, first, last)
    }
    this.asked.fill(0, 0, this.table.highWater)
    this.answered.fill(0, 0, this.table.highWater)
    this.table.clear()
  }

  /** Call before the row is counted: the message stands in the packet that its sender sent last. */
  private time(row: number, flow: number, sender: number): void {
    const at = this.flows.floats[flow * FLOATS + LAST + sender]!
    const { times } = this
    if (this.asked[row] === 0 && this.answered[row] === 0) {
      times[row * 2] = at
      times[row * 2 + 1] = at
    } else if (at > times[row * 2 + 1]!) times[row * 2 + 1] = at
    else if (at < times[row * 2]!) times[row * 2] = at
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
    }
    this.flows.ints[cache] = row
    return row
  }
}
