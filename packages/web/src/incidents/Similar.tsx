// Cases of the same domain that hold the same observables, and the way to take one up as a duplicate.
import { Button } from '@mantine/core'
import { type IncidentRecord, mergeIncident } from '@penstock/contract/incidents'
import { useMay, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Empty, RefusedNotice, showToast, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'

export function Similar({ record }: { readonly record: IncidentRecord }) {
  const mayWork = useMay('incident:work') && record.state !== 'merged'
  const { run, isRunning, refused } = useWrite(mergeIncident)
  if (record.similar.length === 0) return <Empty kind="wrong" title={t('incidents.similar.none')} />
  const merge = (from: string) =>
    void run({ params: { incidentId: record.id }, body: { version: record.version, from } }).then((answer) => {
      if (answer.ok) showToast({ text: t('incidents.merged') })
    })
  return (
    <>
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <ul className="incident-parts">
        {record.similar.map(({ id, reference, title, shared }) => (
          <li key={id}>
            <Link to="/incidents/$incidentId" params={{ incidentId: id }}>
              {reference}
            </Link>{' '}
            <WireText text={title} /> <span className="muted">{t('incidents.similar.shared', { shared })}</span>{' '}
            {mayWork ? (
              <Button size="compact-sm" variant="default" loading={isRunning} onClick={() => merge(id)}>
                {t('incidents.merge.one', { reference })}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  )
}
