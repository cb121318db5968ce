// Systems of others that know something of the plant, and how far what they say is believed.
import type { Basis } from '@penstock/model/observations'

interface OtherSystem {
  readonly name: string
  /** On what its plain statements stand: it read the wire, or it reports what it keeps. */
  readonly trust: Basis
  /** Why it is believed so far. */
  readonly why: string
}

/** By the id that stands as `protocol` of their claims; of two that report, the earlier one is believed. */
export const OTHER_SYSTEMS = {
  zeek: { name: 'Zeek', trust: 'observed', why: 'read the same wire; a packet is behind each line' },
  suricata: { name: 'Suricata', trust: 'observed', why: 'read the same wire; a packet is behind each event' },
  nmap: { name: 'Nmap', trust: 'observed', why: 'the device answered the scanner; what it only guesses is inferred' },
  'mac-table': { name: 'switch MAC table', trust: 'observed', why: 'the switch forwarded frames of the MAC' },
  'arp-table': {
    name: 'ARP table',
    trust: 'observed',
    why: 'a neighbour resolved the address; a proxy may have answered',
  },
  dhcp: {
    name: 'DHCP leases',
    trust: 'reported',
    why: 'the server gave the MAC this address; the name is the client’s own',
  },
  edr: { name: 'endpoint agents', trust: 'reported', why: 'an agent on the host told it when it last reported' },
  directory: { name: 'directory', trust: 'reported', why: 'the account was joined once; the machine may be gone' },
  cmdb: { name: 'CMDB', trust: 'reported', why: 'somebody entered it; nobody need have looked since' },
} as const satisfies Readonly<Record<string, OtherSystem>>

export type OtherSystemId = keyof typeof OTHER_SYSTEMS

const RANKS = new Map(Object.keys(OTHER_SYSTEMS).map((id, at) => [id, at + 1]))

/** 0 for our own sensor and for what people say, then the systems in the order of the table. */
export function trustRank(protocol: string | null): number {
  return protocol === null ? 0 : (RANKS.get(protocol) ?? 0)
}

/** True when a statement was read from a line of a file, and not from a packet. Our own sensor reads DHCP too, and observes it. */
export function isFromFile(protocol: string | null, basis: string): boolean {
  return protocol !== null && RANKS.has(protocol) && (protocol !== 'dhcp' || basis === 'reported')
}

/** What joins a claim's method and the record that it was read from: all interfaces with one record are one device's. */
const RECORD_MARK = '#'
const LONGEST_RECORD = 160

/** The method of a claim that was read from the record of an inventory. The name guards against two lists that both count from 1. */
export function methodOfRecord(inventory: string, id: string, name: string): string {
  const plain = (text: string) =>
    text
      .slice(0, LONGEST_RECORD)
      .toWellFormed()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} .,:=/_-]/gu, '_')
      .trim()
  return id === '' && name === '' ? inventory : `${inventory}${RECORD_MARK}${plain(id)}|${plain(name)}`
}

/** The record that a method names, or null. */
export function recordOf(method: string): string | null {
  const at = method.indexOf(RECORD_MARK)
  return at < 0 ? null : method.slice(at + 1)
}
