// Where a receiver really is. Its name is asked for once and the connection goes to that address, after it was held against the zones of every
// site: nothing is sent to Purdue level 2 or below, whatever the configuration or a name server says (ADR 0015).
import { lookup } from 'node:dns/promises'
import { placeOf, type ZoneModel } from '@penstock/model/zones'
import { listSiteKeys } from '@penstock/server/plant'
import { readZoneModel } from '@penstock/server/zones'
import { NoticeFault } from './fault.ts'
import type { Tx } from './queries.ts'

export interface Reached {
  readonly address: string
  readonly family: number
}

/** Says where a receiver is, or throws why nothing goes there. */
export type Reach = (host: string) => Promise<Reached>

const CONTROL_UP_TO = 2

export async function loadReach(tx: Tx): Promise<Reach> {
  const models: ZoneModel[] = []
  for (const site of await listSiteKeys(tx)) {
    const model = await readZoneModel(tx, site)
    if (model !== null) models.push(model)
  }
  return async (host) => {
    const { address, family } = await lookup(host.replaceAll(/^\[|\]$/g, ''))
    if (models.some((model) => isInControl(model, address)))
      throw new NoticeFault(`${address} is in a zone of control: nothing is sent there`)
    return { address, family }
  }
}

function isInControl(model: ZoneModel, address: string): boolean {
  const ip = address.replace(/^::ffff:(?=\d+\.)/i, '')
  const { zone } = placeOf(model, { ip, mac: null })
  const purdue = model.zones.find(({ id }) => id === zone)?.purdue ?? null
  return purdue !== null && Number.parseFloat(purdue) <= CONTROL_UP_TO
}
