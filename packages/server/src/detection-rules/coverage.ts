// What the rules of a cell cover of ATT&CK: the rules as they run, when each was seen to meet what it is for, and what arrived at the sites asked for.
import { loadAttack } from '@penstock/catalogs/attack@18.1'
import type { RuleCoverage } from '@penstock/contract/detection-rules'
import {
  type ArrivedData,
  type CoveringRule,
  type JudgedTechnique,
  judgeRuleCoverage,
} from '@penstock/model/detections'
import { logSourceText } from '@penstock/model/events'
import { type Domain, type EpochMicros, isoOfMicros, isoOrNull, micros } from '@penstock/model/kernel'
import type { SiteScope } from '@penstock/model/operating-model'
import { CELL_SERVICE, type Clock } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import { needText } from './chain-rule-list.ts'
import * as queries from './coverage-queries.ts'
import { chainCoverage, detectorRules } from './proven.ts'
import type { StoredRule } from './queries.ts'

const DAY_MICROS = 86_400_000_000
/** Of the metric: a replay test is not older. */
const TESTED_WITHIN_DAYS = 90
/** Data of the last so many days counts as arriving, unless it is said otherwise. */
export const COVERAGE_DAYS = 7
const MOST_DATA = 500

export interface CoverageOptions {
  readonly store: Store<MonitoringTables>
  readonly domain: Domain
  readonly clock: Clock
  /** Sites that this cell was told of. */
  readonly knownSites: () => readonly string[]
  /** Whether a rule of chains is switched off, by its id. */
  readonly isOff: (rule: string) => boolean
}

export class CoverageViews {
  readonly #options: CoverageOptions

  constructor(options: CoverageOptions) {
    this.#options = options
  }

  /** Of these sites, of those that the cell knows or has data of. */
  async read(sites: SiteScope, days: number): Promise<RuleCoverage> {
    const { store, domain, clock, knownSites, isOff } = this.#options
    const { matrices, revoked } = loadAttack()
    const now = clock()
    const [dataSince, testedSince] = [micros(now - days * DAY_MICROS), micros(now - TESTED_WITHIN_DAYS * DAY_MICROS)]
    const { rows, arrived, provers } = await store.transaction(CELL_SERVICE, async (tx) => ({
      rows: await queries.listPresentRules(tx),
      arrived: await queries.listArrived(tx, sites, dataSince),
      provers: await queries.listProvers(tx, testedSince),
    }))
    const told = rows.filter(({ is_quiet }) => !is_quiet)
    const data = arrived.map(arrivedData)
    const looked = [...new Set([...knownSites(), ...data.map(({ site }) => site)])]
      .filter((site) => sites === '*' || sites.some((each) => each === site))
      .toSorted()
    const techniques = matrices.flatMap((matrix) => matrix.techniques)
    const proven = [...detectorRules(provers), ...chainCoverage(provers, domain, isOff)].map((rule) => ({
      ...rule,
      techniques: rule.techniques.map((id) => current(id, revoked)),
    }))
    const covering: readonly CoveringRule[] = [...told.map((row) => coveringRule(row, revoked)), ...proven]
    const judged = judgeRuleCoverage({
      techniques,
      rules: covering,
      arrived: data,
      sites: looked,
      ...{ dataSince, testedSince },
    })
    const byId = new Map(judged.techniques.map((each) => [each.id, each]))
    const ruleById = new Map(judged.rules.map((each) => [each.id, each]))
    const known = new Set(techniques.map(({ id }) => id))
    return {
      ...{ domain, asOf: isoOfMicros(now), dataSince: isoOfMicros(dataSince), testedSince: isoOfMicros(testedSince) },
      sites: looked,
      matrices: matrices.map(({ id, version, copyright, tactics, techniques: of }) => ({
        ...{ id, version, copyright, tactics: [...tactics] },
        techniques: of.map((technique) => ({
          ...{ id: technique.id, name: technique.name, tactics: [...technique.tactics] },
          ...judgement(byId.get(technique.id)),
        })),
      })),
      rules: [
        ...told
          .filter(({ techniques: named }) => named.length > 0)
          .map((row) => {
            const { isTested = false, arrivesAt = [] } = ruleById.get(row.id) ?? {}
            const { id, title, level, standing } = row
            const test = testOf(row)
            return {
              ...{ kind: 'sigma' as const, id, title, level, standing, isTested, arrivesAt: [...arrivesAt] },
              ...{ testedAt: isoOrNull(test?.at ?? null), testedBy: test?.by ?? null },
              needs: row.needs.map(needText),
            }
          }),
        ...proven.map(({ kind, id, title, level, isInForce, testedAt, needs }) => {
          const { isTested = false, arrivesAt = [] } = ruleById.get(id) ?? {}
          const standing = isInForce ? ('enabled' as const) : ('disabled' as const)
          return {
            ...{ kind, id, title, level, standing, isTested, arrivesAt: [...arrivesAt] },
            ...{ testedAt: isoOrNull(testedAt), testedBy: testedAt === null ? null : ('traffic' as const) },
            needs: needs.map(needText),
          }
        }),
      ],
      unknown: [...new Set(covering.flatMap((rule) => rule.techniques.filter((id) => !known.has(id))))].sort(),
      data: data.slice(0, MOST_DATA).map(({ site, protocol, lastAt, ...source }) => ({
        ...{ site, protocol, source: logSourceText(source), lastAt: isoOfMicros(lastAt) },
      })),
    }
  }
}

function coveringRule(row: StoredRule, revoked: ReadonlyMap<string, string>): CoveringRule {
  return {
    id: row.id,
    techniques: row.techniques.map((id) => current(id, revoked)),
    isInForce: row.standing === 'enabled',
    testedAt: testOf(row)?.at ?? null,
    needs: row.needs,
  }
}

function current(id: string, revoked: ReadonlyMap<string, string>): string {
  const next = revoked.get(id)
  return next === undefined ? id : current(next, revoked)
}

function judgement(told: JudgedTechnique | undefined) {
  const { standing = 'nothing', coveredAt = [], visibleAt = [], rules = [] } = told ?? {}
  return { standing, coveredAt: [...coveredAt], visibleAt: [...visibleAt], rules: [...rules] }
}

/** A test of another text of the rule is none. */
function testOf(row: StoredRule): { readonly at: EpochMicros; readonly by: 'pack' | 'trial' } | null {
  const { tested_at: at, tested_by: by } = row
  return at === null || by === null || row.tested_version !== row.version ? null : { at, by }
}

function arrivedData(row: Awaited<ReturnType<typeof queries.listArrived>>[number]): ArrivedData {
  const { site, product, category, service, protocol } = row
  return {
    ...(product === '' ? {} : { product }),
    ...(category === '' ? {} : { category }),
    ...(service === '' ? {} : { service }),
    ...{ site, protocol: protocol === '' ? null : protocol, lastAt: row.last_at },
  }
}
