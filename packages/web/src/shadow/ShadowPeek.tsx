// The drawer of one finding: what it is and how sure, the packets that show it, what was decided, and the decision.
import { decideShadow, readShadow, type ShadowRecord, type ShadowStep } from '@penstock/contract/shadow'
import { useMay, useRead, useSession, useWrite } from '@penstock/web/api'
import { formatShare, t } from '@penstock/web/messages'
import { PacketButton } from '@penstock/web/observations'
import { Chip, Facts, Instant, Loaded, PeekDrawer, showToast, WireOrUnknown, WireText } from '@penstock/web/ui'
import { Device, FindingSeverity } from './columns.tsx'
import { DecisionForm } from './DecisionForm.tsx'

export function ShadowPeek(props: {
  readonly id: string | null
  readonly asOf: string | undefined
  readonly onClose: () => void
}) {
  const { id, asOf, onClose } = props
  return (
    <PeekDrawer title={t('shadow.peek')} onClose={onClose}>
      {id === null ? null : <Peek id={id} asOf={asOf} />}
    </PeekDrawer>
  )
}

function Peek({ id, asOf }: { readonly id: string; readonly asOf: string | undefined }) {
  const read = useRead(readShadow, { params: { shadowId: id }, query: asOf === undefined ? {} : { asOf } })
  return (
    <Loaded read={read}>
      {(finding) => (finding.id === id ? <Summary finding={finding} isPast={asOf !== undefined} /> : null)}
    </Loaded>
  )
}

function Summary({ finding, isPast }: { readonly finding: ShadowRecord; readonly isPast: boolean }) {
  return (
    <div className="peek">
      <div>
        <h3>
          <WireText text={finding.name} />
        </h3>
        <p className="shadow-head">
          <FindingSeverity row={finding} /> <Chip>{t(`shadow.state.${finding.state}`)}</Chip> <Device row={finding} />
        </p>
      </div>
      {finding.control === null ? null : <Beside control={finding.control} />}
      <Facts
        items={[
          [t('shadow.column.category'), <WireText key="category" text={finding.categoryTitle} />],
          [t('shadow.column.confidence'), t('shadow.confidence.means', { share: formatShare(finding.confidence) })],
          [t('shadow.column.zone'), <WireOrUnknown key="zone" text={finding.zone} reason={t('shadow.zone.unknown')} />],
          [t('shadow.column.host'), <WireText key="host" text={finding.host} isMono />],
          [
            t('shadow.column.owner'),
            <WireOrUnknown key="owner" text={finding.owner} reason={t('shadow.owner.none')} />,
          ],
          [t('shadow.column.first'), <Instant key="first" at={finding.firstAt} />],
          [t('shadow.column.last'), <Instant key="last" at={finding.lastAt} />],
          [t('shadow.edition'), <code key="edition">{finding.edition}</code>],
        ]}
      />
      <section aria-label={t('shadow.signs')}>
        <h3>{t('shadow.signs')}</h3>
        <ul className="shadow-list">
          {finding.signs.map((sign) => (
            <li key={`${sign.kind} ${sign.pattern}`}>
              {t(`shadow.sign.${sign.kind}`)} <WireText text={sign.pattern} isMono />{' '}
              {sign.proof === null ? null : <PacketButton proof={sign.proof} />}
            </li>
          ))}
        </ul>
      </section>
      <Steps steps={finding.steps} />
      {isPast ? null : <Decide finding={finding} />}
    </div>
  )
}

function Beside({ control }: { readonly control: NonNullable<ShadowRecord['control']> }) {
  return (
    <p className="shadow-beside">
      <strong>{t('shadow.beside')}</strong>{' '}
      <span>
        {control.protocol} · <WireText text={control.peer} isMono />
      </span>{' '}
      {control.proof === null ? null : <PacketButton proof={control.proof} />}
    </p>
  )
}

function Steps({ steps }: { readonly steps: readonly ShadowStep[] }) {
  return (
    <section aria-label={t('shadow.steps')}>
      <h3>{t('shadow.steps')}</h3>
      <ol className="shadow-list">
        {steps.map((step, at) => (
          <li key={`${step.at} ${step.state}`}>
            <Instant at={step.at} /> <strong>{t(`shadow.state.${step.state}`)}</strong>{' '}
            <span className="muted">
              {step.by === null ? (
                whyAgain(step, at)
              ) : (
                <WireText text={t('shadow.step.by', { name: step.byName ?? step.by })} />
              )}
            </span>
            <Given step={step} />
          </li>
        ))}
      </ol>
    </section>
  )
}

function whyAgain({ reopening }: ShadowStep, at: number): string {
  if (reopening !== null) return t(`shadow.reopening.${reopening}`)
  return t(at === 0 ? 'shadow.step.found' : 'shadow.step.judged')
}

function Given({ step }: { readonly step: ShadowStep }) {
  if (step.by === null) return null
  const { reason, owner, conduit, compensation, change, until } = step
  const given = Object.entries({ owner, conduit, compensation, change }).filter(([, value]) => value !== null)
  return (
    <div>
      {reason === null ? null : <WireText text={reason} />}
      {given.map(([key, value]) => (
        <div key={key} className="muted">
          {t(`shadow.decide.${key as 'owner' | 'conduit' | 'compensation' | 'change'}`)}:{' '}
          <WireText text={value ?? ''} />
        </div>
      ))}
      {until === null ? null : (
        <div className="muted">
          {t('shadow.decide.until')}: <Instant at={until} />
        </div>
      )}
    </div>
  )
}

function Decide({ finding }: { readonly finding: ShadowRecord }) {
  const { domain } = useSession()
  const mayDecide = useMay('asset:edit') && domain === finding.domain
  const { run, isRunning, refused } = useWrite(decideShadow)
  if (!mayDecide) return null
  return (
    <section aria-label={t('shadow.decide')}>
      <h3>{t('shadow.decide')}</h3>
      <DecisionForm
        key={finding.version}
        owner={finding.owner}
        button={t('shadow.decide')}
        isRunning={isRunning}
        refused={refused}
        onDecide={(decision, reason) =>
          void run({ params: { shadowId: finding.id }, body: { version: finding.version, decision, reason } }).then(
            (answer) => {
              if (answer.ok) showToast({ text: t('shadow.decided', { count: 1 }) })
            },
          )
        }
      />
    </section>
  )
}
