// Rules as they run in their thread: read, compiled, asked of events; correlations, one engine a site. No store, no clock.
import { createHash } from 'node:crypto'
import {
  type CorrelationAlert,
  type CorrelationCounts,
  type CorrelationRule,
  linkRules,
  quietRules,
  readCorrelationSource,
  SigmaCorrelator,
} from '@penstock/model/correlation'
import {
  type ArrivedData,
  type DataNeed,
  type DetectionEngine,
  type DetectionEvent,
  eventField,
  hashSeen,
  indexedEngine,
  levelOf,
  literalEngine,
  ruleFaultText,
  type SigmaRule,
  subjectOf,
  techniquesOf,
  valuesAsked,
} from '@penstock/model/detections'
import type { LogSource } from '@penstock/model/events'
import { type RuleFile, readRules, skipReasonText } from '@penstock/server/detections'
import { needsOf } from './needs-of.ts'
import { noteArrived } from './note-arrived.ts'
import type {
  AlertReport,
  AskedEvent,
  Feed,
  FeedAnswer,
  ForceFile,
  ForceTrial,
  LoadReport,
  MatchAnswer,
  MatchReport,
  RuleFaultReport,
  RuleOrder,
  RuleReport,
} from './words.ts'

type Fields = Readonly<Record<string, unknown>>

export class RuleRunner {
  readonly report: LoadReport
  /** By place of a file, the ids of its rules. */
  readonly #idsAt: ReadonlyMap<string, readonly string[]>
  readonly #correlations: readonly CorrelationRule[]
  readonly #correlators = new Map<string, SigmaCorrelator>()
  readonly #latenessMicros: number
  /** Of each rule that feeds correlations, the fields that they ask. */
  readonly #fed: ReadonlyMap<string, ReadonlySet<string>>
  readonly #quiet: ReadonlySet<string>
  #rules: readonly SigmaRule[]
  #engine: DetectionEngine
  /** Lists that events share are parsed once. */
  readonly #sources = new Map<string, readonly LogSource[]>()

