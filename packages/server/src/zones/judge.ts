// The judge that a cell uses: the zone model in force of each site, applied to conversations as they come.
import type { ZoneEnd } from '@penstock/model/baselines'
import type { EpochMicros } from '@penstock/model/kernel'
import { parseIp, reachOf } from '@penstock/model/plant'
import { zoneKindOf } from '@penstock/model/shadow'
import { callsFrom, factText, judgeConversation, placeOf, windowCovering, type ZoneModel } from '@penstock/model/zones'
import type { ConversationFact } from '@penstock/server/facts'
import type { HostPlace } from '@penstock/server/shadow'
import { breachPlaceOf, severityOfBreach } from './severity.ts'

export type Verdict = NonNullable<ConversationFact['verdict']>
type Conversation = Parameters<typeof judgeConversation>[1]

export class ZoneJudge {
  readonly #models = new Map<string, ZoneModel>()

  /** Takes a site's model into force; answers false when a newer one is in force already. */
  take(site: string, model: ZoneModel): boolean {
    const now = this.#models.get(site)
    if (now !== undefined && now.version >= model.version) return false
    this.#models.set(site, model)
    return true
  }

  /** The verdict by the model in force, or null before the site's first. */
  judge(site: string, conversation: Conversation): Verdict | null {
    const model = this.#models.get(site)
    if (model === undefined) return null
    const { verdict, conduit, rule, basis, clientZone, serverZone, facts } = judgeConversation(model, conversation)
    const told = facts.map(factText)
    return { verdict, conduit, rule, basis, clientZone, serverZone, facts: told, zoneModelVersion: model.version }
  }

  /** The zone that an address counts in, as people call it, by the model in force. */
  zoneOf(site: string, host: string): ZoneEnd {
    const { zone, isOutside } = this.hostPlace(site, host)
    const name = this.#models.get(site)?.zones.find(({ id }) => id === zone)?.name ?? null
    return { key: zone === null ? (isOutside ? 'outside' : 'unknown') : `zone:${zone}`, zone, name, isOutside }
  }

  /** How severe it is that this conversation passes, by where its ends stand and what it does there. */
  severityOf(
    site: string,
    verdict: Pick<Verdict, 'clientZone' | 'serverZone'>,
    kinds: ConversationFact['functionKinds'],
  ): ReturnType<typeof severityOfBreach> {
    return severityOfBreach(breachPlaceOf(this.#models.get(site) ?? null, verdict), kinds)
  }

  /** Id of the open maintenance window of the declared plant that allows one of these actions at an address, or null. */
  windowAt(site: string, host: string, actions: readonly string[], at: EpochMicros): string | null {
    const model = this.#models.get(site)
    if (model?.windows === undefined) return null
    const address = parseIp(host) === null ? { ip: null, mac: host } : { ip: host, mac: null }
    return windowCovering(model, placeOf(model, address), actions, at)?.id ?? null
  }

  /** Zones by the model in force, or null before the site's first. */
  zonesOf(site: string): readonly { readonly id: string; readonly name: string }[] | null {
    return this.#models.get(site)?.zones ?? null
  }

  /** Sites that have a model. */
  sites(): readonly string[] {
    return [...this.#models.keys()]
  }

  /** The version of the model in force, or null before the site's first. */
  versionOf(site: string): number | null {
    return this.#models.get(site)?.version ?? null
  }

  /** Where a device stands, called by its IP or MAC address. Before a site's first model a public address counts as outside. */
  hostPlace(site: string, host: string): HostPlace {
    const ip = parseIp(host)
    const isGlobal = ip !== null && reachOf(ip) === 'global'
    const model = this.#models.get(site)
    if (model === undefined)
      return { zone: null, kind: null, isOutside: isGlobal, isRegistered: false, zoneModelVersion: null }
    const { version: zoneModelVersion, zones } = model
    const { zone: id, ground } = placeOf(model, ip === null ? { ip: null, mac: host } : { ip: host, mac: null })
    const isOutside = ground === 'external' || ground === 'group' || (ground === 'unknown' && isGlobal)
    const zone = zones.find((each) => each.id === id)
    const kind = zone === undefined ? null : zoneKindOf(zone)
    const isCaller = isOutside && ip !== null && model.endpoints.some((endpoint) => callsFrom(endpoint, ip))
    return { zone: id, kind, isOutside, isRegistered: ground === 'registered' || isCaller, zoneModelVersion }
  }
}
