// Whose addresses these are as the register has it now: assets of the plant file that moved to another address, and such as nobody declared.
import type { GlanceView } from '@penstock/contract/triage'
import { idOfUuid } from '@penstock/model/kernel'
import { macKey, parseIp } from '@penstock/model/plant'
import type { AskedSubject, EndPlace } from '@penstock/model/triage'
import type { CoreTables } from '@penstock/store/tables'
import type { Transaction } from 'kysely'
import { type CalledBy, listCalled, type RegisteredAsset } from './queries.ts'

export interface Placed {
  readonly site: string
  readonly subject: AskedSubject
}

const PLACES: readonly EndPlace[] = ['source', 'destination', 'device']

export class Registered {
  readonly #known: ReadonlyMap<string, RegisteredAsset>

  constructor(rows: readonly RegisteredAsset[]) {
    this.#known = new Map(rows.map((row) => [keyOf(row.site, row.calledBy, row.key), row]))
  }

  /** The subject with what the register says its ends are. */
  joined({ site, subject }: Placed): AskedSubject {
    const assets = Object.fromEntries(
      PLACES.flatMap((place) => {
        const declared = this.#of(site, keysOfEnd(subject, place))?.declaredId ?? null
        return declared === null ? [] : [[place, declared]]
      }),
    )
    return { ...subject, assets }
  }

  /** Adds what only the register knows: its ids, and assets that nobody declared. */
  named<Glance extends GlanceView>(site: string, subject: AskedSubject, glance: Glance): Glance {
    const ends = glance.ends.map((end) => {
      const keys = keysOfEnd(subject, end.place)
      const declared = end.asset?.declaredId ?? null
      const found = this.#of(site, declared === null ? keys : [['declared', declared.toLowerCase()], ...keys])
      if (found === null || (declared !== null && found.declaredId !== declared)) return end
      const assetId = idOfUuid('ast', found.id)
      if (end.asset !== null) return { ...end, asset: { ...end.asset, assetId } }
      const { declaredId, name, reference, role, zone } = found
      return {
        ...end,
        asset: { declaredId, assetId, name: name ?? reference, role },
        zone: end.zone ?? (zone === null ? null : { id: zone, name: zone }),
      }
    })
    return { ...glance, ends }
  }

  #of(site: string, keys: readonly (readonly [CalledBy, string])[]): RegisteredAsset | null {
    for (const [kind, key] of keys) {
      const found = this.#known.get(keyOf(site, kind, key))
      if (found !== undefined) return found
    }
    return null
  }
}

/** `declared`: assets of the plant file that were found by other ways, to give them the ids of the register. */
export async function readRegistered(
  tx: Transaction<CoreTables>,
  placed: readonly Placed[],
  declared: readonly string[] = [],
): Promise<Registered> {
  const keys: Record<CalledBy, Set<string>> = {
    ip: new Set(),
    mac: new Set(),
    name: new Set(),
    declared: new Set(declared.map((id) => id.toLowerCase())),
  }
  for (const { subject } of placed)
    for (const place of PLACES) for (const [kind, key] of keysOfEnd(subject, place)) keys[kind].add(key)
  const sites = [...new Set(placed.map(({ site }) => site))]
  const asked = { ip: [...keys.ip], mac: [...keys.mac], name: [...keys.name], declared: [...keys.declared] }
  return new Registered(await listCalled(tx, sites, asked))
}

/** A device as the end of something, by its names: addresses of both kinds and the name that it has. */
export function subjectOfNames(names: readonly string[]): AskedSubject {
  const mac = names.find((name) => macKey(name) !== null)
  const ip = names.find((name) => parseIp(name) !== null)
  const host = names.find((name) => macKey(name) === null && parseIp(name) === null)
  return {
    ...(ip === undefined ? {} : { destinationIp: ip }),
    ...(mac === undefined ? {} : { destinationMac: mac }),
    ...(host === undefined ? {} : { destinationHost: host }),
  }
}

/** How the register may call an end, what says most first. */
function keysOfEnd(subject: AskedSubject, place: EndPlace): readonly (readonly [CalledBy, string])[] {
  const texts =
    place === 'source'
      ? [subject.sourceIp, subject.sourceMac, subject.sourceHost]
      : place === 'destination'
        ? [subject.destinationIp, subject.destinationMac, subject.destinationHost]
        : [subject.device]
  return texts.flatMap((text): readonly (readonly [CalledBy, string])[] => {
    if (text === undefined || text === '') return []
    const mac = macKey(text)
    if (mac !== null) return [['mac', mac]]
    const name = text.trim().toLowerCase()
    if (parseIp(name) !== null) return [['ip', name]]
    const short = name.split('.', 1)[0]!
    return [...new Set([name, short])].flatMap((one) => [
      ['name', one],
      ['declared', one],
    ])
  })
}

function keyOf(site: string, kind: CalledBy, key: string): string {
  return `${site} ${kind} ${key}`
}
