// The ends of a detection on the plant: which asset an address or a name is, in which zone, and on which side that stands.
import { type EdrReason, scopeEdr } from '@penstock/model/events'
import {
  isOutsideZone,
  type PlantAsset,
  type PlantFile,
  type PlantIndex,
  parseIp,
  plantIndex,
  reachOf,
} from '@penstock/model/plant'
import { itHosts } from '@penstock/model/process'

export type EndPlace = 'source' | 'destination' | 'device'

/** `near-ot`: an IT host that OT depends on, by what the graph says of it. */
export type EndSide = 'ot' | 'near-ot' | 'it' | 'outside' | 'unknown'

/** Whom a detection is about, as the wire names them: hostile text. */
export interface AskedSubject {
  readonly sourceIp?: string | undefined
  readonly sourceMac?: string | undefined
  readonly sourceHost?: string | undefined
  readonly destinationIp?: string | undefined
  readonly destinationMac?: string | undefined
  readonly destinationHost?: string | undefined
  readonly user?: string | undefined
  readonly device?: string | undefined
  /** Assets of the plant file that the register knows these to be, whatever address they have now. */
  readonly assets?: { readonly [Place in EndPlace]?: string | undefined } | undefined
}

export interface FoundEnd {
  readonly place: EndPlace
  /** As the wire names it: the address that says most. */
  readonly text: string
  readonly asset: PlantAsset | null
  readonly zone: { readonly id: string; readonly name: string; readonly purdue: string | null } | null
  readonly side: EndSide
  /** Why the plant depends on it, records of the plant file each. */
  readonly reasons: readonly EdrReason[]
}

/** What stands nearest to the process decides. */
const NEAREST: readonly EndSide[] = ['ot', 'near-ot', 'unknown', 'it', 'outside']

export function sideOf(ends: readonly Pick<FoundEnd, 'side'>[]): EndSide {
  return NEAREST.find((side) => ends.some((end) => end.side === side)) ?? 'unknown'
}

export class EndFinder {
  readonly #index: PlantIndex
  readonly #byName = new Map<string, PlantAsset>()
  readonly #it: ReadonlySet<string>
  readonly #reasons: ReadonlyMap<string, readonly EdrReason[]>

  constructor(plant: PlantFile) {
    this.#index = plantIndex(plant)
    this.#it = itHosts(plant)
    for (const asset of plant.assets)
      for (const name of [asset.name, asset.stationName ?? null])
        if (name !== null) this.#byName.set(folded(name), asset)
    for (const asset of plant.assets) this.#byName.set(folded(asset.id), asset)
    const { hosts } = scopeEdr(
      plant,
      plant.assets.map(({ id }) => ({ name: id, ips: [], macs: [] })),
    )
    this.#reasons = new Map(hosts.map(({ host, reasons }) => [host.name, reasons]))
  }

  /** Ends that the subject names, source first; two that are one asset are one end. */
  find(subject: AskedSubject): readonly FoundEnd[] {
    const { sourceIp, sourceMac, sourceHost, destinationIp, destinationMac, destinationHost, device, assets } = subject
    const ends = [
      this.#end('source', [sourceIp, sourceHost, sourceMac], assets?.source),
      this.#end('destination', [destinationIp, destinationHost, destinationMac], assets?.destination),
      this.#end('device', [device], assets?.device),
    ].filter((end) => end !== null)
    const known = new Set<string>()
    return ends.filter(({ asset, text }) => {
      const key = asset === null ? `text ${text}` : `asset ${asset.id}`
      return known.size < known.add(key).size
    })
  }

  /** Whether an asset of the plant stands in OT. */
  isOt(asset: string): boolean {
    const found = this.#index.assetById.get(asset)
    return found !== undefined && !this.#it.has(asset) && !isOutsideZone(this.#index.zoneById.get(found.zone))
  }

  #end(place: EndPlace, texts: readonly (string | undefined)[], registered: string | undefined): FoundEnd | null {
    const named = texts.flatMap((text) => (text === undefined || text === '' ? [] : [text]))
    const [text] = named
    if (text === undefined) return null
    const known = this.#index.assetById.get(registered ?? '') ?? null
    const asset = known ?? named.map((one) => this.#assetOf(one)).find((found) => found !== null) ?? null
    const zone = asset === null ? this.#zoneOf(named) : (this.#index.zoneById.get(asset.zone) ?? null)
    const reasons = asset === null ? [] : (this.#reasons.get(asset.id) ?? [])
    return {
      place,
      text,
      asset,
      zone: zone === null ? null : { id: zone.id, name: zone.name, purdue: zone.purdue ?? null },
      side: this.#sideOf(asset, zone, reasons, named),
      reasons,
    }
  }

  #assetOf(text: string): PlantAsset | null {
    const name = folded(text)
    const byName = this.#byName.get(name) ?? this.#byName.get(name.split('.', 1)[0]!)
    return this.#index.assetByIp(text) ?? this.#index.assetByMac(text) ?? byName ?? null
  }

  #zoneOf(texts: readonly string[]) {
    return texts.map((text) => this.#index.zoneOfIp(text)).find((zone) => zone !== null) ?? null
  }

  #sideOf(
    asset: PlantAsset | null,
    zone: { readonly id: string; readonly purdue?: string | null | undefined } | null,
    reasons: readonly EdrReason[],
    texts: readonly string[],
  ): EndSide {
    if (isOutsideZone(zone ?? undefined)) return 'outside'
    if (asset !== null) {
      if (!this.#it.has(asset.id)) return 'ot'
      return reasons.length > 0 ? 'near-ot' : 'it'
    }
    const level = Number.parseFloat(zone?.purdue ?? '')
    if (!Number.isNaN(level)) return level < IT_FROM ? 'ot' : 'it'
    return zone === null && texts.some(isPublic) ? 'outside' : 'unknown'
  }
}

/** Purdue level from which a zone is IT, as `itHosts` has it. */
const IT_FROM = 3.5

function folded(name: string): string {
  return name.trim().toLowerCase()
}

function isPublic(text: string): boolean {
  const ip = parseIp(text)
  return ip !== null && reachOf(ip) === 'global'
}
