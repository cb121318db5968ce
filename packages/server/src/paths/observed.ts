// How devices stand by what the person's own cell saw, and which assets of the plant they are.
import { createHash } from 'node:crypto'
import { DeviceStanding, listStandings } from '@penstock/contract/observations'
import type { ObservedView } from '@penstock/contract/paths'
import { type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import type { ObservedStanding } from '@penstock/model/paths'
import { type PlantFile, plantIndex } from '@penstock/model/plant'
import type { AskCell, Caller } from '@penstock/server/http'
import { z } from 'zod'

const Answer = z.object({ items: z.array(DeviceStanding), beyond: z.int() })

export interface AskedStandings {
  readonly standings: readonly DeviceStanding[]
  readonly digest: string
  readonly about: ObservedView
}

/** Asked in the person's name: who may not read monitoring there is told ways by what is declared alone. */
export async function askedStandings(
  ask: AskCell,
  caller: Caller,
  site: string,
  until: EpochMicros | null,
): Promise<AskedStandings> {
  const query = new URLSearchParams({ site, ...(until === null ? {} : { until: isoOfMicros(until) }) })
  const answer = await ask('ot', caller, 'GET', `${listStandings.path}?${query.toString()}`)
  const told = answer === null || answer.status >= 300 ? null : Answer.parse(answer.body)
  const standings = told?.items ?? []
  return {
    standings,
    digest: createHash('sha256').update(JSON.stringify(standings)).digest('hex'),
    about: {
      standing: told !== null ? 'answers' : answer === null ? 'silent' : 'no-right',
      devices: standings.length,
      beyond: told?.beyond ?? 0,
    },
  }
}

/** Of assets of the plant by their addresses; two devices at the addresses of one asset are that asset. */
export function observedOf(plant: PlantFile, standings: readonly DeviceStanding[]): readonly ObservedStanding[] {
  const index = plantIndex(plant)
  const found = new Map<string, ObservedStanding>()
  for (const { ip, mac, states, programs, stations, calls } of standings) {
    const asset = (ip === null ? null : index.assetByIp(ip)) ?? (mac === null ? null : index.assetByMac(mac))
    if (asset === null) continue
    const known = found.get(asset.id)
    found.set(asset.id, {
      asset: asset.id,
      states: [...(known?.states ?? []), ...states],
      programs: [...(known?.programs ?? []), ...programs],
      stations: [...(known?.stations ?? []), ...stations],
      calls: [...(known?.calls ?? []), ...calls],
    })
  }
  return [...found.values()]
}
