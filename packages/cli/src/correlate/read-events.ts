// Files of events held against Sigma rules: each match a signal. Domain and site are said on the command line, as a source's credential would.
import { loadRuleKinds } from '@penstock/catalogs/cross-domain-scenarios@1'
import { eventsReader, readRecords, timeOf } from '@penstock/cli/detect'
import { type Signal, signalOfMatch } from '@penstock/model/correlation'
import { indexedEngine, ruleFaultText } from '@penstock/model/detections'
import type { EventFormat } from '@penstock/model/events'
import { micros, type SiteKey, type SourceDomain } from '@penstock/model/kernel'
import { loadRules } from '@penstock/server/detections'

export interface EventFiles {
  readonly rules: readonly string[]
  readonly files: readonly string[]
  readonly format: EventFormat | null
  readonly domain: SourceDomain
}

/** Rejects with the error of the operating system when a file cannot be read. `say` is told of faults in rules and of events without a time. */
export async function* signalsOfEvents(
  files: EventFiles,
  site: SiteKey,
  say: (text: string) => void,
): AsyncGenerator<Signal> {
  const { rules, faults } = loadRules(files.rules)
  for (const { path, fault } of faults) say(`${path}:${fault.line}: ${ruleFaultText(fault)}`)
  if (rules.length === 0) say('no rule runs')
  const engine = indexedEngine(rules.map(({ rule }) => rule))
  const kinds = loadRuleKinds()
  let timeless = 0
  for (const path of files.files) {
    const eventsOf = eventsReader(files.format, null, micros(Date.now() * 1000))
    let index = 0
    for await (const record of readRecords(path, files.format?.framing ?? null)) {
      for (const event of eventsOf(record)) {
        for (const { id: ruleId } of event === null ? [] : engine.match(event)) {
          const at = timeOf(event!)
          if (at === null) timeless += 1
          else
            yield signalOfMatch(
              { id: `${path}:${index}`, ruleId, at, domain: files.domain, site, fields: event!.fields },
              kinds,
            )
        }
        index += 1
      }
    }
  }
  if (timeless > 0) say(`${timeless} matches say no time that can be read, so they are no signals`)
}
