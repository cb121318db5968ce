// Each question of this room answered on a plant: the rules are the model's, this puts them into the words of the wire. Pure.
import type { KnotView, LossView, ProposedNeedView } from '@penstock/contract/process'
import { isoOfMicros } from '@penstock/model/kernel'
import { nearestTo, type PlantFile, type PlantFunction } from '@penstock/model/plant'
import {
  type BlackStart,
  blackStartKnots,
  type Contingency,
  carriersOf,
  checkRecovery,
  continuityPlan,
  drilledHoldUps,
  type FunctionLoss,
  itHosts,
  judgeTargets,
  type KnownPlant,
  knownPlantOf,
  layersOf,
  type ModelConfidence,
  managementPaths,
  managersOf,
  managingHosts,
  measuredResilience,
  modelConfidence,
  type ProcessNetwork,
  type ProposedNeed,
  pairedContingencies,
  planRecovery,
  playOutage,
  proposedNeeds,
  type Ranking,
  recoveryOf,
  resilienceOf,
  reviewContinuity,
  safeguardsInOutage,
  singleContingencies,
  standingAnswers,
  targetsOf,
} from '@penstock/model/process'
import { criticalityView, ranksOf } from './criticality.ts'
import type { Answers, ProcessRefusal, QuestionKind, Questions, Reply } from './question.ts'

/** Of a ranking; the pages need no more, and of a large plant the whole would be hundreds of megabytes. */
const MOST_TOLD = 500
/** Of the targets that one outage stops. */
const MOST_TARGETS_TOLD = 20

export interface OpenPlant extends KnownPlant {
  /** As the plant states it, without what was found out since. */
  readonly declared: PlantFile
}

type Answer<Kind extends QuestionKind> = (open: OpenPlant, question: Questions[Kind]) => Reply<Kind>

export const ANSWERS: { readonly [Kind in QuestionKind]: Answer<Kind> } = {
  network: (open, { at }) => answered(networkView(open, at)),
  outage: playAsked,
  contingencies: ({ network }, question) => answered(rankAsked(network, question)),
  recovery: planAsked,
  criticality: (open, { asset }) => answered(criticalityView(open, asset)),
  ranks: (open) => answered({ ranks: ranksOf(open) }),
  hidden: ({ plant }, { uses, at }) => answered({ needs: proposedNeeds(plant, uses, at).map(proposedView) }),
  hosts: ({ plant }) => answered({ hosts: [...new Set([...itHosts(plant), ...managingHosts(plant)])] }),
  management: ({ plant }, question) => managementAsked(plant, question),
  rests: ({ declared }) => answered({ items: restsView(declared) }),
  plan: (open, about) => answered(continuityPlan(open, about)),
  targets: ({ declared }, { at }) => answered(targetsView(declared, at)),
  review: ({ plant }, { at }) => answered({ findings: reviewContinuity(plant, at).map(unfrozen) }),
}

export function openPlant(declared: PlantFile): OpenPlant {
  return { declared, ...knownPlantOf(declared) }
}

function networkView(
  { declared, plant, network, hostNeeds }: OpenPlant,
  at: Questions['network']['at'],
): Answers['network'] {
  const layers = layersOf(network)
  const neededBy = new Map<string, string[]>()
  for (const { id, own } of plant.functions)
    for (const asset of new Set(own.flatMap(({ assets }) => assets)))
      neededBy.set(asset, [...(neededBy.get(asset) ?? []), id])
  for (const { function: id, host } of hostNeeds) neededBy.set(host, [...(neededBy.get(host) ?? []), id])
  const named = plant.assets.map(({ id, name, role }) => ({ id, name, role: role ?? null }))
  return {
    currency: plant.about.currency ?? null,
    functions: plant.functions.map((one, index) => functionView(one, layers[index]!)),
    assets: named.flatMap((asset) => {
      const by = neededBy.get(asset.id)
      return by === undefined ? [] : [{ ...asset, neededBy: by }]
    }),
    neededByNothing: named.filter(({ id }) => !neededBy.has(id)),
    confidence: confidenceView(modelConfidence(plant.functions, at)),
    knots: blackStartKnots(plant.functions).map(knotView),
    holdUps: [...drilledHoldUps(declared)],
  }
}

