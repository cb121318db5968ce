// The ledger: everything that decoders have to say, in one place, settled from flows and drained once a batch.
import type { Endpoint, LogonSeen, StateField } from '@penstock/model/observations'
import {
  BOUND,
  BYTES,
  clientSide,
  FIRST,
  FLAGS,
  FLOATS,
  FlowTable,
  FRAME,
  FRAME_LENGTH,
  FRAME_OFFSET,
  GAVE_UP,
  HAS_SPOKEN,
  HAS_WAITED,
  INTS,
  IS_TENTATIVE,
  LAST,
  MAC_ROW,
  PACKETS,
  type PortWeight,
  PROTOCOL,
  TARGET_MAC_ROW,
  VLAN,
} from '@penstock/sensor/flow'
import { Addresses, LINK } from '@penstock/sensor/network'
import { PendingRing } from '@penstock/sensor/tables'
import { Anomalies } from './anomalies.ts'
import { Bindings } from './bindings.ts'
import { Claims } from './claims.ts'
import { Conversations, emptyShare } from './conversations.ts'
import { Details } from './details.ts'
import { ExpectedFlows } from './expected-flows.ts'
import { type FunctionRow, Functions } from './functions.ts'
import { Operations, type OperationText, type Party } from './operations.ts'
import { States, type StateText } from './states.ts'
import { Discoveries, Logons } from './tallies.ts'
import { Transfers, type TransferText } from './transfers.ts'
import { transportOf } from './transport.ts'
import { Values } from './values.ts'
import { Wire } from './wire.ts'

const TCP = 6

export class Ledger {
  readonly wire = new Wire()
  readonly addresses: Addresses
  readonly flows: FlowTable
  readonly functions: Functions
  readonly operations: Operations
  readonly claims = new Claims()
  readonly anomalies: Anomalies
  readonly bindings: Bindings
  readonly conversations: Conversations
  readonly details: Details
  readonly values: Values
  readonly states: States
  readonly transfers = new Transfers()
  readonly logons = new Logons()
  readonly discoveries = new Discoveries()
  readonly pending = new PendingRing()
  readonly expected = new ExpectedFlows()
  readonly weigh: PortWeight
  /** Filled anew for each share: every function of every flow is one. */
  private readonly scratch = emptyShare()
  private readonly bindingProtocol: (flow: number) => number

  constructor(maxFlows: number, seed: number, weigh: PortWeight, bindingProtocol: (flowKind: number) => number) {
    this.addresses = new Addresses(seed)
    this.flows = new FlowTable(maxFlows, seed)
    this.functions = new Functions(this.flows, seed, this.wire)
    this.operations = new Operations(seed)
    this.anomalies = new Anomalies(seed)
    this.bindings = new Bindings(seed)
    this.details = new Details(seed)
    this.values = new Values(seed)
    this.states = new States(seed)
    this.conversations = new Conversations(seed, this.details)
    this.weigh = weigh
    this.bindingProtocol = bindingProtocol
  }

  /** Family of a flow's addresses. */
  family(flow: number): number {
    return this.flows.word(flow, 3) >> 8
  }

  /** One side of a flow as an endpoint: the MAC it sent from, else the one it was addressed by. */
  endpoint(flow: number, side: number): Endpoint {
    return this.addresses.endpoint(this.macRow(flow, side), this.family(flow), this.flows.word(flow, side))
  }

  /**
   * Counts one more of an operation by `side` against the other one. Gives the ticket for its result, -1 when nobody has
   * described it yet (`openOperation` is then due), -2 when there is no room.
   */
  operation(flow: number, side: number, protocol: number, code: number, target: number): number {
    const { flows } = this
    return this.operations.again(
      flows.word(flow, side),
      flows.word(flow, 1 - side),
      this.family(flow),
      protocol,
      code,
      target,
    )
  }

  /** Describes an operation that `operation` did not know; gives its ticket. */
  openOperation(
    flow: number,
    side: number,
    protocol: number,
    code: number,
    target: number,
    text: OperationText,
  ): number {
    const client = this.party(flow, side)
    const server = this.party(flow, 1 - side)
    return this.operations.open(client, server, this.family(flow), protocol, code, target, text, this.wire)
  }

  /** Notes a reading of a point that `side` of a flow holds; the numbers are those of `Values.note`. */
  value(
    flow: number,
    side: number,
    protocol: number,
    part: number,
    space: number,
    index: number,
    value: number,
    quality: number,
  ): void {
    const word = this.flows.word(flow, side)
    this.values.note(
      word,
      this.macRow(flow, side),
      this.family(flow),
      protocol,
      part,
      space,
      index,
      value,
      quality,
      this.wire,
    )
  }

