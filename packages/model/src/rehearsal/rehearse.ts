// A scenario replayed on an organisation's own coverage: which stages would be told by anything, when there would be a suspicion, and who would be
// told what of it, after how long, under each operating model. What a reader may not know stays open: the least and the most that follow from it.
import { ChainCorrelator, type ChainReport, type Scenario, type Stage } from '@penstock/model/correlation'
import { type Domain, type EpochMicros, micros, type SiteKey, type SourceDomain } from '@penstock/model/kernel'
import { SOC_MODELS } from '@penstock/model/operating-model'
import type { Coverage } from './coverage.ts'
import { type Feeder, feedersOf, type KindFeed, type KindFeeds, needOf } from './feeds.ts'
import type { Held, Moment, RehearsalGround } from './ground.ts'
import { type Sights, sightsOf } from './sights.ts'
import { signalsOfStage, spreadOf, type ToldBy } from './stage-signals.ts'

export interface RehearsedStage {
  readonly order: number
  readonly domain: SourceDomain
  readonly technique: string
  readonly techniqueName: string
  /** From the first stage, at an even pace through the window. */
  readonly afterMicros: number
  /** `not-yours`: of a domain whose coverage the reader may not know. */
  readonly standing: 'told' | 'not-told' | 'not-yours'
  /** Who would tell it, the first by name. */
  readonly by: readonly Feeder[]
  /** Any of these would tell it; empty where nothing of this product does yet. */
  readonly needs: readonly KindFeed[]
  /** It takes so many sites at once, and so many have who tells it. */
  readonly spread: { readonly atLeast: number; readonly found: number } | null
}

export interface Outcome {
  /** Stages that something would tell. */
  readonly told: number
  readonly suspicion: Moment | null
  readonly critical: Moment | null
  readonly models: readonly Sights[]
}

export interface Rehearsal {
  readonly scenario: string
  readonly name: string
  readonly precedent: string
  readonly consequence: string
  readonly windowMicros: number
  readonly suspicionAt: number
  readonly criticalAt: number
  readonly stages: readonly RehearsedStage[]
  readonly least: Outcome
  /** What follows if the other side told each of its stages and somebody were there; null where the reader knows both sides. */
  readonly most: Outcome | null
}

/** Any instant will do: nothing of a rehearsal depends on the day. */
const BEGIN = 1_800_000_000_000_000

export function rehearse(scenario: Scenario, feeds: KindFeeds, given: RehearsalGround): Rehearsal {
  const ground = { ...given, coverage: knownOf(given) }
  const step = Math.floor(scenario.windowMicros / (scenario.stages.length + 1))
  const judged = scenario.stages.map((stage) => judgeStage(stage, feeds, ground, (stage.order - 1) * step))
  const knowsAll = ground.known.includes('it') && ground.known.includes('ot')
  const play = (isMost: boolean): Outcome => {
    const told = judged.map(({ stage, told }) => told ?? (isMost ? assumed(stage, ground) : null))
    return outcomeOf(scenario, told, ground, { step, isMost })
  }
  const least = play(false)
  const { id, name, precedent, consequence, windowMicros, suspicionAt, criticalAt } = scenario
  return {
    ...{ scenario: id, name, precedent, consequence, windowMicros, suspicionAt, criticalAt },
    stages: judged.map(({ stage: _of, told: _by, ...rest }) => rest),
    least,
    most: knowsAll ? null : play(true),
  }
}

/** Nothing of a domain that the reader may not know. */
function knownOf({ coverage, known }: RehearsalGround): Coverage {
  const isKnown = ({ domain }: { readonly domain: Domain }): boolean => known.includes(domain)
  const { sources, sensors, rules } = coverage
  return {
    ...coverage,
    sources: sources.filter(isKnown),
    sensors: sensors.filter(isKnown),
    rules: rules.filter(isKnown),
  }
}

interface Judged extends RehearsedStage {
  readonly stage: Stage
  readonly told: ToldBy | null
}

