// Joint calls of both teams and visits of a liaison at a site: which were held, which are a gap, and what one's own team may say now.
import { Button } from '@mantine/core'
import { attendJointCall, endJointCall, type JointCallView, listJointCalls } from '@penstock/contract/operating-model'
import { useMay, useRead, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Chip, Empty, Instant, Loaded, Panel, RefusedNotice, WireText } from '@penstock/web/ui'
import { ScheduleCall } from './ScheduleCall.tsx'

/** The other team says it meanwhile. */
const MOVES_MS = 15_000

export function JointCalls() {
  const { site, isKnown } = useScope()
  const maySchedule = useMay('model:propose')
  const read = useRead(
    listJointCalls,
    { params: { site: site?.site ?? 'none' } },
    { isEnabled: site !== null, intervalMs: MOVES_MS },
  )
  if (site === null) return isKnown ? <Empty kind="yet" title={t('plant.no-site')} /> : null
  return (
    <>
      <p className="muted">{t('calls.lead')}</p>
      <Loaded read={read}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty kind="yet" title={t('calls.none')}>
              {t('calls.none.next')}
            </Empty>
          ) : (
            items.map((call) => <Call key={call.id} call={call} mayEnd={maySchedule} />)
          )
        }
      </Loaded>
      {maySchedule ? <ScheduleCall site={site.site} /> : null}
    </>
  )
}

function Call({ call, mayEnd }: { readonly call: JointCallView; readonly mayEnd: boolean }) {
  const { id, kind, name, everyDays, gaps, past, endedAt, madeByName, occurrences } = call
  const attend = useWrite(attendJointCall)
  const end = useWrite(endJointCall)
  const refused = attend.refused ?? end.refused
  return (
    <Panel
      className="joint-call"
      title={`${t(`calls.kind.${kind}`)}: ${name}`}
      aside={past === 0 ? undefined : t('calls.gaps', { count: gaps, past })}
    >
      <p className="muted">
        {t('calls.every', { days: everyDays })} · {t('calls.by')} <WireText text={madeByName ?? '—'} />
        {endedAt === null ? null : (
          <>
            {' · '}
            {t('calls.ended')} <Instant at={endedAt} />
          </>
        )}
      </p>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('calls.due')}</th>
            <th scope="col">{t('calls.state')}</th>
            <th scope="col">{t('calls.said')}</th>
          </tr>
        </thead>
        <tbody>
          {occurrences.map(({ dueAt, state, saidBy, maySay }) => (
            <tr key={dueAt}>
              <th scope="row">
                <Instant at={dueAt} />
              </th>
              <td>
                {state === 'missed' || state === 'one-sided' ? (
                  <Chip tone="strong">{t(`calls.state.${state}`)}</Chip>
                ) : (
                  t(`calls.state.${state}`)
                )}
              </td>
              <td>
                <span className="joint-call-said">
                  {saidBy.map((domain) => t(`calls.said.${domain}`)).join(', ') || '—'}
                  {maySay ? (
                    <Button
                      size="compact-sm"
                      aria-label={t('calls.say-one', { name })}
                      loading={attend.isRunning}
                      onClick={() => void attend.run({ params: { callId: id }, body: { dueAt } })}
                    >
                      {t('calls.say')}
                    </Button>
                  ) : null}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {refused === null ? null : <RefusedNotice refused={refused} />}
      {mayEnd && endedAt === null ? (
        <Button
          variant="default"
          size="compact-sm"
          aria-label={t('calls.end-one', { name })}
          loading={end.isRunning}
          onClick={() => void end.run({ params: { callId: id } })}
        >
          {t('calls.end')}
        </Button>
      ) : null}
    </Panel>
  )
}
