// Ids given twice, and assets that stand in two zones or share an address.
import { ipKey, isInSubnet, macKey, parseIp, parseSubnet, type Subnet } from './address.ts'
import { fault, type PlantFault, pathText } from './fault.ts'
import type { PlantFile } from './file/plant-file.ts'
import type { PlantAsset } from './file/topology.ts'

/** Ids that stand twice in one list. The same asset id under two zones is told as `plant.two-zones`. */
export function duplicateIds(plant: PlantFile): PlantFault[] {
  const faults: PlantFault[] = []
  for (const [list, value] of Object.entries({ ...plant, 'recovery.crews': plant.recovery?.crews })) {
    if (!Array.isArray(value)) continue
    const first = new Map<string, number>()
    for (const [at, entry] of (value as Readonly<Record<string, unknown>>[]).entries()) {
      const key = ['id', 'tag', 'unit'].find((name) => typeof entry[name] === 'string')
      if (key === undefined) continue
      const id = entry[key] as string
      const before = first.get(id)
      if (before === undefined) first.set(id, at)
      else faults.push(duplicateId(plant, list, key, id, before, at))
    }
  }
  return faults
}

/** Addresses used twice, interfaces outside their zone, and first interfaces that say another zone than the asset. */
export function zoneFaults(plant: PlantFile): PlantFault[] {
  const subnets = plant.zones.flatMap((zone) => {
    const subnet = typeof zone.subnet === 'string' ? parseSubnet(zone.subnet) : null
    return subnet === null ? [] : [{ zone: zone.id, subnet }]
  })
  const owners = new Map<string, { readonly at: string; readonly zone: string }>()
  const zones = new Set(plant.zones.map((zone) => zone.id))
  const ids = new Set<string>()
  return plant.assets.flatMap((asset, at) => {
    // A second entry of one id and a zone that does not exist are told elsewhere.
    if (ids.has(asset.id) || !zones.has(asset.zone)) return []
    ids.add(asset.id)
    return [
      ...interfaceFaults(asset, at),
      ...addressesOf(asset).flatMap((card) => [
        ...sharedAddress(owners, asset, at, card),
        ...(card.ip === null ? [] : wrongSubnet(subnets, asset, at, card)),
      ]),
    ]
  })
}

interface Card {
  readonly ip: string | null
  readonly mac: string | null
  readonly zone: string
  /** Path inside the asset that leads to the card's fields; empty for the asset's own. */
  readonly path: readonly (string | number)[]
}

/** The interfaces, or the asset's own address when it lists none. */
function addressesOf(asset: PlantAsset): Card[] {
  const cards = asset.interfaces ?? []
  if (cards.length === 0) return [{ ip: asset.ip ?? null, mac: asset.mac ?? null, zone: asset.zone, path: [] }]
  return cards.map((card, at) => ({ ...card, path: ['interfaces', at] }))
}

function duplicateId(plant: PlantFile, list: string, key: string, id: string, before: number, at: number): PlantFault {
  const [first, again] = list === 'assets' ? [plant.assets[before], plant.assets[at]] : []
  const place = { path: `${list}[${at}].${key}`, id }
  if (first !== undefined && again !== undefined && first.zone !== again.zone) {
    const found = `${id} in ${first.zone} (assets[${before}]) and in ${again.zone}`
    return fault({
      ...place,
      code: 'plant.two-zones',
      found,
      expected: 'one zone',
      mend: { code: 'one-zone', value: null },
    })
  }
  const mend = { code: 'rename', value: `${list}[${before}]` } as const
  return fault({ ...place, code: 'plant.duplicate-id', found: id, expected: 'an id that is used once', mend })
}

function interfaceFaults(asset: PlantAsset, at: number): PlantFault[] {
  const first = asset.interfaces?.[0]
  if (first === undefined) return []
  const faults: PlantFault[] = []
  if (first.zone !== asset.zone) {
    const found = `${asset.id} in ${asset.zone}, its first interface in ${first.zone}`
    const path = `assets[${at}].interfaces[0].zone`
    const mend = { code: 'one-zone', value: asset.zone } as const
    faults.push(fault({ code: 'plant.two-zones', path, id: asset.id, found, expected: asset.zone, mend }))
  }
  for (const key of ['ip', 'mac'] as const) {
    const own = asset[key] ?? null
    if (asset[key] === undefined || own === first[key]) continue
    const found = String(own)
    const expected = String(first[key])
    const mend = { code: 'use', value: expected } as const
    faults.push(
      fault({ code: 'plant.contradiction', path: `assets[${at}].${key}`, id: asset.id, found, expected, mend }),
    )
  }
  return faults
}

function sharedAddress(
  owners: Map<string, { readonly at: string; readonly zone: string }>,
  asset: PlantAsset,
  at: number,
  card: Card,
): PlantFault[] {
  const faults: PlantFault[] = []
  for (const key of ['ip', 'mac'] as const) {
    const text = card[key]
    const address = text === null ? null : key === 'ip' ? ipKey(text) : macKey(text)
    if (text === null || address === null) continue
    const path = pathText(['assets', at, ...card.path, key])
    const owner = owners.get(address)
    if (owner === undefined) {
      owners.set(address, { at: `${asset.id} (${path})`, zone: card.zone })
      continue
    }
    const isTwoZones = owner.zone !== card.zone
    faults.push(
      fault({
        code: isTwoZones ? 'plant.two-zones' : 'plant.duplicate-address',
        path,
        id: asset.id,
        found: `${text} of ${owner.at}${isTwoZones ? ` in ${owner.zone}, here in ${card.zone}` : ''}`,
        expected: 'an address that is used once',
        mend: isTwoZones ? { code: 'one-zone', value: null } : { code: 'rename', value: owner.at },
      }),
    )
  }
  return faults
}

/** An address that lies in the subnet of another zone than its interface says; the longest prefix decides. */
function wrongSubnet(
  subnets: readonly { readonly zone: string; readonly subnet: Subnet }[],
  asset: PlantAsset,
  at: number,
  card: Card,
): PlantFault[] {
  const ip = parseIp(card.ip ?? '')
  if (ip === null) return []
  const around = subnets.filter((one) => isInSubnet(ip, one.subnet))
  const longest = Math.max(...around.map((one) => one.subnet.prefix))
  const nearest = around.filter((one) => one.subnet.prefix === longest)
  if (nearest.length === 0 || nearest.some((one) => one.zone === card.zone)) return []
  const path = pathText(['assets', at, ...card.path, 'zone'])
  const found = `${card.zone}, but ${card.ip ?? ''} lies in the subnet of ${nearest[0]!.zone}`
  const mend = { code: 'one-zone', value: nearest[0]!.zone } as const
  return [fault({ code: 'plant.two-zones', path, id: asset.id, found, expected: nearest[0]!.zone, mend })]
}
