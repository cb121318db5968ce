// One detection beside the list: what it may do to the process and whom to call first, then what supports that, then what may be done.
import { Button, CloseButton } from '@mantine/core'
import { readTriage, type TriageRecord } from '@penstock/contract/triage'
import { DETECTION_VERDICTS } from '@penstock/model/detections'
import { type Refused, useMay, useRead, useSession } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Chip, Facts, Instant, Loaded, RefusedNotice, Unknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { Brief } from './Brief.tsx'
import { Calls } from './Calls.tsx'
import { Ends, Safeguards, Stake, Units, Work } from './Context.tsx'
import { Level, State } from './columns.tsx'
import { Deeds } from './Deeds.tsx'
import { Devices } from './Devices.tsx'
import { Evidence } from './Evidence.tsx'
import { Said } from './Said.tsx'
import type { ShownRow } from './shown.ts'
import type { Verdict } from './use-deeds.ts'

export interface PanelProps {
  readonly row: ShownRow
  readonly refused: Refused | null
  readonly isRunning: boolean
  readonly isCommenting: boolean
  readonly onComment: () => void
  readonly onCommented: () => void
  readonly onAcknowledge: () => void
  readonly onJudge: (verdict: Verdict) => void
  readonly onAsk: (kind: 'case' | 'handoff') => void
  readonly onClose: () => void
}

export function DetectionPanel(props: PanelProps) {
  const { row } = props
  const read = useRead(readTriage, { params: { domain: row.domain, detectionId: row.detection.id } })
  return (
    <section className="panel triage-panel" aria-label={t('triage.panel')}>
      <div className="triage-panel-head">
        <div>
          <h2>
            <WireText text={row.detection.title} />
          </h2>
          <p className="triage-line">
            <Level row={row} /> <State row={row} /> <Chip>{t(`access.domain.${row.domain}`)}</Chip>
          </p>
        </div>
        <CloseButton aria-label={t('ui.close')} onClick={props.onClose} />
      </div>
      <Loaded read={read} lines={12}>
        {(record) =>
          record.detection.id === row.detection.id ? (
            <>
              <Bar {...props} record={record} />
              {props.refused === null ? null : <RefusedNotice refused={props.refused} />}
              <Body record={record} {...props} />
            </>
          ) : null
        }
      </Loaded>
    </section>
  )
}

function Bar({
  record,
  row,
  isRunning,
  onAcknowledge,
  onJudge,
  onComment,
  onAsk,
}: PanelProps & { readonly record: TriageRecord }) {
  const mayCase = useMay('incident:work') && record.mayEscalate
  const { state } = row.detection
  return (
    <div className="triage-line no-print">
      {state === 'new' ? (
        <Button onClick={onAcknowledge} loading={isRunning}>
          {t('triage.acknowledge')} <kbd className="key">a</kbd>
        </Button>
      ) : null}
      {state === 'closed'
        ? null
        : DETECTION_VERDICTS.map((verdict, at) => (
            <Button key={verdict} variant="default" disabled={isRunning} onClick={() => onJudge(verdict)}>
              {t(`triage.verdict.${verdict}`)} <kbd className="key">{at + 1}</kbd>
            </Button>
          ))}
      <Button variant="default" onClick={onComment}>
        {t('triage.comment')} <kbd className="key">c</kbd>
      </Button>
      {mayCase ? (
        <>
          <Button variant="default" onClick={() => onAsk('case')}>
            {t('triage.escalate')} <kbd className="key">e</kbd>
          </Button>
          <Button variant="default" onClick={() => onAsk('handoff')}>
            {t('triage.hand')} <kbd className="key">h</kbd>
          </Button>
        </>
      ) : null}
    </div>
  )
}

function Body({ record, row, isCommenting, onCommented }: PanelProps & { readonly record: TriageRecord }) {
  const { detection, context, brief, domain } = record
  return (
    <div className="triage-body">
      {detection.mayWork ? null : (
        <p className="notice">
          <span>{t('triage.no-role', { domain: t(`access.domain.${domain}`) })}</span>
        </p>
      )}
      {context === null ? (
        <>
          <p>
            <Unknown reason={t('triage.why.no-plant')} /> {t('triage.why.no-plant')}
          </p>
          <Devices devices={record.devices} />
        </>
      ) : (
        <>
          <Stake context={context} />
          <Calls calls={context.calls} />
          <Units units={context.units} />
          <Work work={context.work} />
          <Safeguards context={context} />
          <Ends ends={context.ends} />
          <Devices devices={record.devices} />
          <Deeds record={record} />
        </>
      )}
      <section aria-label={t('triage.facts')}>
        <h3>{t('triage.facts')}</h3>
        <Facts
          items={[
            [t('triage.column.first'), <Instant key="first" at={detection.firstAt} />],
            [t('triage.column.last'), <Instant key="last" at={detection.lastAt} />],
            [t('triage.column.count'), String(detection.count)],
            [t('triage.kind'), t(`triage.kind.${detection.kind}`)],
            [t('triage.rule'), <RuleLink key="rule" row={row} />],
            [
              t('triage.techniques'),
              detection.techniques.length === 0 ? (
                <Unknown key="none" reason={t('triage.techniques.none')} />
              ) : (
                detection.techniques.join(', ')
              ),
            ],
          ]}
        />
      </section>
      <Evidence record={record} />
      <Said record={record} row={row} isCommenting={isCommenting} onCommented={onCommented} />
      {brief === null ? null : <Brief brief={brief} />}
    </div>
  )
}

/** To the rule on its screen, for the team that may tune it; what detectors of behaviour go by stands on no list. */
function RuleLink({ row: { detection, domain } }: { readonly row: ShownRow }) {
  const mayExcept = useMay('rule:except')
  const session = useSession()
  const text = <WireText text={`${detection.rule} (${detection.ruleVersion})`} isMono />
  const isListed = detection.kind === 'sigma' || detection.kind === 'sigma-correlation'
  if (!(mayExcept && isListed && session.domain === domain)) return text
  return (
    <Link to="/detection-rules" search={{ rule: detection.rule }}>
      {text}
    </Link>
  )
}