  constructor(order: RuleOrder) {
    const disabled = new Set(order.disabled)
    const packOf = new Map(order.files.map((file) => [placeOf(file), file]))
    const read = readRules(order.files.map((file): RuleFile => ({ path: placeOf(file), text: file.text })))
    const fileOf = (place: string): ForceFile => packOf.get(place)!
    const readable = read.correlations.map(({ source, path }) => ({ path, told: readCorrelationSource(source) }))
    const correlations = readable.flatMap(({ path, told }) => (told.ok ? [{ path, rule: told.value }] : []))
    const nameOf = new Map([...read.names].map(([name, id]) => [id, name]))
    const known = read.rules.map(({ rule }) => ({ id: rule.id, name: nameOf.get(rule.id) ?? null }))
    const linked = linkRules(
      correlations.map(({ rule }) => rule),
      known,
    )
    this.#correlations = linked.rules.filter(({ id }) => !disabled.has(id))
    this.#fed = fieldsFed(this.#correlations)
    this.#quiet = quietRules(this.#correlations)
    this.#latenessMicros = order.latenessMicros
    this.#rules = read.rules.map(({ rule }) => rule).filter(({ id }) => !disabled.has(id))
    this.#engine = indexedEngine(this.#rules)
    const needs = needsOf(
      read.rules.map(({ rule }) => rule),
      linked.rules,
    )
    const isRun = (id: string) => (disabled.has(id) ? ('disabled' as const) : ('enabled' as const))
    const sigma = read.rules.map(({ rule, path }) =>
      reportOf(fileOf(path), {
        ...{ ...rule, kind: 'sigma' as const, needs: needs(rule.id) },
        ...{ standing: isRun(rule.id), isQuiet: this.#quiet.has(rule.id) },
      }),
    )
    const related = correlations.map(({ path, rule }) => {
      const faults = linked.faults
        .filter(({ ruleId }) => ruleId === rule.id)
        .map(({ code, detail }) => ({ line: null, word: detail, text: LINK_FAULTS[code] }))
      const standing = faults.length > 0 ? 'faulty' : isRun(rule.id)
      const isQuiet = this.#quiet.has(rule.id)
      return reportOf(fileOf(path), {
        ...rule,
        kind: 'sigma-correlation',
        standing,
        isQuiet,
        faults,
        needs: needs(rule.id),
      })
    })
    const faulty = faultyFiles([
      ...read.faults.map(({ path, fault }) => ({
        path,
        fault: { line: fault.line, word: fault.word, text: ruleFaultText(fault) },
      })),
      ...readable.flatMap(({ path, told }) =>
        told.ok
          ? []
          : told.refusal.map(({ line, place, detail }) => ({ path, fault: { line, word: place, text: detail } })),
      ),
    ]).map(([path, faults]) => {
      const none = { level: null, tags: [] }
      const file = fileOf(path)
      return reportOf(file, {
        ...none,
        id: path,
        title: file.path,
        kind: 'sigma',
        standing: 'faulty',
        isQuiet: false,
        faults,
        needs: [],
      })
    })
    this.#idsAt = idsAt([
      ...read.rules.map(({ rule, path }) => [path, rule.id] as const),
      ...correlations.map(({ rule, path }) => [path, rule.id] as const),
    ])
    this.report = {
      rules: [...sigma, ...related, ...faulty],
      skipped: read.skipped
        .filter(({ reason }) => reason.code !== 'correlation')
        .map(({ path, reason }) => ({
          pack: fileOf(path).pack,
          path: fileOf(path).path,
          reason: skipReasonText(reason),
        })),
      proven: order.trials.flatMap((trial) => this.#proven(trial)),
      windowMicros: Math.max(0, ...this.#correlations.map(({ windowMicros }) => windowMicros)),
    }
  }

  match(events: readonly AskedEvent[]): MatchAnswer {
    const matches: MatchReport[] = []
    const thrown: Record<string, number> = {}
    const arrived = new Map<string, Omit<ArrivedData, 'site'>>()
    for (const [event, asked] of events.entries()) {
      const read = this.#read(asked)
      noteArrived(arrived, read, asked)
      for (const rule of this.#met(read, thrown)) {
        const names = this.#fed.get(rule.id)
        const feed = names === undefined ? null : feedOf(read, names)
        const subject = subjectOf(read.ocsf)
        const hash = hashSeen(read, read.ocsf)
        const values = { ...valuesAsked(rule, read), ...(hash === null ? {} : { hash }) }
        matches.push({ event, rule: rule.id, subject, values, feed })
      }
    }
    return { matches, thrown, arrived: [...arrived.values()] }
  }

  feed(feeds: readonly Feed[]): FeedAnswer {
    const alerts: AlertReport[] = []
    for (const { site, rule, id, at, receivedAt, fields } of feeds)
      alerts.push(...this.#told(site, this.#correlatorOf(site).push({ id, ruleId: rule, at, fields }, receivedAt)))
    return { alerts, counts: this.#counts() }
  }

  settle(): FeedAnswer {
    const alerts = [...this.#correlators].flatMap(([site, correlator]) => this.#told(site, correlator.flush()))
    return { alerts, counts: this.#counts() }
  }

  /** Asks the rules of the events that those of a file must meet; correlations with an engine of their own, as if all had come in time. */
  #proven({ pack, path, events }: ForceTrial): readonly string[] {
    const correlator = new SigmaCorrelator(this.#correlations, {
      latenessMicros: Number.MAX_SAFE_INTEGER,
      maxWaiting: Number.POSITIVE_INFINITY,
    })
    const met = new Set<string>()
    for (const [nr, asked] of events.entries()) {
      const read = this.#read(asked)
      for (const rule of this.#met(read, {})) {
        met.add(rule.id)
        const names = this.#fed.get(rule.id)
        if (names !== undefined)
          correlator.push(
            { id: `${nr} ${rule.id}`, ruleId: rule.id, at: asked.at, fields: feedOf(read, names) },
            asked.at,
          )
      }
    }
    for (const { ruleId } of correlator.flush()) met.add(ruleId)
    // Of this file alone: what meets the positive of another is no test of it.
    return (this.#idsAt.get(placeOf({ pack, path })) ?? []).filter((id) => met.has(id))
  }

  #read({ ocsf, fields, logSources }: AskedEvent): DetectionEvent & { readonly ocsf: Fields } {
    let sources = this.#sources.get(logSources)
    if (sources === undefined) {
      if (this.#sources.size >= 4096) this.#sources.clear()
      sources = JSON.parse(logSources) as readonly LogSource[]
      this.#sources.set(logSources, sources)
    }
    return { ocsf: JSON.parse(ocsf) as Fields, fields: JSON.parse(fields) as Fields, logSources: sources }
  }

  /** One rule that throws keeps none of the others from being asked: it is found, counted, and run no more. */
  #met(event: DetectionEvent, thrown: Record<string, number>): readonly SigmaRule[] {
    try {
      return this.#engine.match(event)
    } catch {
      const met: SigmaRule[] = []
      for (const rule of this.#rules)
        try {
          met.push(...literalEngine([rule]).match(event))
        } catch {
          thrown[rule.id] = (thrown[rule.id] ?? 0) + 1
        }
      this.#rules = this.#rules.filter(({ id }) => thrown[id] === undefined)
      this.#engine = indexedEngine(this.#rules)
      return met
    }
  }

  #correlatorOf(site: string): SigmaCorrelator {
    const known = this.#correlators.get(site)
    if (known !== undefined) return known
    const correlator = new SigmaCorrelator(this.#correlations, { latenessMicros: this.#latenessMicros })
    this.#correlators.set(site, correlator)
    return correlator
  }

  #told(site: string, alerts: readonly CorrelationAlert[]): readonly AlertReport[] {
    return alerts
      .filter(({ ruleId }) => !this.#quiet.has(ruleId))
      .map(({ ruleId, at, since, group, value }) => {
        const of = this.#correlations.find(({ id }) => id === ruleId)?.rules ?? []
        return { site, rule: ruleId, at, since, group, value, of }
      })
  }

  #counts(): CorrelationCounts | null {
    let sum: CorrelationCounts | null = null
    for (const correlator of this.#correlators.values()) {
      const counts = correlator.counts()
      const before: CorrelationCounts | null = sum
      sum = before === null ? counts : added(before, counts)
    }
    return sum
  }
}

const LINK_FAULTS = {
  'correlation.unknown-rule': 'refers to a rule that is not there, or has faults itself',
  'correlation.circle': 'refers to itself in a circle',
  'correlation.same-id': 'has the id of another correlation',
} as const

function placeOf({ pack, path }: Pick<ForceFile, 'pack' | 'path'>): string {
  return `${pack}/${path}`
}

interface Reported extends Pick<RuleReport, 'id' | 'title' | 'kind' | 'standing' | 'isQuiet'> {
  readonly level: string | null
  readonly tags: readonly string[]
  readonly faults?: readonly RuleFaultReport[]
  readonly needs: readonly DataNeed[]
}

function reportOf({ pack, path, text }: ForceFile, rule: Reported): RuleReport {
  const { id, title, kind, standing, isQuiet, needs, faults = [] } = rule
  const version = createHash('sha256').update(text).digest('hex').slice(0, 12)
  const level = levelOf(rule.level)
  return {
    ...{ id, kind, pack, path, version, title, level, standing, isQuiet, faults, needs },
    techniques: techniquesOf(rule.tags),
  }
}

function faultyFiles(
  faults: readonly { readonly path: string; readonly fault: RuleFaultReport }[],
): readonly (readonly [string, readonly RuleFaultReport[]])[] {
  return [...Map.groupBy(faults, ({ path }) => path)].map(([path, some]) => [path, some.map(({ fault }) => fault)])
}

function idsAt(told: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> {
  const grouped = Map.groupBy(told, ([path]) => path)
  return new Map([...grouped].map(([path, some]) => [path, some.map(([, id]) => id)]))
}

function fieldsFed(rules: readonly CorrelationRule[]): ReadonlyMap<string, ReadonlySet<string>> {
  const fed = new Map<string, Set<string>>()
  for (const { rules: of, groupBy, aliases, field } of rules)
    for (const id of of) {
      const names = fed.get(id) ?? new Set()
      for (const name of field === null ? groupBy : [...groupBy, field]) names.add(aliases[name]?.[id] ?? name)
      fed.set(id, names)
    }
  return fed
}

const LONGEST_FED = 500

function feedOf(event: DetectionEvent, names: ReadonlySet<string>): Record<string, string | number> {
  const fed: Record<string, string | number> = {}
  for (const name of names) {
    const value = eventField(event, name)
    if (typeof value === 'number') fed[name] = value
    else if (typeof value === 'string' || typeof value === 'boolean') fed[name] = String(value).slice(0, LONGEST_FED)
    else if (Array.isArray(value)) fed[name] = value.map(String).join(',').slice(0, LONGEST_FED)
  }
  return fed
}

function added(a: CorrelationCounts, b: CorrelationCounts): CorrelationCounts {
  const names = Object.keys(a) as (keyof CorrelationCounts)[]
  return Object.fromEntries(names.map((name) => [name, a[name] + b[name]])) as unknown as CorrelationCounts
}
