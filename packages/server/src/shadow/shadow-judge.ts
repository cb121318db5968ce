// The judge that a cell uses: signs off what a batch shows, put together with what was said before, as facts for the hub. What the wire
// said stays here; up go the indicator, the patterns that were met, and where the packets stand.
import { SHADOW_EDITION } from '@penstock/catalogs/shadow-indicators@1'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { addressOf } from '@penstock/model/observations'
import {
  type Bound,
  CONTROL_PROTOCOLS,
  controlBeside,
  devicesWithIp,
  isAi,
  judgeSigns,
  readBehaviour,
  readSigns,
  registryOf,
  type Said,
  type ShadowFinding,
  type SignIndex,
  type Standing,
  type Talk,
  type ZoneKind,
} from '@penstock/model/shadow'
import type { NewFact, ShadowFact } from '@penstock/server/facts'
import type { CaptureProof } from '@penstock/store/tables'
import {
  type CellTx,
  type ControlTalk,
  dropSigns,
  listControlTalks,
  listHosts,
  listLargeTalks,
  listSigns,
  type StoredSign,
  upsertSigns,
} from './signs.ts'

/** Where a device stands by the zone model in force. */
export interface HostPlace {
  readonly zone: string | null
  readonly kind: ZoneKind | null
  /** It is no device of the plant. */
  readonly isOutside: boolean
  /** An entry of the register claims the address. */
  readonly isRegistered: boolean
  readonly zoneModelVersion: number | null
}

export interface ShadowSeen {
  readonly conversations: readonly Talk<CaptureProof>[]
  /** All that is known of the devices that the batch speaks of. */
  readonly bindings: readonly Bound<CaptureProof>[]
  /** What they say of themselves, and what is said of them. */
  readonly claims: readonly Said<CaptureProof>[]
}

interface Label {
  readonly site: string
  readonly domains: readonly string[]
  readonly observedAt: EpochMicros
}

type Told = ShadowFact['findings'][number]

const FINDINGS_PER_FACT = 100
const DAY_MICROS = 86_400_000_000
const NEWS_MICROS = 600_000_000

export class ShadowJudge {
  readonly #index: SignIndex
  readonly #placeOf: (site: string, host: string) => HostPlace

  constructor(index: SignIndex, placeOf: (site: string, host: string) => HostPlace) {
    this.#index = index
    this.#placeOf = placeOf
  }

