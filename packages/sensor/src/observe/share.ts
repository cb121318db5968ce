// One share of a capture's hosts: two readers of the same file, each with a share of its own, read all of it between them. What two hosts say to
// each other belongs to the one that serves, and all who ask a server are read in one share, so what is known of a device is in one place.
// Every reader deals out every host alike, by nothing but the packets so far.
import type { Frame } from '@penstock/sensor/link'
import { KeyTable, roomyInts } from '@penstock/sensor/tables'

const MOST_PAIRS = 262_144
const MOST_HOSTS = 262_144
const FIRST_ROWS = 4096
/** No seed: which share a host belongs to must not change from one run to the next. */
const SEED = 0x7368_6172
const TCP = 6
const UDP = 17

export class Share {
  /** This reader's number, from 0. The first one reads what is between no two hosts. */
  readonly number: number
  /** A packet held another one, whose hosts may be of the other share: this file is not to be divided. */
  hasTunnels = false
  private readonly pairs = new KeyTable(MOST_PAIRS, SEED, FIRST_ROWS)
  private readonly hosts = new KeyTable(MOST_HOSTS, SEED, FIRST_ROWS)
  private shareOfPair: Int32Array = new Int32Array(FIRST_ROWS)
  private shareOfHost: Int32Array = new Int32Array(FIRST_ROWS)
  /** Packets of each share so far. */
  private readonly packets = new Float64Array(2)
  private lastLow = 0
  private lastHigh = 0
  private lastFamily = 0
  private lastShare = -1

  constructor(number: number) {
    this.number = number
  }

  get isFirst(): boolean {
    return this.number === 0
  }

  /** True when the IP packet in `frame`, with its addresses as words, is one that this reader reads. */
  isMine(view: DataView, frame: Frame): boolean {
    const { source, target, family } = frame
    const low = Math.min(source, target)
    const high = Math.max(source, target)
    // Answers follow questions.
    if (low !== this.lastLow || high !== this.lastHigh || family !== this.lastFamily || this.lastShare < 0) {
      this.lastLow = low
      this.lastHigh = high
      this.lastFamily = family
      this.lastShare = this.shareOf(view, frame, low, high, family)
    }
    this.packets[this.lastShare]! += 1
    return this.lastShare === this.number
  }

  /** True when this reader reads frames without IP: the first one does. */
  takesLinkFrame(): boolean {
    this.packets[0]! += 1
    return this.number === 0
  }

  private shareOf(view: DataView, frame: Frame, low: number, high: number, family: number): number {
    const row = this.pairs.add(low, high, family, 0)
    // Beyond the table, by the addresses alone.
    if (row < 0) return (Math.imul(low ^ high, 0x9e37_79b1) >>> 16) & 1
    if (!this.pairs.isNew) return this.shareOfPair[row]!
    if (row >= this.shareOfPair.length) this.shareOfPair = roomyInts(this.shareOfPair, this.pairs.capacity)
    const share = this.shareOfServer(serverOf(view, frame, low), family)
    this.shareOfPair[row] = share
    return share
  }

  // A host that is new goes where fewer packets were so far.
  private shareOfServer(server: number, family: number): number {
    const row = this.hosts.add(server, family, 0, 0)
    if (row < 0) return server & 1
    if (!this.hosts.isNew) return this.shareOfHost[row]!
    if (row >= this.shareOfHost.length) this.shareOfHost = roomyInts(this.shareOfHost, this.hosts.capacity)
    const share = this.packets[0]! <= this.packets[1]! ? 0 : 1
    this.shareOfHost[row] = share
    return share
  }
}

/** The end that most likely serves: the one with the lower port, else the lower address. */
function serverOf(view: DataView, frame: Frame, low: number): number {
  const { source, target, protocol, payloadAt, payloadEnd, fragment } = frame
  const hasPorts = (protocol === TCP || protocol === UDP) && fragment !== 2 && payloadEnd - payloadAt >= 4
  if (!hasPorts) return low
  const sourcePort = view.getUint16(payloadAt)
  const targetPort = view.getUint16(payloadAt + 2)
  if (sourcePort === targetPort) return low
  return sourcePort < targetPort ? source : target
}
