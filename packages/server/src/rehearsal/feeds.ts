// What feeds the stages of the scenarios: rules over the lines of others, packets, and the rules that every cell runs.
import { loadEventRules, loadRuleKinds } from '@penstock/catalogs/cross-domain-scenarios@1'
import { loadOtRules } from '@penstock/catalogs/ot-rules@1'
import { type KindFeeds, kindFeeds } from '@penstock/model/rehearsal'
import { readRules } from '@penstock/server/detections'

export function scenarioFeeds(): KindFeeds {
  const pack = readRules(loadOtRules().map(({ name, text }) => ({ path: name, text })))
  return kindFeeds(
    loadEventRules(),
    loadRuleKinds(),
    pack.rules.map(({ rule }) => rule),
  )
}