function functionView(one: PlantFunction, layer: number): Answers['network']['functions'][number] {
  const { id, name, type, owner, inputs, own, restartH, product, bia } = one
  return {
    ...{ id, name, type, layer, owner, inputs, own, restartH },
    ...targetsOf(one),
    marginPerH: product?.marginPerH ?? null,
    minimum: bia?.minimum ?? null,
    workaround: bia === null ? null : bia.workaround,
  }
}

function playAsked({ plant, network }: OpenPlant, { out, horizonH, at }: Questions['outage']): Reply<'outage'> {
  const assets = plant.assets.map(({ id }) => id)
  const refusal = unknownOf(
    out.map(({ unit }) => unit),
    [...network.units, ...assets],
  )
  if (refusal !== null) return { ok: false, refusal }
  // An asset that no function needs can be out without anything stopping.
  const needed = out.filter(({ unit }) => network.unitById.has(unit))
  const played = playOutage(network, needed, horizonH ?? undefined)
  const stopped = played.functions.flatMap((loss, index) =>
    loss.firstDownH === null ? [] : [{ loss, one: plant.functions[index]! }],
  )
  const confidence = modelConfidence(
    stopped.map(({ one }) => one),
    at,
  )
  return answered({
    horizonH: played.horizonH,
    cutOffAtH: played.cutOffAtH,
    losses: stopped.map(({ loss, one }) => lossView(loss, one)).sort((a, b) => a.stops[0]!.downH - b.stops[0]!.downH),
    running: plant.functions.length - stopped.length,
    neededByNothing: [...new Set(out.map(({ unit }) => unit))].filter((unit) => !network.unitById.has(unit)),
    knots: played.blackStarts.map(knotView),
    scenarios: safeguardsInOutage(plant, out, played.functions).map(({ layers, ...one }) => {
      return { ...one, layers: [...layers] }
    }),
    confidence: confidenceView(confidence),
    resilience: resilienceOf(played, out),
  })
}

function targetsView(plant: PlantFile, at: Questions['targets']['at']): Answers['targets'] {
  const byId = new Map(plant.drills.map((drill) => [drill.id, drill]))
  return {
    targets: [...judgeTargets(plant, at)],
    drills: measuredResilience(plant).map(({ drill, modelHeldH, isAsModelled }) => {
      return { ...byId.get(drill)!, modelHeldH, isAsModelled }
    }),
  }
}

function lossView(loss: FunctionLoss, one: PlantFunction): LossView {
  const { product, bia } = one
  const longestH = Math.max(...loss.intervals.map(([downH, upH]) => upH - downH))
  const worst = new Map<LossView['impact'][number]['receptor'], number>()
  for (const { afterH, receptor, level } of bia?.impact ?? [])
    if (afterH <= longestH) worst.set(receptor, Math.max(level, worst.get(receptor) ?? 0))
  const { mtpdH } = targetsOf(one)
  return {
    id: loss.id,
    stops: loss.intervals.map(([downH, upH], at) => {
      const reason = loss.causes[at]!
      return { downH, upH, reason: { ...reason, missing: [...reason.missing] } }
    }),
    downtimeH: loss.downtimeH,
    isDownAtHorizon: loss.isDownAtHorizon,
    isMtpdBroken: loss.isMtpdBroken ?? (mtpdH === null ? null : longestH > mtpdH),
    lostMargin: product === null ? null : product.marginPerH * loss.downtimeH,
    impact: [...worst].map(([receptor, level]) => ({ receptor, level })),
  }
}

function rankAsked(
  network: ProcessNetwork,
  { order, hours, paired }: Questions['contingencies'],
): Answers['contingencies'] {
  const steps = order === 1 ? singleContingencies(network, { hours }) : pairedContingencies(network, { hours, paired })
  const { targets, compared, leftOut, ranking } = ended(steps)
  const told = ranking.slice(0, MOST_TOLD).map(contingencyView)
  return { targets: [...targets], compared, leftOut, total: ranking.length, told }
}

function contingencyView(one: Contingency): Answers['contingencies']['told'][number] {
  const { units, functionsLost, targets, firstTargetLostH, targetDowntimeH, lostMargin, mtpdsBroken } = one
  return {
    units: [...units],
    functionsLost,
    targetsLost: targets.length,
    targets: targets
      .slice(0, MOST_TARGETS_TOLD)
      .map(({ id, firstDownH, downtimeH, isMtpdBroken }) => ({ id, firstDownH, downtimeH, isMtpdBroken })),
    firstTargetLostH,
    targetDowntimeH,
    lostMargin,
    mtpdsBroken,
  }
}