  /** True when a block of points that `side` of a flow holds reads as before, and is counted with that (`Values.isRepeated`). */
  isRepeatedBlock(
    flow: number,
    side: number,
    protocol: number,
    part: number,
    space: number,
    index: number,
    points: number,
    digest: number,
  ): boolean {
    const word = this.flows.word(flow, side)
    return this.values.isRepeated(word, this.family(flow), protocol, part, space, index, points, digest, this.wire)
  }

  /**
   * Notes what state `side` of a flow is in; `words` are asked for only when that is news. `part` and `value` tell modules and values of
   * this field apart.
   */
  state(
    flow: number,
    side: number,
    protocol: number,
    name: string,
    field: StateField,
    part: number,
    value: number,
    words: () => StateText,
  ): void {
    const { flows, states } = this
    if (states.again(flows.word(flow, side), this.family(flow), protocol, field, part, value)) return
    states.open(this.endpoint(flow, side), field, name, words(), this.wire)
  }

  /** Begins a transfer that `side` of a flow asked of the other one, which is the device. */
  beginTransfer(flow: number, side: number, number: number, text: TransferText): void {
    this.transfers.begin(flow, number, this.endpoint(flow, side), this.endpoint(flow, 1 - side), text, this.wire)
  }

  /** Notes that `side` of a flow logged on to the other one, or tried to. */
  logon(
    flow: number,
    side: number,
    protocol: string,
    method: string,
    account: string | null,
    result: LogonSeen['result'],
  ): void {
    const client = this.endpoint(flow, side)
    const server = this.endpoint(flow, 1 - side)
    this.logons.add({ client, server, protocol, method, account, result }, this.wire)
  }

  /** Notes that `side` of a flow asked who is there. */
  discovery(flow: number, side: number, protocol: string, method: string): void {
    this.discoveries.add({ client: this.endpoint(flow, side), protocol, method }, this.wire)
  }

  /** Notes an anomaly of a flow. */
  odd(kind: string, flow: number, detail: string): void {
    const { flows } = this
    if (!this.anomalies.note(kind, flows.word(flow, 0), flows.word(flow, 1), detail, this.wire)) return
    const { side } = clientSide(flows, flow, this.weigh)
    this.anomalies.between(this.endpoint(flow, side), this.endpoint(flow, 1 - side))
  }

  /**
   * Moves what flows gathered since the last call into bindings and conversations. With `mayWait` a TCP flow whose protocol is not told yet
   * keeps its packets for the next call, once: cut in two, a stream is then told under one name.
   */
  settle(mayWait = false): void {
    this.settleFlows((flow) => !mayWait || !this.waits(flow))
  }

  /** The same for the flows that are due, as long as the others stay as they are. */
  settleFlows(isDue: (flow: number) => boolean): void {
    const { flows } = this
    this.functions.drain(
      (flow) => clientSide(flows, flow, this.weigh).side,
      (row) => this.settleFunction(row),
    )
    this.details.drain((flow, kind, word, count) => {
      const row = this.share(flow, clientSide(flows, flow, this.weigh).side, true, 0, 0)
      this.conversations.addDetail(row, kind, word, count)
    })
    let waiting = 0
    for (let n = 0; n < flows.touchedCount; n += 1) {
      const flow = flows.touched[n]!
      if (isDue(flow)) this.settleFlow(flow)
      else {
        flows.touched[waiting] = flow
        waiting += 1
      }
    }
    flows.touchedCount = waiting
  }

  private waits(flow: number): boolean {
    const { ints } = this.flows
    const at = flow * INTS
    const flags = ints[at + FLAGS]!
    const isTold = (ints[at + PROTOCOL]! !== 0 && (flags & IS_TENTATIVE) === 0) || (flags & GAVE_UP) !== 0
    if (isTold || (flags & HAS_WAITED) !== 0 || (this.flows.word(flow, 3) & 255) !== TCP) return false
    ints[at + FLAGS] = flags | HAS_WAITED
    return true
  }

  /** Hands one side's packets to the binding of its MAC; called too when that MAC or VLAN changes. */
  settleSide(flow: number, side: number): void {
    const { ints, floats } = this.flows
    const at = flow * INTS + side
    const packets = ints[at + PACKETS]! - ints[at + BOUND]!
    const macRow = ints[at + MAC_ROW]!
    if (packets === 0 || macRow < 0) return
    ints[at + BOUND] = ints[at + PACKETS]!
    const f = flow * FLOATS + side
    this.bindings.add(
      macRow,
      this.family(flow),
      this.flows.word(flow, side),
      ints[at + VLAN]!,
      this.family(flow) === LINK ? 'link' : 'frame',
      this.bindingProtocol(this.flows.word(flow, 3)),
      {
        file: this.wire.file,
        frame: ints[at + FRAME]!,
        length: ints[at + FRAME_LENGTH]!,
        offset: floats[f + FRAME_OFFSET]!,
        firstAt: floats[f + FIRST]!,
        lastAt: floats[f + LAST]!,
        packets,
      },
    )
  }

