// The checks of the model over what a site declares now, with the conduits on which traffic was observed.
import type { Response } from '@penstock/contract/route'
import type { checkSegmentation as contract } from '@penstock/contract/zones'
import { isoOfMicros } from '@penstock/model/kernel'
import type { PlantFile } from '@penstock/model/plant'
import { checkSegmentation, ringBoundaries, SEGMENTATION_CHECKS } from '@penstock/model/segmentation'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { findPlantImport, readDeclaredPlant } from '@penstock/server/plant'
import { listSeenConduits } from '@penstock/server/zones'
import type { Scope, Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'

export interface SegmentationOptions {
  readonly store: Store<CoreTables>
  readonly scopeOf: (caller: Caller) => Scope
}

type Answer = Response<typeof contract>
type Checked = Pick<Answer, 'findings' | 'boundaries' | 'leftOut'>

/** Configurations are read on the thread that serves everybody: longer ones would hold it up for too long. */
const LONGEST_CONFIGURATION = 200_000
const NOTHING: Checked = { findings: [], boundaries: [], leftOut: [] }
const SOURCES: ReadonlyMap<string, string> = new Map(SEGMENTATION_CHECKS.map(({ rule, source }) => [rule, source]))

export class SegmentationService {
  readonly #options: SegmentationOptions
  /** The last answer of each site: the same import and the same conduits in use give the same one. */
  readonly #known = new Map<string, { readonly key: string; readonly checked: Checked }>()

  constructor(options: SegmentationOptions) {
    this.#options = options
  }

  async check(caller: Caller, site: Answer['site']): Promise<Answer> {
    if (!maySeeSite(caller, site)) throw new AppError('not-found')
    const { store, scopeOf } = this.#options
    return await store.transaction(scopeOf(caller), async (tx) => {
      const { isSite, last } = await findPlantImport(tx, site)
      if (!isSite) throw new AppError('not-found')
      if (last === null) return { site, importedAt: null, ...NOTHING }
      const seen = await listSeenConduits(tx, site)
      const key = JSON.stringify([last.id, seen])
      const before = this.#known.get(site)
      if (before?.key === key) return { site, importedAt: isoOfMicros(last.learned_at), ...before.checked }
      const plant = await readDeclaredPlant(tx, site)
      const checked = plant === null ? NOTHING : check(plant, seen)
      this.#known.set(site, { key, checked })
      return { site, importedAt: isoOfMicros(last.learned_at), ...checked }
    })
  }
}

function check(declared: PlantFile, seen: readonly string[]): Checked {
  const [short, long] = [
    declared.firewallConfigs.filter(({ text }) => text.length <= LONGEST_CONFIGURATION),
    declared.firewallConfigs.filter(({ text }) => text.length > LONGEST_CONFIGURATION),
  ]
  const plant = { ...declared, firewallConfigs: short }
  const options = seen.length === 0 ? {} : { seenConduits: new Set(seen) }
  return {
    leftOut: long.map(({ id }) => id),
    findings: checkSegmentation(plant, options).map(({ facts, path, conduits, places, ...one }) => ({
      ...one,
      source: SOURCES.get(one.rule) ?? '',
      facts: [...facts],
      path: [...path],
      conduits: [...conduits],
      places: [...places],
    })),
    boundaries: ringBoundaries(plant).map(({ outer, inner, state, controls, proofs, missing }) => ({
      outer,
      inner,
      state,
      conduits: controls.map(({ conduit }) => conduit),
      brokenBy: proofs.map(({ id }) => id),
      missing: [...missing],
    })),
  }
}