function judgeStage(stage: Stage, feeds: KindFeeds, ground: RehearsalGround, afterMicros: number): Judged {
  const { order, domain, technique, techniqueName } = stage
  const feeders = feedersOf(stage, feeds, ground.coverage)
  const { over, atLeast } = spreadOf(stage)
  const told = choose(feeders, over === 'site' ? atLeast : 1, ground)
  const isOpen = !(domain === 'dmz' ? ['it', 'ot'] : [domain]).every((one) => ground.known.includes(one as Domain))
  const standing = told !== null ? 'told' : isOpen ? 'not-yours' : 'not-told'
  const needs = told === null && !isOpen ? stage.kinds.flatMap((kind) => feeds.get(kind) ?? []).map(needOf) : []
  const sites = new Set(feeders.flatMap(({ site }) => (site === null ? [] : [site])))
  return {
    ...{ stage, told, order, domain, technique, techniqueName, afterMicros, standing },
    by: told === null ? [] : feeders.filter((one) => one.kind === told.kind && one.domain === told.domain),
    needs,
    spread: over === 'site' ? { atLeast, found: sites.size } : null,
  }
}

/** Who tells it: at the site where it is told of, else wherever anybody does; null where too few sites do. */
function choose(feeders: readonly Feeder[], sites: number, { site, coverage }: RehearsalGround): ToldBy | null {
  const groups = Map.groupBy(feeders, ({ kind, domain }) => `${domain} ${kind}`)
  let elsewhere: ToldBy | null = null
  for (const group of groups.values()) {
    const { kind, domain } = group[0]!
    // What a cell does not place may have been anywhere that the reader may know.
    const places = new Set(group.flatMap((one) => (one.site === null ? coverage.sites : [one.site as SiteKey])))
    if (places.size < sites) continue
    const inOrder = [...places].toSorted((a, b) => Number(b === site) - Number(a === site))
    const told: ToldBy = { kind, domain, sites: inOrder }
    if (inOrder[0] === site) return told
    elsewhere ??= told
  }
  return elsewhere
}

/** The other side tells it as well as anybody could. */
function assumed(stage: Stage, { site, known }: RehearsalGround): ToldBy {
  const other: Domain = known.includes('it') ? 'ot' : 'it'
  const { atLeast } = spreadOf(stage)
  const sites = Array.from({ length: atLeast }, (_, place) => (place === 0 ? site : `${site}-${place + 1}`) as SiteKey)
  return { kind: stage.kinds[0]!, domain: stage.domain === 'dmz' ? other : stage.domain, sites }
}

function outcomeOf(
  scenario: Scenario,
  told: readonly (ToldBy | null)[],
  ground: RehearsalGround,
  { step, isMost }: { readonly step: number; readonly isMost: boolean },
): Outcome {
  const correlator = new ChainCorrelator([scenario])
  const held: Held[] = scenario.stages.flatMap((stage, place) => {
    const by = told[place]
    if (by === undefined || by === null) return []
    const at = micros(BEGIN + place * step)
    for (const signal of signalsOfStage(stage, by, at)) correlator.push(signal)
    return [{ at, report: furthest(correlator.reports()) }]
  })
  const momentOf = (at: EpochMicros | undefined): Moment | null =>
    at === undefined ? null : { afterMicros: at - BEGIN, happened: happenedBy(at - BEGIN, step, scenario) }
  const firstWith = (levels: readonly string[]) =>
    held.find(({ report }) => report !== null && levels.includes(report.level))?.at
  return {
    told: told.filter((one) => one !== null).length,
    suspicion: momentOf(firstWith(['suspicion', 'critical'])),
    critical: momentOf(firstWith(['critical'])),
    models: SOC_MODELS.map((model) =>
      sightsOf(scenario, model, held, { ...ground, begin: BEGIN, isMost, momentOf: (at) => momentOf(at)! }),
    ),
  }
}

function furthest(reports: readonly ChainReport[]): ChainReport | null {
  const open = reports.filter(({ level }) => level !== 'none')
  return open.toSorted((a, b) => b.chain.reached - a.chain.reached)[0] ?? null
}

function happenedBy(afterMicros: number, step: number, { stages }: Scenario): number {
  return Math.min(stages.length, Math.floor(afterMicros / step) + 1)
}
