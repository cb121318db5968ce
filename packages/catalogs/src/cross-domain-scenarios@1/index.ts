// Sixteen attack scenarios over IT and OT, version 1, with the signals that feed their stages.
import { readFileSync } from 'node:fs'
import {
  EventRules,
  RuleKinds,
  type Scenario,
  ScenarioFile,
  StageFeeds,
  scenariosOf,
} from '@penstock/model/correlation'

/** Throws when a stage or a look-alike has no feed. */
export function loadCrossDomainScenarios(): readonly Scenario[] {
  return scenariosOf(
    ScenarioFile.parse(readData('cross-domain-scenarios.json')),
    StageFeeds.parse(readData('stage-feeds.json')),
  )
}

/** Which kind of signal a match of a public detection rule is. */
export function loadRuleKinds(): RuleKinds {
  return RuleKinds.parse(readData('rule-kinds.json'))
}

/** Rules over the events of other systems whose matches are signals. Throws when one cannot be read. */
export function loadEventRules(): EventRules {
  return EventRules.parse(readData('event-rules.json'))
}

function readData(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'))
}
