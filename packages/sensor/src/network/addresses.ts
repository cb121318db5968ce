// Addresses that do not fit one word become row numbers once: IPv6 and MAC. IPv4 stays the word it is.
import type { Endpoint } from '@penstock/model/observations'
import { KeyTable } from '@penstock/sensor/tables'
import { ipv4Text, ipv6Text, macText } from './text.ts'

const MOST_IPV6 = 262_144
const MOST_MACS = 262_144
const MOST_ENDPOINTS = 65_536

/** No MAC was seen. */
export const NO_MAC = -1
/** Families of an address word. */
export const IPV4 = 4
export const IPV6 = 6
export const LINK = 2

export class Addresses {
  /** Addresses that were not told apart because a table was full. */
  overflow = 0
  private readonly ipv6: KeyTable
  private readonly macs: KeyTable
  private readonly texts = new Map<number, string>()
  /** Endpoints that were emitted before: the same ones come in every batch. */
  private readonly endpoints: KeyTable
  private readonly endpointRows: Endpoint[] = []

  constructor(seed: number) {
    this.ipv6 = new KeyTable(MOST_IPV6, seed)
    this.macs = new KeyTable(MOST_MACS, seed)
    this.endpoints = new KeyTable(MOST_ENDPOINTS, seed)
  }

  /** Row of the IPv6 address at `at`; all that come after the table is full share row 0. */
  ipv6Row(view: DataView, at: number): number {
    const row = this.ipv6.add(view.getInt32(at), view.getInt32(at + 4), view.getInt32(at + 8), view.getInt32(at + 12))
    if (row >= 0) return row
    this.overflow += 1
    return 0
  }

  macRow(high: number, low: number): number {
    const row = this.macs.add(high, low, 0, 0)
    if (row >= 0) return row
    this.overflow += 1
    return 0
  }

  macText(row: number): string | null {
    if (row < 0) return null
    const known = this.texts.get(row)
    if (known !== undefined) return known
    const text = macText(this.macs.keys[row << 2]!, this.macs.keys[(row << 2) + 1]!)
    this.texts.set(row, text)
    return text
  }

  /** IP address of a word, or null for a link address. */
  ipText(family: number, word: number): string | null {
    if (family === IPV4) return ipv4Text(word)
    if (family !== IPV6) return null
    const { keys } = this.ipv6
    const at = word << 2
    return ipv6Text(keys[at]!, keys[at + 1]!, keys[at + 2]!, keys[at + 3]!)
  }

  endpoint(macRow: number, family: number, word: number): Endpoint {
    const row = this.endpoints.add(macRow, family, word, 0)
    if (row < 0) return this.makeEndpoint(macRow, family, word)
    if (this.endpoints.isNew) this.endpointRows[row] = this.makeEndpoint(macRow, family, word)
    return this.endpointRows[row]!
  }

  private makeEndpoint(macRow: number, family: number, word: number): Endpoint {
    if (family === LINK) return { mac: this.macText(word), ip: null }
    return { mac: this.macText(macRow), ip: this.ipText(family, word) }
  }
}
