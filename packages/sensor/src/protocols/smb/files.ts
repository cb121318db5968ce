// Open files of a connection, and the transfers in and out of them.
import type { Ledger } from '@penstock/sensor/facts'
import { sessionOf } from './session.ts'

const MOST_FILES = 256

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
  begin(ledger: Ledger, flow: number, client: number, direction: 'to-device' | 'from-device'): Way {
    const known = this.ways.get(direction)
    if (known !== undefined) return known
    const session = sessionOf(ledger, flow)
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

export function openFile(ledger: Ledger, flow: number, low: number, high: number, name: string, size: number): void {
  const { files } = sessionOf(ledger, flow)
  if (files.size >= MOST_FILES) files.delete(files.keys().next().value!)
  files.set(keyOf(low, high), new FileShare(name, size))
}

/** An open file by its two handles, or null. */
export function file(ledger: Ledger, flow: number, low: number, high: number): FileShare | null {
  return sessionOf(ledger, flow).files.get(keyOf(low, high)) ?? null
}

export function forget(ledger: Ledger, flow: number, low: number, high: number): void {
  const { files } = sessionOf(ledger, flow)
  files.get(keyOf(low, high))?.end(ledger, flow)
  files.delete(keyOf(low, high))
}

function keyOf(low: number, high: number): string {
  return `${low}|${high}`
}
