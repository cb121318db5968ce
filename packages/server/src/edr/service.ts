// Use cases of the edr room: hosts as lists of endpoint products name them, by the declared plant where there is one, else by the networks that
// somebody says are OT; the group in which the products only detect, and the playbook that comes first under the model in force.
import { loadPlaybooks } from '@penstock/catalogs/playbooks@1'
import type { EdrHostView, EdrStartView } from '@penstock/contract/edr'
import {
  type EdrHost,
  EdrHosts,
  type EdrReason,
  type EdrTag,
  firstScenario,
  nameOfHost,
  networksOf,
  type TaggedHost,
  tagHosts,
  tagOfScoped,
} from '@penstock/model/events'
import { isoOfMicros, type SiteKey } from '@penstock/model/kernel'
import type { SocModel } from '@penstock/model/operating-model'
import type { Desk } from '@penstock/server/desk'
import type { Caller } from '@penstock/server/http'
import { type AskedPlant, type AskedPlantOptions, askedPlant } from '@penstock/server/plant'
import { HUB_SERVICE } from '@penstock/server/runtime'
import type { EdrClaimRow } from './queries.ts'
import * as queries from './queries.ts'
import type { Answers, Questions } from './question.ts'

export interface EdrOptions extends AskedPlantOptions {
  readonly desk: Desk<Questions, Answers>
  /** The SOC model in force; null before there is one. */
  readonly model: () => SocModel | null
}

const MOST_HOSTS = 2000
const MOST_NETWORKS = 200

/** A host as it was judged, by either ground. */
interface Judged {
  readonly host: EdrHost
  readonly tag: EdrTag
  readonly group: 'protected' | 'standard'
  readonly networks: readonly string[]
  readonly assets: readonly string[]
  readonly reasons: readonly EdrReason[]
}

export class EdrService {
  readonly #options: EdrOptions

  constructor(options: EdrOptions) {
    this.#options = options
  }

  async start(caller: Caller, site: SiteKey, ot: readonly string[] | undefined): Promise<EdrStartView> {
    const { plant, rows, records, basis, judged, withoutAgent } = await this.#judge(caller, site, ot)
    const networks = networksOf(judged.map(({ host }) => host))
    const count = (tag: EdrTag): number => judged.filter((each) => each.tag === tag).length
    const guarded = judged.filter(({ group }) => group === 'protected')
    const order = [...guarded, ...judged.filter(({ group }) => group === 'standard')]
    const latest = new Map(rows.map((row) => [row.method, row]))
    return {
      site,
      asOf: plant.about.asOf,
      basis,
      counts: {
        ...{ ot: count('ot'), bridges: count('bridges'), outside: count('outside'), unknown: count('unknown') },
        protected: guarded.length,
      },
      networks: networks.slice(0, MOST_NETWORKS).map((each) => ({ ...each })),
      networkCount: networks.length,
      hosts: order.slice(0, MOST_HOSTS).map((each) => hostView(each, latest.get(records.get(each.host)!)!)),
      withoutAgent: [...withoutAgent],
      playbook: judged.length === 0 || basis === 'unsaid' ? null : this.#firstPlaybook(judged),
    }
  }

  /** Names, one a line. */
  async protectedGroup(caller: Caller, site: SiteKey, ot: readonly string[] | undefined): Promise<string> {
    const { judged } = await this.#judge(caller, site, ot)
    const names = judged.flatMap(({ host, group }) => (group === 'protected' ? [nameOfHost(host)] : []))
    return [...new Set(names)].map((name) => `${name}\n`).join('')
  }

  /** What the declared plant says is more than what a network says, and takes its place. */
  async #judge(caller: Caller, site: SiteKey, ot: readonly string[] | undefined) {
    const plant = await askedPlant(this.#options, caller, site, undefined)
    const { rows, hosts } = await this.#hosts(site)
    const list = [...hosts.values()]
    const about = { plant, rows, records: new Map([...hosts].map(([method, host]) => [host, method])) }
    if (plant.about.importedAt !== null && list.length > 0)
      return { ...about, basis: 'plant' as const, ...(await this.#byPlant(plant, list)) }
    const networks = (ot ?? []).map((subnet) => ({ name: subnet, subnet }))
    const judged = networks.length === 0 ? list.map(unsaid) : tagHosts(list, networks).map(withoutPlant)
    const basis = networks.length === 0 ? ('unsaid' as const) : ('networks' as const)
    return { ...about, basis, judged, withoutAgent: [] }
  }

  async #byPlant({ key, load }: AskedPlant, list: readonly EdrHost[]) {
    const scope = await this.#options.desk.ask(key, load, 'scope', { hosts: list })
    const judged = scope.hosts.map((each, at): Judged => {
      const { assets, reasons, group } = each
      return { host: list[at]!, tag: tagOfScoped(each), group, networks: [], assets, reasons }
    })
    return { judged, withoutAgent: scope.withoutAgent }
  }

  async #hosts(site: SiteKey) {
    const hosts = new EdrHosts()
    const rows = await this.#options.store.transaction(HUB_SERVICE, async (tx) => {
      const claims = await queries.listEdrClaims(tx, site)
      const said = claims.map((row) => ({ ...row, about: { mac: textOrNull(row.mac), ip: textOrNull(row.ip) } }))
      const bindings = await queries.listEdrBindings(tx, site)
      hosts.take(
        said,
        bindings.map((row) => ({ ...row, ip: textOrNull(row.ip) })),
      )
      return claims
    })
    return { rows, hosts: hosts.all() }
  }

  #firstPlaybook(judged: readonly Judged[]): EdrStartView['playbook'] {
    const [scenario, model] = [firstScenario(judged), this.#options.model()]
    const found = loadPlaybooks().find((each) => each.scenario === scenario && each.model === model)
    if (model === null || found === undefined) return null
    const { id, name, steps } = found
    return { id, name, scenario, model, steps: steps.length }
  }
}

/** Nobody said which networks are OT: every host may stand in one. */
function unsaid(host: EdrHost): Judged {
  return { host, tag: 'unknown', group: 'protected', networks: [], assets: [], reasons: [] }
}

function withoutPlant(tagged: TaggedHost): Judged {
  return { ...tagged, assets: [], reasons: [] }
}

/** Keys take no null: a missing address is empty. */
function textOrNull(text: string): string | null {
  return text === '' ? null : text
}

function hostView({ host, tag, group, networks, assets, reasons }: Judged, row: EdrClaimRow): EdrHostView {
  return {
    id: row.method,
    name: nameOfHost(host),
    ...{ ips: [...host.ips], macs: [...host.macs] },
    product: row.method.split('#', 1)[0]!,
    line: row.proof.frame,
    seenAt: isoOfMicros(row.last_at),
    ...{ tag, group, networks: [...networks], assets: [...assets] },
    reasons: reasons.map(({ kind, records }) => ({ kind, records: [...records] })),
  }
}
