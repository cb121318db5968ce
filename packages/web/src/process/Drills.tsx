// Drills of a site, the latest first: what was taken away, what was measured, and whether that is what the model says.
import { Button, Textarea } from '@mantine/core'
import { type DrillView, withdrawDrill } from '@penstock/contract/process'
import type { SiteKey } from '@penstock/model/kernel'
import { useWrite } from '@penstock/web/api'
import { formatShare, t } from '@penstock/web/messages'
import {
  Empty,
  Facts,
  Instant,
  RefusedNotice,
  SeverityMark,
  showToast,
  Unknown,
  WireOrUnknown,
  WireText,
} from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'
import type { Names } from './names.ts'
import { hoursText } from './words.ts'

export function Drills(props: {
  readonly drills: readonly DrillView[]
  readonly names: Names
  readonly site: SiteKey
  readonly mayEdit: boolean
}) {
  const { drills, names, site, mayEdit } = props
  if (drills.length === 0)
    return (
      <Empty kind="yet" title={t('process.drills.none')}>
        {t('process.drills.none.next')}
      </Empty>
    )
  return (
    <ul className="lines">
      {drills.map((drill) => (
        <li key={drill.id}>
          <b>
            {names.nameOf(drill.function)},{' '}
            {drill.input === null ? t('process.drill.stopped') : t('process.drill.without', { input: drill.input })},{' '}
            {drill.on}
          </b>
          <p className="muted">
            <WireText text={drill.what} />
          </p>
          <Facts
            items={[
              [t('process.drill.held'), <Held key="held" drill={drill} />],
              [t('process.drill.restore'), drill.restoreH === null ? <Unknown /> : hoursText(drill.restoreH)],
              [t('process.drill.kept'), drill.keptShare === null ? <Unknown /> : formatShare(drill.keptShare)],
              [
                t('process.minimum'),
                drill.isMinimumHeld === null ? (
                  <Unknown />
                ) : (
                  t(`process.drill.minimum.${drill.isMinimumHeld ? 'yes' : 'no'}`)
                ),
              ],
              [t('process.drill.by'), <WireText key="by" text={drill.by} />],
              [t('process.drill.evidence'), <WireOrUnknown key="evidence" text={drill.evidence} />],
              [t('process.drill.recorded'), <Recorded key="recorded" drill={drill} />],
            ]}
          />
          {mayEdit && drill.recorded !== null ? <Withdraw drill={drill} site={site} /> : null}
        </li>
      ))}
    </ul>
  )
}

/** What was measured of hold-up, beside what the model says of the same loss. */
function Held({ drill: { heldH, isAtLeast, modelHeldH, isAsModelled } }: { readonly drill: DrillView }) {
  if (heldH === null) return <Unknown reason={t('process.target.not-measured')} />
  const hours = hoursText(heldH)
  return (
    <>
      {isAsModelled === false ? <SeverityMark severity={3} /> : null}{' '}
      {isAtLeast ? t('process.drill.at-least', { hours }) : hours}
      {modelHeldH === null ? null : (
        <span className="muted"> {t('process.drill.model', { hours: hoursText(modelHeldH) })}</span>
      )}
    </>
  )
}

function Recorded({ drill: { recorded } }: { readonly drill: DrillView }) {
  if (recorded === null) return t('process.drill.of-file')
  return (
    <>
      <WireText text={recorded.byName ?? recorded.by} />, <Instant at={recorded.at} />
    </>
  )
}

function Withdraw({ drill, site }: { readonly drill: DrillView; readonly site: SiteKey }) {
  const [isOpen, setIsOpen] = useState(false)
  const [reason, setReason] = useState('')
  const { run, isRunning, refused } = useWrite(withdrawDrill)
  if (!isOpen)
    return (
      <Button variant="subtle" size="compact-sm" onClick={() => setIsOpen(true)}>
        {t('process.drill.withdraw')}
      </Button>
    )
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void run({ params: { site, drillId: drill.id }, body: { reason } }).then((answer) => {
      if (answer.ok) showToast({ text: t('process.drill.withdrawn') })
    })
  }
  return (
    <form className="process-form" onSubmit={submit}>
      <Textarea
        label={t('process.drill.withdraw.reason')}
        value={reason}
        required
        maxLength={500}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" variant="default" loading={isRunning}>
        {t('process.drill.withdraw')}
      </Button>
    </form>
  )
}
