// The interfaces of one device: pairs of MAC and IP as they were seen together, completed by what the register says.
import { compareTexts } from '@penstock/model/kernel'
import type { AssetInterface } from './asset.ts'
import type { DeclaredInterface } from './declared.ts'
import { GROUND, type Sightings } from './sightings.ts'

type Row = { -readonly [Key in keyof AssetInterface]: AssetInterface[Key] }

/** `holds` tells whether an IP that one of the MACs was seen with is this device's. */
export function interfacesOf(
  macs: readonly string[],
  ips: readonly string[],
  declared: readonly DeclaredInterface[],
  sightings: Sightings,
  holds: (mac: string, ip: string) => boolean,
): AssetInterface[] {
  const rows: Row[] = []
  const paired = new Set<string>()
  for (const mac of macs) {
    const seen = sightings.macs.get(mac)
    const held = [...(seen?.sightings.values() ?? [])].filter(
      ({ ip, grounds }) => (grounds & (GROUND.frame | GROUND.own)) !== 0 && holds(mac, ip),
    )
    for (const { ip, segments, vlans, firstAt, lastAt } of held) {
      paired.add(ip)
      rows.push(rowOf(mac, ip, segments, vlans, { firstAt, lastAt }))
    }
    if (held.length === 0 && seen !== undefined) rows.push(rowOf(mac, null, seen.segments, seen.vlans, seen))
  }
  for (const ip of ips) {
    if (paired.has(ip)) continue
    const seen = sightings.ips.get(ip)
    rows.push(rowOf(null, ip, seen?.segments ?? [], [], seen ?? null))
  }
  rows.sort(compareRows)
  for (const line of declared) complete(rows, line)
  for (const mac of macs) {
    if (!rows.some((row) => row.mac === mac)) rows.push(rowOf(mac, null, [], [], null))
  }
  return rows.sort(compareRows)
}

function complete(rows: Row[], { mac, ip, zone }: DeclaredInterface): void {
  if (mac === null && ip === null && zone === null) return
  const row =
    rows.find((known) => known.mac === mac && known.ip === ip) ??
    rows.find((known) => ip !== null && known.ip === ip && (known.mac === null || mac === null)) ??
    rows.find((known) => mac !== null && ip === null && known.mac === mac)
  if (row === undefined) {
    rows.push({ ...rowOf(mac, ip, [], [], null), isDeclared: true, zone })
    return
  }
  row.mac ??= mac
  row.isDeclared = true
  row.zone = zone
}

/** By MAC, then IP; interfaces without a MAC last. */
function compareRows(a: Row, b: Row): number {
  return compareTexts(a.mac ?? '~', b.mac ?? '~') || compareTexts(a.ip ?? '', b.ip ?? '')
}

function rowOf(
  mac: string | null,
  ip: string | null,
  segments: Iterable<string>,
  vlans: Iterable<number>,
  seen: Pick<Row, 'firstAt' | 'lastAt'> | null,
): Row {
  return {
    mac,
    ip,
    segments: [...segments].sort(compareTexts),
    vlans: [...vlans].sort((a, b) => a - b),
    isObserved: seen !== null,
    isDeclared: false,
    zone: null,
    firstAt: seen?.firstAt ?? null,
    lastAt: seen?.lastAt ?? null,
  }
}
