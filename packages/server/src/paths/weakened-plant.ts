// The plant of a question with what matched advisories leave open on its assets at the same moment.
import { createHash } from 'node:crypto'
import type { EpochMicros, SiteKey } from '@penstock/model/kernel'
import type { AssetWeakness } from '@penstock/model/paths'
import { findDeclaredAssets } from '@penstock/server/assets'
import type { Caller } from '@penstock/server/http'
import { type AskedPlantOptions, askedPlant } from '@penstock/server/plant'
import { listWeaknesses } from '@penstock/server/vulnerabilities'
import { WEAKNESSES } from './question.ts'

/** Another set of weaknesses is another plant to the thread. */
export async function weakenedPlant(
  options: AskedPlantOptions,
  caller: Caller,
  site: SiteKey,
  asOf: EpochMicros | undefined,
) {
  const plant = await askedPlant(options, caller, site, asOf)
  const { moment, at: now, scope } = plant
  const { declared, rows } = await options.store.transaction(scope, async (tx) => ({
    declared: await findDeclaredAssets(tx, site),
    rows: await listWeaknesses(tx, site, { moment, now }),
  }))
  const idOf = new Map([...declared].map(([id, uuid]) => [uuid, id]))
  const weaknesses = rows.flatMap((row): AssetWeakness[] => {
    const asset = idOf.get(row.asset_id)
    const { advisory_id: advisory, grade, cves, is_known_exploited: isKnownExploited } = row
    return asset === undefined
      ? []
      : [{ asset, advisory, grade: grade as AssetWeakness['grade'], cves, isKnownExploited }]
  })
  const digest = createHash('sha256').update(JSON.stringify(weaknesses)).digest('hex')
  return {
    about: plant.about,
    at: now,
    moment,
    scope,
    declared,
    weaknesses,
    key: `${plant.key} ${digest}`,
    load: async () => ({ ...(await plant.load()), [WEAKNESSES]: weaknesses }),
  }
}
