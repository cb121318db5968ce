// Chains as text: the gravest first, each stage with when, where, what it is and what shows it.
import type { ChainCounts, ChainReport, Scenario, ToldChain, ToldStage } from '@penstock/model/correlation'
import { isoOfMicros, micros } from '@penstock/model/kernel'

export interface ToldReport {
  readonly report: ChainReport
  readonly scenario: Scenario
  readonly told: ToldChain | null
}

const FORMS = {
  joint: 'an incident of both sides',
  tip: 'a tip; the other side holds the rest until the handoff is accepted',
  own: 'own stages; the central team has not opened it',
  all: 'all stages',
} as const satisfies Record<ToldChain['form'], string>

export function reportText(
  reports: readonly ToldReport[],
  { signals, redelivered, unasked, ahead, late, evicted, evictedTies }: ChainCounts,
): string {
  const rank = (one: ToldReport): number => (one.report.level === 'critical' ? 0 : 1)
  return [
    `${signals} signals, ${reports.length} chains; ${redelivered} came again, ${unasked} feed no stage, ${late + ahead} at impossible times, ${evicted + evictedTies} let go`,
    ...reports.toSorted((a, b) => rank(a) - rank(b)).flatMap(chainLines),
    '',
  ].join('\n')
}

function chainLines({ report, scenario, told }: ToldReport): readonly string[] {
  const { chain } = report
  const share =
    told === null ? `${Math.round(chain.confidence * 100)} % of the stages up to ${chain.reached}` : told.confidence
  return [
    `${scenario.id} ${scenario.name}: ${report.level}, confidence ${share}`,
    ...(told === null ? [] : [`  ${FORMS[told.form]}`]),
    ...(told?.stages ?? wholeStages(report, scenario)).flatMap(stageLines),
    `  consequence: ${scenario.consequence}`,
    ...scenario.constraints.map((one) => `  mind: ${one}`),
  ]
}

function wholeStages({ chain }: ChainReport, { stages }: Scenario): readonly ToldStage[] {
  return chain.stages.map(({ order, at, signals, joinedBy }) => {
    const { domain, technique, techniqueName } = stages[order - 1]!
    return { form: 'whole', order, domain, technique, techniqueName, at, signals, joinedBy }
  })
}

function stageLines(stage: ToldStage): readonly string[] {
  if (stage.form === 'redacted')
    return [
      `  -- ${isoOfMicros(stage.bucketFrom)} within 15 min, ${stage.owners.join(' and ')}: ${stage.technique} ${stage.techniqueName}, confidence ${stage.confidence}`,
    ]
  const shown = stage.signals.map(({ kind, id, site }) => plain(`${kind} at ${site} [${id}]`))
  return [
    `  ${String(stage.order).padStart(2)} ${isoOfMicros(stage.at)} ${stage.domain}: ${stage.technique} ${stage.techniqueName}`,
    ...shown.map((text) => `       ${text}`),
    ...(stage.joinedBy.length === 0 ? [] : [`       joined by ${plain(stage.joinedBy.join(', '))}`]),
  ]
}

const INSTANTS = new Set(['at', 'until', 'bucketFrom', 'suspicionSince', 'criticalSince'])

/** For JSON: instants as the API speaks them. */
export function withInstants(key: string, value: unknown): unknown {
  return INSTANTS.has(key) && typeof value === 'number' ? isoOfMicros(micros(value)) : value
}

/** Names come from the wire and from other systems' logs: nothing of them drives the terminal. */
function plain(text: string): string {
  return text.replaceAll(/\p{C}/gu, '·').slice(0, 300)
}
