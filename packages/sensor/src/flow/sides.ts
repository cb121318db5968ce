// Which side of a flow is the client: by protocol content, then by the TCP handshake, then by port, then by who spoke first.
import { CLIENT_BY_CONTENT, FLAGS, INTS, SENT_FIRST, SENT_SYN } from './fields.ts'
import type { FlowTable } from './flow-table.ts'

export type SidesFrom = 'content' | 'handshake' | 'port' | 'first-packet'

/** How a port speaks for its side being the server: 2 well known for a protocol that is read, 1 below 1024, 0 not at all. */
export type PortWeight = (transport: number, port: number) => number

/** Notes that `side` is the client, unless content has already said so. */
export function setClient(flows: FlowTable, row: number, side: number): void {
  const at = row * INTS + FLAGS
  const flags = flows.ints[at]!
  if ((flags & (CLIENT_BY_CONTENT * 3)) === 0) flows.ints[at] = flags | (CLIENT_BY_CONTENT << side)
}

/** The client's side, 0 or 1, and on what that stands. */
export function clientSide(flows: FlowTable, row: number, weigh: PortWeight): { side: 0 | 1; from: SidesFrom } {
  const flags = flows.ints[row * INTS + FLAGS]!
  if (flags & CLIENT_BY_CONTENT) return { side: 0, from: 'content' }
  if (flags & (CLIENT_BY_CONTENT << 1)) return { side: 1, from: 'content' }
  if (flags & SENT_SYN) return { side: 0, from: 'handshake' }
  if (flags & (SENT_SYN << 1)) return { side: 1, from: 'handshake' }
  const transport = flows.word(row, 3) & 255
  const ports = flows.word(row, 2)
  const first = weigh(transport, ports >>> 16)
  const second = weigh(transport, ports & 0xffff)
  if (first !== second) return { side: first < second ? 0 : 1, from: 'port' }
  return { side: flags & SENT_FIRST ? 0 : 1, from: 'first-packet' }
}