  private settleFunction(row: FunctionRow): void {
    const { flow, askingSide: side } = row
    const isMain = side === clientSide(this.flows, flow, this.weigh).side
    const at = isMain
      ? this.share(flow, side, true, 0, 0)
      : this.share(flow, side, false, 0, 0, row.firstAt, row.lastAt)
    this.conversations.addFunction(at, row)
  }

  private settleFlow(flow: number): void {
    const { ints, floats } = this.flows
    const at = flow * INTS
    const f = flow * FLOATS
    this.settleSide(flow, 0)
    this.settleSide(flow, 1)
    const packets = ints[at + PACKETS]! + ints[at + PACKETS + 1]!
    const bytes = floats[f + BYTES]! + floats[f + BYTES + 1]!
    const row = this.share(flow, clientSide(this.flows, flow, this.weigh).side, true, packets, bytes)
    for (let side = 0; side < 2; side += 1) {
      if (ints[at + PACKETS + side]! > 0) this.conversations.addVlan(row, ints[at + VLAN + side]!)
      ints[at + PACKETS + side] = 0
      ints[at + BOUND + side] = 0
      floats[f + BYTES + side] = 0
    }
  }

  /** An instant of both sides, or of the one that sent since the last settlement. */
  private flowTime(flow: number, field: number, pick: (a: number, b: number) => number): number {
    const { ints, floats } = this.flows
    const at = flow * INTS + PACKETS
    const f = flow * FLOATS + field
    if (ints[at]! > 0 && ints[at + 1]! > 0) return pick(floats[f]!, floats[f + 1]!)
    return ints[at + 1]! > 0 ? floats[f + 1]! : floats[f]!
  }

  /** `isMain` false: the server asked something of the client inside the client's connection, so its port says nothing. */
  private share(
    flow: number,
    client: number,
    isMain: boolean,
    packets: number,
    bytes: number,
    firstAt = this.flowTime(flow, FIRST, Math.min),
    lastAt = this.flowTime(flow, LAST, Math.max),
  ): number {
    const { flows } = this
    const { ints, floats } = flows
    const at = flow * INTS
    const f = flow * FLOATS
    const server = 1 - client
    const has0 = ints[at + PACKETS]! > 0
    const has1 = ints[at + PACKETS + 1]! > 0
    const isSecond = has1 && (!has0 || ints[at + FRAME + 1]! < ints[at + FRAME]!)
    const side = isSecond ? 1 : 0
    const kind = flows.word(flow, 3)
    const ports = flows.word(flow, 2)
    const transport = transportOf(kind)
    const port = server === 0 ? ports >>> 16 : ports & 0xffff
    const { scratch } = this
    scratch.client = flows.word(flow, client)
    scratch.server = flows.word(flow, server)
    scratch.family = kind >> 8
    scratch.transport = transport
    scratch.protocol = ints[at + FLAGS]! & IS_TENTATIVE ? 0 : ints[at + PROTOCOL]!
    scratch.serverPort = isMain && (transport === 'tcp' || transport === 'udp') ? port : -1
    scratch.clientMac = this.macRow(flow, client)
    scratch.serverMac = this.macRow(flow, server)
    scratch.from = isMain ? clientSide(flows, flow, this.weigh).from : 'content'
    // A row without packets of its own proves no service.
    scratch.isAnswered = isMain && (ints[at + FLAGS]! & (HAS_SPOKEN << server)) !== 0
    scratch.packets = packets
    scratch.bytes = bytes
    scratch.clientBytes = bytes === 0 ? 0 : floats[f + BYTES + client]!
    scratch.firstAt = firstAt
    scratch.lastAt = lastAt
    scratch.file = this.wire.file
    scratch.frame = ints[at + FRAME + side]!
    scratch.frameLength = ints[at + FRAME_LENGTH + side]!
    scratch.frameOffset = floats[f + FRAME_OFFSET + side]!
    return this.conversations.add(scratch)
  }

  private macRow(flow: number, side: number): number {
    const at = flow * INTS + side
    const own = this.flows.ints[at + MAC_ROW]!
    return own >= 0 ? own : this.flows.ints[at + TARGET_MAC_ROW]!
  }

  private party(flow: number, side: number): Party {
    return { word: this.flows.word(flow, side), macRow: this.macRow(flow, side) }
  }
}
