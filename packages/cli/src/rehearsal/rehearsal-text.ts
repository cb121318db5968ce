// A rehearsal in words: for each scenario what is told, and under each model who has it before them, and when.
import type { ModelOutcome, OutcomeView, RehearsedScenarioView } from '@penstock/contract/rehearsal'

type Moment = OutcomeView['suspicion']

export function rehearsalText(site: string, items: readonly RehearsedScenarioView[]): string {
  const seen = items.filter(({ least }) => least.suspicion !== null).length
  const isOpen = items.some(({ most }) => most !== null)
  const head = `${site}: ${seen} of ${items.length} scenarios become a suspicion${isOpen ? ' by your own side alone' : ''}; instants are from the first stage, at an even pace\n`
  return head + items.map(scenarioText).join('')
}

function scenarioText({ scenario, name, stages, least, most }: RehearsedScenarioView): string {
  const lines = [
    `${scenario} ${name}: ${least.told} of ${stages.length} stages told; ${suspicionText(least, stages.length)}`,
    ...least.models.map((outcome) => `  ${modelText(outcome, stages.length)}`),
    ...(most === null
      ? []
      : [
          `  if the other side tells all of its stages: ${suspicionText(most, stages.length)}`,
          ...most.models.map((outcome) => `    ${modelText(outcome, stages.length)}`),
        ]),
    ...missingText(stages),
  ]
  return `${lines.join('\n')}\n`
}

function suspicionText({ suspicion, critical }: OutcomeView, stages: number): string {
  if (suspicion === null) return 'no suspicion'
  return `suspicion ${momentText(suspicion, stages)}${critical === null ? ', never critical' : `, critical ${momentText(critical, stages)}`}`
}

const WHY: Readonly<Record<NonNullable<ModelOutcome['whyNotJoint']>, string>> = {
  'no-suspicion': 'no suspicion',
  'nobody-accepts': 'stays with one side: nobody accepts the handoff',
  'nobody-opens': 'stays with each side: nobody holds the role of the central team',
}

function modelText({ model, joint, whyNotJoint, viewers }: ModelOutcome, stages: number): string {
  const together =
    joint === null ? (whyNotJoint === null ? 'stays apart' : WHY[whyNotJoint]) : `joint ${momentText(joint, stages)}`
  const told = viewers.map(({ viewer, first, end, why }) => {
    if (first === null || end === null) return `${viewer} ${why === 'nobody' ? 'nobody' : 'nothing'}`
    return `${viewer} ${momentText(first, stages)} (${first.form}), at the end ${end.whole} whole and ${end.redacted} redacted`
  })
  return `${model.padEnd(10)}  ${together}; ${whyNotJoint === 'no-suspicion' ? 'nobody is told' : told.join('; ')}`
}

function momentText({ afterSeconds, happened }: NonNullable<Moment>, stages: number): string {
  return `after ${spanText(afterSeconds)} (stage ${happened} of ${stages})`
}

function missingText(stages: RehearsedScenarioView['stages']): readonly string[] {
  return stages
    .filter(({ standing }) => standing === 'not-told')
    .map(({ order, technique, techniqueName, needs, spread }) => {
      const wants = needs.map((need) =>
        need.by === 'events'
          ? `events of ${need.logSource}`
          : need.by === 'packets'
            ? 'a sensor'
            : need.by === 'zones'
              ? 'a sensor and zones'
              : `rule ${need.rule}`,
      )
      const more = spread === null ? '' : ` at ${spread.atLeast} sites at once (${spread.found} now)`
      return `  not told: ${order} ${technique} ${techniqueName}: ${wants.length === 0 ? 'nothing of this product tells it yet' : `wants ${wants.join(', or ')}${more}`}`
    })
}

function spanText(seconds: number): string {
  const minutes = Math.round(seconds / 60)
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60]
  const parts = [days > 0 ? `${days} d` : '', hours > 0 ? `${hours} h` : '', rest > 0 ? `${rest} min` : '']
  return parts.filter((part) => part !== '').join(' ') || '0 min'
}
