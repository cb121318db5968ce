// What each viewer is told of a chain: as the operating model in force lets it be told, less what a duty of independence takes away.
import type { Domain } from '@penstock/model/kernel'
import { freeSites, type Policy, type Role, reachOf } from '@penstock/model/operating-model'
import type { ChainReport } from './chain-correlator.ts'
import type { Scenario } from './scenario.ts'
import { type ChainViewer, type Disclosure, type ToldChain, tellChain } from './tell-chain.ts'

/** The rules of a policy that say who sees what. */
export type TellingRules = Pick<Policy, 'model' | 'independence'>

/** People of a domain, the coordinator who reads both, the central team of a hybrid model. */
export const TOLD_VIEWERS = ['it', 'ot', 'coordinator', 'central'] as const
export type ToldViewer = (typeof TOLD_VIEWERS)[number]

const ROLE_OF: Readonly<Record<ToldViewer, Role>> = {
  it: 'it-analyst',
  ot: 'ot-analyst',
  coordinator: 'soc-lead',
  central: 'central-hunter',
}

/** A told chain, and whether stages of the other side were left out for a duty of independence. */
export interface ToldBody extends ToldChain {
  readonly isCut: boolean
}

export interface ToldTo {
  readonly viewer: ToldViewer
  readonly told: ToldBody
  /** Every site that something of it comes from. */
  readonly sites: readonly string[]
}

/** Nobody who sees nothing is in the list. */
export function tellAll(
  report: ChainReport,
  scenario: Scenario,
  rules: TellingRules,
  isJoint: boolean,
): readonly ToldTo[] {
  return TOLD_VIEWERS.flatMap((viewer) => {
    const told = tellOne(report, scenario, rules, viewer, isJoint)
    if (told === null) return []
    const sites = new Set(report.chain.stages.flatMap(({ signals }) => signals.map(({ site }) => site)))
    return [{ viewer, told, sites: [...sites].toSorted() }]
  })
}

function tellOne(
  report: ChainReport,
  scenario: Scenario,
  { model, independence }: TellingRules,
  viewer: ToldViewer,
  isJoint: boolean,
): ToldBody | null {
  const roles = [ROLE_OF[viewer]]
  const reach = (domain: Domain, isRegulated: boolean) =>
    reachOf({ roles, model, independence, isRegulated }).get(`${domain}-stages`) ?? 'none'
  const isOfDomain = viewer === 'it' || viewer === 'ot'
  if (!isOfDomain && reach('it', false) === 'none') return null
  const disclosure: Disclosure = { isHandoffAccepted: isJoint, isOpenedByCentral: isJoint }
  const told = tellChain(report, scenario, model, viewerOf(viewer, model), disclosure)
  if (told === null) return null
  const whole = { ...told, isCut: false }
  if (viewer === 'ot') return whole
  // At a site under the duty nobody of outside the OT team sees a stage of it, redacted neither.
  if (reach('ot', true) !== 'none') return whole
  const free = (site: string): boolean => freeSites(independence, [site]).length > 0
  const sitesOf = new Map(report.chain.stages.map((stage) => [stage.order, stage.signals.map(({ site }) => site)]))
  const isRegulated = report.chain.stages.some(({ signals }) =>
    signals.some(({ domain, site }) => domain === 'ot' && !free(site)),
  )
  if (!isRegulated) return whole
  const stages = told.stages.filter((stage) => {
    if (stage.form === 'redacted') return !stage.owners.includes('ot')
    const isOfOt = stage.signals.some(({ domain }) => domain === 'ot')
    return !isOfOt || (sitesOf.get(stage.order) ?? []).every(free)
  })
  return stages.length === 0 ? null : { ...told, stages, isCut: true }
}

/** The coordinator of an integrated SOC reads all stages as its leads do; in a hybrid one as the central team. */
function viewerOf(viewer: ToldViewer, model: TellingRules['model']): ChainViewer {
  if (viewer === 'it' || viewer === 'ot') return { team: viewer, role: 'analyst' }
  if (viewer === 'coordinator' && model !== 'hybrid') return { team: 'it', role: 'lead' }
  return { team: 'central', role: 'hunter' }
}
