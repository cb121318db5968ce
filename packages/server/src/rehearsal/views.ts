// A rehearsed scenario as it is told: seconds in place of microseconds, and of many sources the first few.
import type { NeedView, OutcomeView, RehearsedScenarioView, SightView } from '@penstock/contract/rehearsal'
import { logSourceText } from '@penstock/model/events'
import type { KindFeed, Moment, Outcome, Rehearsal, Sight } from '@penstock/model/rehearsal'

const MOST_NAMED = 5

export function scenarioView({ windowMicros, stages, least, most, ...about }: Rehearsal): RehearsedScenarioView {
  return {
    ...about,
    windowSeconds: secondsOf(windowMicros),
    stages: stages.map(({ afterMicros, by, needs, spread, ...stage }) => ({
      ...stage,
      afterSeconds: secondsOf(afterMicros),
      by: namesOf(by),
      needs: needsOf(needs),
      spread: spread === null ? null : { ...spread },
    })),
    least: outcomeView(least),
    most: most === null ? null : outcomeView(most),
  }
}

function outcomeView({ told, suspicion, critical, models }: Outcome): OutcomeView {
  return {
    told,
    suspicion: momentView(suspicion),
    critical: momentView(critical),
    models: models.map(({ model, joint, whyNotJoint, viewers }) => ({
      model,
      joint: momentView(joint),
      whyNotJoint,
      viewers: viewers.map(({ first, joint: together, end, ...viewer }) => ({
        ...viewer,
        first: sightView(first),
        joint: sightView(together),
        end: sightView(end),
      })),
    })),
  }
}

function momentView(moment: Moment | null) {
  return moment === null ? null : { afterSeconds: secondsOf(moment.afterMicros), happened: moment.happened }
}

function sightView(sight: Sight | null): SightView | null {
  if (sight === null) return null
  const { afterMicros, ...rest } = sight
  return { ...rest, afterSeconds: secondsOf(afterMicros) }
}

function namesOf(by: Rehearsal['stages'][number]['by']): RehearsedScenarioView['stages'][number]['by'] {
  const names = new Map(by.map((one) => [`${one.by} ${one.name}`, { by: one.by, name: one.name }]))
  return [...names.values()].slice(0, MOST_NAMED)
}

function needsOf(needs: readonly KindFeed[]): NeedView[] {
  // A rule of a folder is one of many ways where events would do as well.
  const open = needs.some(({ by }) => by !== 'rule') ? needs.filter(({ by }) => by !== 'rule') : needs
  const told = open.map((need): NeedView => {
    if (need.by !== 'events') return need
    return { by: 'events', logSource: logSourceText(need.logSource) }
  })
  return [...new Map(told.map((one) => [JSON.stringify(one), one])).values()]
}

function secondsOf(micros: number): number {
  return Math.round(micros / 1e6)
}
