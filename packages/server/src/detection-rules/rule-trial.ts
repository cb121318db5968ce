// A rule tried on an event that somebody pastes: the event read as its format would be, which searches hold, and which rules that run match it.
// Nothing of it is kept but that the rule was met, where it is the text that runs and whoever asks may change it.
import type { tryRule } from '@penstock/contract/detection-rules'
import type { Body, Response } from '@penstock/contract/route'
import {
  type DetectionEvent,
  literalEngine,
  ruleFaultText,
  type SigmaRule,
  searchesOf,
  valuesAsked,
} from '@penstock/model/detections'
import {
  eventFormats,
  findEventFormat,
  logSourceText,
  type NormalEvent,
  RecordSplitter,
  UNKNOWN_CODES,
} from '@penstock/model/events'
import { type Domain, isoOfMicros } from '@penstock/model/kernel'
import { readRules } from '@penstock/server/detections'
import { AppError, type Caller } from '@penstock/server/http'
import type { Clock } from '@penstock/server/runtime'
import type { RulesInForce } from './rules-in-force.ts'

type Trial = Response<typeof tryRule>
type Asked = Trial['events'][number]['asked'][number]

export interface RuleTrialOptions {
  readonly rules: Pick<RulesInForce, 'ask' | 'fileOf' | 'noteTrial'>
  readonly domain: Domain
  readonly clock: Clock
}

const MOST_EVENTS = 20

export class RuleTrial {
  readonly #options: RuleTrialOptions

  constructor(options: RuleTrialOptions) {
    this.#options = options
  }

  async text(rule: string) {
    const file = await this.#options.rules.fileOf(rule)
    if (file === null) throw new AppError('not-found')
    return { rule, pack: file.pack, path: file.path, text: file.text }
  }

  /** What it proves counts as a test of the rule where whoever tries it may change the rules of the domain. */
  async try(caller: Caller, { format, record, text }: Body<typeof tryRule>): Promise<Trial> {
    const read = readRules(text === null ? [] : [{ path: '', text }])
    const { events, unread } = this.#events(format, record)
    const told = await this.#options.rules.ask(
      events.map(({ time, ocsf, fields, logSources }) => ({
        ...{ at: time, ocsf: JSON.stringify(ocsf), fields: JSON.stringify(fields) },
        logSources: JSON.stringify(logSources),
      })),
    )
    const judged = events.map((event) => read.rules.map(({ rule, source }) => asked(rule, searchesOf(source), event)))
    const proven = judged.flat().filter(({ isMet, isOfSource }) => isMet && isOfSource)
    const isOfRules = caller.permissions.has('rule:bring') && caller.sites === '*'
    const tested: string[] = []
    if (text !== null && isOfRules)
      for (const rule of new Set(proven.map((each) => each.rule)))
        if (await this.#options.rules.noteTrial(rule, text, caller.subject)) tested.push(rule)
    return {
      faults: read.faults.map(({ fault }) => ({ line: fault.line, word: fault.word, text: ruleFaultText(fault) })),
      events: events.map((event, nr) => ({
        at: isoOfMicros(event.time),
        logSources: event.logSources.map(logSourceText),
        met: told[nr]!.map(({ id, title, level }) => ({ rule: id, title, level })),
        asked: judged[nr]!,
      })),
      unread,
      tested,
    }
  }

  #events(id: string, record: string): { readonly events: readonly NormalEvent[]; readonly unread: string[] } {
    const format = findEventFormat(id)
    if (format === null)
      throw new AppError('detection-rules.no-format', { formats: eventFormats.map((each) => each.id) })
    const reader = format.open({ domain: this.#options.domain, sha256: () => '' })
    const splitter = new RecordSplitter(format.framing)
    const records = [...record.split(/\r?\n/).flatMap((line) => splitter.push(line)), ...splitter.end()]
    const told = records.flatMap((one) => reader.read(one, this.#options.clock()))
    return {
      events: told.flatMap((each) => (each.kind === 'event' ? each.event : [])).slice(0, MOST_EVENTS),
      unread: told.flatMap((each) => (each.kind === 'event' ? [] : UNKNOWN_CODES[each.code])).slice(0, MOST_EVENTS),
    }
  }
}

function asked(rule: SigmaRule, searches: ReturnType<typeof searchesOf>, event: NormalEvent): Asked {
  // Asked whatever its source is: what holds is worth knowing when only the source does not fit.
  const holds = (one: SigmaRule, of: DetectionEvent = { ...event, logSources: [one.source] }) =>
    literalEngine([one]).match(of).length > 0
  return {
    ...{ rule: rule.id, title: rule.title, isMet: holds(rule, event) },
    isOfSource: holds({ ...rule, condition: { kind: 'all', of: [] } }, event),
    searches: searches.map(({ name, rule: alone }) => ({ name, holds: holds(alone) })),
    values: valuesAsked(rule, event),
  }
}