function planAsked({ plant, network }: OpenPlant, { lost: asked, most }: Questions['recovery']): Reply<'recovery'> {
  const refusal = unknownOf(asked, [...network.units, ...plant.assets.map(({ id }) => id)])
  if (refusal !== null) return { ok: false, refusal }
  const ownOf = new Map(plant.functions.map(({ id, own }) => [id, own.flatMap(({ assets }) => assets)]))
  const lost = [...new Set(asked.flatMap((unit) => ownOf.get(unit) ?? [unit]))]
  if (lost.length > most) return { ok: false, refusal: { code: 'process.too-many', lost: lost.length, most } }
  const { order, withoutTime } = recoveryOf(plant, lost)
  const faulty = checkRecovery(order)
  if (faulty !== null) return { ok: false, refusal: faulty }
  const { tasks, functions, method, compared } = planRecovery(network, order)
  return answered({
    lost,
    tasks: [...tasks],
    crews: (plant.recovery?.crews ?? []).map(({ id, name, count, calloutH }) => {
      return { id, name, count, calloutH: calloutH ?? 0 }
    }),
    withoutTime: [...withoutTime],
    functions: functions.map((one) => {
      const { rtoH, mtpdH } = targetsOf(plant.functions[network.unitById.get(one.id)!]!)
      const isHeld = (target: number | null): boolean | null =>
        target === null ? null : one.backH !== null && one.backH - one.firstDownH <= target
      return { ...one, rtoH, mtpdH, isRtoHeld: isHeld(rtoH), isMtpdHeld: isHeld(mtpdH) }
    }),
    method,
    compared,
  })
}

/** Null when all are known. */
function unknownOf(ids: readonly string[], known: readonly string[]): ProcessRefusal | null {
  const all = new Set(known)
  const unknown = [...new Set(ids)].filter((id) => !all.has(id))
  if (unknown.length === 0) return null
  return { code: 'process.unknown-unit', unknown: unknown.map((id) => ({ id, nearest: nearestTo(id, all) })) }
}

function confidenceView({ level, functions, unowned, unreviewed, withoutNeeds }: ModelConfidence) {
  return {
    level,
    functions,
    unowned: [...unowned],
    unreviewed: [...unreviewed],
    withoutNeeds: [...withoutNeeds],
  }
}

function knotView({ cycle, functions, waiting }: BlackStart): KnotView {
  return { cycle: [...cycle], functions: [...functions], waiting: [...waiting] }
}

function proposedView({ suppliers, bases, ...one }: ProposedNeed): ProposedNeedView {
  return {
    ...one,
    suppliers: [...suppliers],
    bases: bases.map((basis) => {
      if (basis.kind === 'account') return { ...basis, accounts: [...basis.accounts] }
      if (basis.kind === 'information-flow') return { ...basis, flows: [...basis.flows] }
      const { firstAt, lastAt, assets } = basis
      return { ...basis, assets: [...assets], firstAt: isoOfMicros(firstAt), lastAt: isoOfMicros(lastAt) }
    }),
  }
}

function managementAsked(plant: PlantFile, { uses, assets }: Questions['management']): Reply<'management'> {
  const refusal = unknownOf(
    assets,
    plant.assets.map(({ id }) => id),
  )
  if (refusal !== null) return { ok: false, refusal }
  const paths = managementPaths(plant, uses)
  return answered({
    paths: paths.map(({ seen, ...one }) => {
      if (seen === null) return { ...one, seen }
      return { ...one, seen: { ...seen, firstAt: isoOfMicros(seen.firstAt), lastAt: isoOfMicros(seen.lastAt) } }
    }),
    managers: managersOf(paths, assets).map(({ way, ...one }) => {
      return { ...one, way: way.map(({ by, target, kind }) => ({ by, target, kind })) }
    }),
  })
}

function restsView(plant: PlantFile): Answers['rests']['items'] {
  const it = itHosts(plant)
  const carriers = carriersOf(plant.functions)
  return standingAnswers(plant.restsOn).map((one) => {
    return { ...one, through: [...(carriers.get(one.host) ?? [])], isIt: it.has(one.host) }
  })
}

function unfrozen({ rule, id, facts }: ReturnType<typeof reviewContinuity>[number]) {
  return { rule, id, facts: [...facts] }
}

function ended(steps: Generator<unknown, Ranking>): Ranking {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value
}

function answered<Kind extends QuestionKind>(value: Answers[Kind]): Reply<Kind> {
  return { ok: true, value }
}
