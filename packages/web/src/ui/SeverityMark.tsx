// The four severities as shape, number, word and colour (ISA-101). Nothing else in the pages uses their hues.
import { t } from '@penstock/web/messages'

/** The gravest first. */
export const SEVERITIES = [1, 2, 3, 4] as const
export type Severity = (typeof SEVERITIES)[number]
type Urgency = 'open' | 'acknowledged' | 'suppressed'

/** By their number. */
export const SEVERITY_NAMES = { 1: 'critical', 2: 'high', 3: 'medium', 4: 'low' } as const
const SHAPES = {
  1: 'M2 2h12v12H2z',
  2: 'M8 1.5 15 14H1z',
  3: 'M1 2h14L8 14.5z',
  4: 'M8 1 15 8 8 15 1 8z',
} as const

/** A number that a server sends, held to 1 critical … 4 low. */
export function severityOf(value: number): Severity {
  return value <= 1 ? 1 : value === 2 ? 2 : value === 3 ? 3 : 4
}

export function SeverityShape(props: { readonly severity: Severity; readonly urgency?: Urgency }) {
  const { severity, urgency = 'open' } = props
  return (
    <svg className={`mark mark-${SEVERITY_NAMES[severity]} mark-${urgency}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={SHAPES[severity]} />
    </svg>
  )
}

export function SeverityMark(props: {
  readonly severity: Severity
  readonly urgency?: Urgency
  readonly count?: number
}) {
  const { severity, urgency = 'open', count } = props
  return (
    <span className={`severity severity-${urgency === 'suppressed' ? 'none' : SEVERITY_NAMES[severity]}`}>
      <SeverityShape severity={severity} urgency={urgency} />
      <span>{t('ui.severity', { severity, name: t(`ui.severity.${SEVERITY_NAMES[severity]}`) })}</span>
      {urgency === 'open' ? null : <span>{t(`ui.urgency.${urgency}`)}</span>}
      {count === undefined ? null : <strong>{count}</strong>}
    </span>
  )
}
