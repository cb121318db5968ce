// One open file of a connection, and the transfers in and out of it.
import type { Ledger } from '@penstock/sensor/facts'

interface Way {
  readonly number: number
  /** Where the next bytes belong when they come in order. */
  position: number
}

export class FileShare {
  private readonly name: string
  private readonly size: number
  private readonly ways = new Map<'to-device' | 'from-device', Way>()

  constructor(name: string, size: number) {
    this.name = name
    this.size = size
  }

  /** The transfer in this direction, begun with its first bytes. */
  begin(
    ledger: Ledger,
    flow: number,
    client: number,
    direction: 'to-device' | 'from-device',
    session: { transfers: number },
  ): Way {
    const known = this.ways.get(direction)
    if (known !== undefined) return known
    session.transfers += 1
    const way = { number: session.transfers, position: 0 }
    this.ways.set(direction, way)
    const announced = direction === 'from-device' ? { announcedBytes: this.size } : {}
    ledger.beginTransfer(flow, client, way.number, {
      kind: 'file',
      direction,
      protocol: 'smb',
      name: this.name,
      ...announced,
    })
    return way
  }

  end(ledger: Ledger, flow: number): void {
    for (const { number } of this.ways.values()) ledger.transfers.end(flow, number, 'complete', ledger.wire)
  }
}
