// One record of a list that another system keeps of machines, told as claims and as pairs of addresses. What the record says is
// reported, not seen: it joins nothing that packets contradict.
import type { EpochMicros } from '@penstock/model/kernel'
import { ClaimField, type Proof } from '@penstock/model/observations'
import { type Inventory, type InventoryColumn, methodOfRecord } from '@penstock/model/others'
import type { Place } from '../byte-source.ts'
import { instantOf, ipOf, listedIn, macOf } from '../cells.ts'
import type { Collector } from '../collector.ts'
import { endpointOf } from '../endpoints.ts'

const MOST_INTERFACES = 64

export interface InventoryRecord {
  readonly place: Place
  cell(column: InventoryColumn): string | null
  /** Interfaces that stand as lists of their own in the record. */
  readonly interfaces: readonly { readonly mac: string | null; readonly ips: readonly string[] }[]
}

interface Interface {
  readonly mac: string | null
  readonly ips: readonly string[]
}

export function tellRecord(
  record: InventoryRecord,
  inventory: Inventory,
  out: Collector,
  writtenAt: EpochMicros,
): void {
  out.count()
  const dated = record.cell('at')
  const at = dated === null ? writtenAt : instantOf(dated)
  if (at === null) out.passOver('record-with-unread-date')
  const proof = out.proofOf(record.place, at ?? writtenAt)
  const interfaces = interfacesOf(record)
  if (interfaces.length === 0) {
    const isWritten = record.cell('mac') !== null || record.cell('ip') !== null
    if (isWritten) out.bad(record.place, 'no address in it can be read', at ?? writtenAt)
    else out.passOver('record-without-address')
    return
  }
  if (inventory.isLease === true) tellLease(record, interfaces, inventory, out, proof)
  else tellMachine(record, interfaces, inventory, out, proof)
}

/** What a server gave a client: the pair is as good as the client's own word; what was not given is a plan. */
function tellLease(
  record: InventoryRecord,
  interfaces: readonly Interface[],
  inventory: Inventory,
  out: Collector,
  proof: Proof,
): void {
  const state = (record.cell('state') ?? 'active').toLowerCase()
  if (!/^active/.test(state) || state.includes('inactive')) {
    out.passOver('lease-not-in-use')
    return
  }
  const [given] = interfaces
  if (given?.mac === undefined || given.mac === null || given.ips[0] === undefined) {
    out.passOver('record-without-address')
    return
  }
  const span = { firstAt: proof.at, lastAt: proof.at }
  out.bind(given.mac, given.ips[0], 'protocol', span, proof)
  const about = endpointOf(given.mac, null)
  for (const field of ['name', 'description'] as const)
    out.claim(about, field, record.cell(field), inventory.id, proof, 'reported')
}

function tellMachine(
  record: InventoryRecord,
  interfaces: readonly Interface[],
  inventory: Inventory,
  out: Collector,
  proof: Proof,
): void {
  const name = record.cell('name') ?? ''
  const method = methodOfRecord(inventory.id, record.cell('record') ?? '', name)
  const span = { firstAt: proof.at, lastAt: proof.at }
  for (const { mac, ips } of interfaces) {
    if (mac !== null) for (const ip of ips) out.bind(mac, ip, 'reported', span, proof)
    const abouts = mac === null ? ips.map((ip) => endpointOf(null, ip)) : [endpointOf(mac, ips[0] ?? null)]
    for (const about of abouts) {
      for (const field of ClaimField.options) out.claim(about, field, fieldOf(record, field), method, proof, 'reported')
    }
  }
}

function fieldOf(record: InventoryRecord, field: ClaimField): string | null {
  const value = record.cell(field)
  if (field !== 'operatingSystem' || value === null) return value
  const version = record.cell('operatingSystemVersion')
  return version === null || value.includes(version) ? value : `${value} ${version}`
}

/** Pairs where the record tells which IP is which MAC's; else the first MAC stands for all IPs that the record lists. */
function interfacesOf(record: InventoryRecord): Interface[] {
  const own = record.interfaces
    .map(({ mac, ips }) => ({ mac: mac === null ? null : macOf(mac), ips: ips.flatMap((ip) => usableIp(ip) ?? []) }))
    .filter(({ mac, ips }) => mac !== null || ips.length > 0)
    .slice(0, MOST_INTERFACES)
  if (own.length > 0) return own
  const macs = listedIn(record.cell('mac') ?? '', macOf).slice(0, MOST_INTERFACES)
  const ips = listedIn(record.cell('ip') ?? '', usableIp).slice(0, MOST_INTERFACES)
  if (macs.length === 0) return ips.length === 0 ? [] : [{ mac: null, ips }]
  if (macs.length === ips.length) return macs.map((mac, at) => ({ mac, ips: [ips[at]!] }))
  return macs.map((mac, at) => ({ mac, ips: at === 0 ? ips : [] }))
}

function usableIp(text: string): string | null {
  const ip = ipOf(text)
  return ip === null || ip.startsWith('127.') || ip === '::1' || ip === '0.0.0.0' || ip === '::' ? null : ip
}
