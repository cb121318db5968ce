// The zone model of a site: made anew whenever the declared plant or the register's own declarations move, numbered, handed to cells.
import type { Asset } from '@penstock/model/assets'
import type { EpochMicros } from '@penstock/model/kernel'
import type { PlantFile } from '@penstock/model/plant'
import { ZoneModel, zoneModelOf } from '@penstock/model/zones'
import { isSameJson } from '@penstock/server/runtime'
import type { Tx } from './queries.ts'
import * as queries from './queries.ts'

/** The model in force, or null before the first plant. */
export async function readZoneModel(tx: Tx, site: string): Promise<ZoneModel | null> {
  const row = await queries.findZoneModel(tx, site)
  return row === undefined ? null : ZoneModel.parse(row.body)
}

/**
 * Makes the next version when what it says would differ; null when it stays. Assets that people declared on a page count like
 * those of the plant file: they have a zone and addresses.
 */
export async function renewZoneModel(
  tx: Tx,
  site: string,
  plant: PlantFile | null,
  assets: readonly Asset[],
  at: EpochMicros,
): Promise<ZoneModel | null> {
  if (plant === null) return null
  const version = await queries.nextModelVersion(tx)
  const ofPlant = zoneModelOf(plant, version)
  const inPlant = new Set(ofPlant.endpoints.map((endpoint) => endpoint.asset))
  const zones = new Set(ofPlant.zones.map((zone) => zone.id))
  const ofPeople = assets.flatMap((asset) => {
    const { declaredId, zone } = asset
    if (declaredId === null || inPlant.has(declaredId) || zone === null || !zones.has(zone)) return []
    const interfaces = asset.interfaces.map(({ ip, mac }) => ({ ip, mac }))
    return [{ asset: declaredId, zone, interfaces, networks: [] }]
  })
  const model: ZoneModel = { ...ofPlant, endpoints: [...ofPlant.endpoints, ...ofPeople] }
  const before = await readZoneModel(tx, site)
  if (before !== null && isSameJson({ ...before, version: 0 }, { ...model, version: 0 })) return null
  await queries.insertZoneModel(tx, version, site, model, at)
  return model
}
