// What the readers of frames, datagrams and segments need of the engine that calls them.
import type { Ledger } from '@penstock/sensor/facts'
import type { Frame } from '@penstock/sensor/link'
import type { Inside } from '@penstock/sensor/network'
import type { AskedNames } from '@penstock/sensor/protocols'
import type { Slab } from '@penstock/sensor/tables'
import type { HeldSegments } from './held-segments.ts'
import type { PduTap } from './pdu-tap.ts'
import type { Streams } from './streams.ts'

export interface Reading {
  readonly ledger: Ledger
  readonly slab: Slab
  readonly frame: Frame
  /** What the packet holds that is a packet again; read once all of this one is. */
  readonly inside: Inside
  readonly askedNames: AskedNames
  readonly held: HeldSegments
  /** Takes the messages of one protocol, and nobody reads any other; null to read all for their facts. */
  readonly tap: PduTap | null
  /** Packets and messages that do not hold together. */
  malformed: number
  readonly streams: Streams
  /** Notes a tunnel's header that does not hold together. */
  badTunnel(flow: number): void
  /** Finds or makes the flow of the packet that `side` sent and counts the packet. */
  touch(side: number, ports: number, kind: number, onWire: number): number
}