  /** Keeps the signs of a batch, in its transaction, and answers with the findings of every device that they move. */
  async learn(tx: CellTx, label: Label, seen: ShadowSeen): Promise<NewFact[]> {
    const { site } = label
    const dropped = await dropSigns(tx, site, [...devicesWithIp(seen.bindings)])
    const signs = [...readSigns(this.#index, seen), ...(await this.#behaviour(tx, site, seen))]
    await upsertSigns(tx, site, signs)
    const controlEnds = seen.conversations.flatMap(({ protocol, client, server }) =>
      protocol !== null && CONTROL_PROTOCOLS.has(protocol) ? [addressOf(client), addressOf(server)] : [],
    )
    // Whoever stands outside is nobody's device; one that comes to stand there is told when the zone model moves.
    const hosts = new Set(
      [...signs.map(({ host }) => host), ...controlEnds].filter((host) => !this.#placeOf(site, host).isOutside),
    )
    const known = await listSigns(tx, site, [...hosts])
    const gone = this.#judged(site, dropped, new Map()).map((finding): Told => ({ ...finding, severity: 0 }))
    return factsOf(label, [...(await this.#findings(tx, site, known)), ...gone])
  }

  /** Keeps what behaviour shows only now that the zone model moved; `judgeAgain` tells it. */
  async learnAgain(tx: CellTx, { site }: Label, seen: ShadowSeen): Promise<void> {
    await upsertSigns(tx, site, await this.#behaviour(tx, site, seen))
  }

  /** Judges devices again after the zone model moved; answers with the address to go on after, null when these were the last. */
  async judgeAgain(
    tx: CellTx,
    label: Label,
    after: string,
    limit: number,
  ): Promise<[facts: NewFact[], next: string | null]> {
    const hosts = await listHosts(tx, label.site, after, limit)
    const facts = factsOf(label, await this.#findings(tx, label.site, await listSigns(tx, label.site, hosts)))
    return [facts, hosts.length < limit ? null : (hosts.at(-1) ?? null)]
  }

  /** Traits of behaviour that are new, or were last told a while ago: what goes on is no news with every batch. */
  async #behaviour(tx: CellTx, site: string, seen: ShadowSeen): Promise<StoredSign[]> {
    const conversations = await this.#withDownloads(tx, site, seen.conversations)
    const standingOf = (host: string) => this.#standingOf(site, host)
    const found = readBehaviour(this.#index, { ...seen, conversations }, standingOf)
    const known = await listSigns(tx, site, [...new Set(found.map(({ host }) => host))])
    const before = new Map(known.map((sign) => [keyOf(sign), sign]))
    return found.filter((sign) => {
      const last = before.get(keyOf(sign))
      return last === undefined || sign.firstAt < last.firstAt || sign.lastAt - last.lastAt >= NEWS_MICROS
    })
  }

  /** A download comes from several addresses of a registry, of which a batch shows a few: with the others of the same hosts. */
  async #withDownloads(
    tx: CellTx,
    site: string,
    talks: ShadowSeen['conversations'],
  ): Promise<ShadowSeen['conversations']> {
    const downloads = talks.filter((talk) => registryOf(this.#index, talk) !== undefined)
    if (downloads.length === 0) return talks
    const hosts = [...new Set(downloads.map(({ client }) => addressOf(client)))]
    const others = await listLargeTalks(tx, site, hosts)
    return [...talks.filter((talk) => !downloads.includes(talk)), ...others]
  }

  #standingOf(site: string, host: string): Standing {
    const { kind, isOutside, isRegistered } = this.#placeOf(site, host)
    return { zone: kind, isOutside, isRegistered }
  }

  async #findings(tx: CellTx, site: string, signs: readonly StoredSign[]): Promise<Told[]> {
    const talks = new Map<string, readonly ControlTalk[]>()
    for (const [host, ofHost] of Map.groupBy(
      signs.filter(({ category }) => isAi(category)),
      ({ host }) => host,
    )) {
      const from = micros(Math.min(...ofHost.map(({ firstAt }) => firstAt)) - DAY_MICROS)
      const to = micros(Math.max(...ofHost.map(({ lastAt }) => lastAt)) + DAY_MICROS)
      talks.set(host, await listControlTalks(tx, site, host, { from, to }))
    }
    return this.#judged(site, signs, talks)
  }

  #judged(site: string, signs: readonly StoredSign[], talks: ReadonlyMap<string, readonly ControlTalk[]>): Told[] {
    const findings = judgeSigns(this.#index, signs, {
      standingOf: (host) => this.#standingOf(site, host),
      controlOf: (host, from, to) => controlBeside(talks.get(host) ?? [], host, from, to),
    })
    return findings.map((finding) => toldOf(finding, this.#placeOf(site, finding.host)))
  }
}

function keyOf({ host, indicator, kind, pattern }: StoredSign): string {
  return JSON.stringify([host, indicator, kind, pattern])
}

function toldOf(finding: ShadowFinding<CaptureProof>, place: HostPlace): Told {
  const { signs, severity, ...rest } = finding
  return {
    ...rest,
    severity: place.isOutside ? 0 : severity,
    zone: place.zone,
    zoneModelVersion: place.zoneModelVersion,
    signs: signs.map(({ kind, pattern, proof }) => ({ kind, pattern, proof })),
  }
}

function factsOf(label: Label, findings: readonly Told[]): NewFact[] {
  const facts: NewFact[] = []
  for (let at = 0; at < findings.length; at += FINDINGS_PER_FACT) {
    const body = { edition: SHADOW_EDITION, findings: findings.slice(at, at + FINDINGS_PER_FACT) } satisfies ShadowFact
    facts.push({ ...label, kind: 'shadow', body })
  }
  return facts
}
