// What is at stake in a case: said by people at any time, or taken from the declared plant where a chain opened the case and nobody has said.
import { Button, Textarea } from '@mantine/core'
import type { IncidentRecord } from '@penstock/contract/incidents'
import { type CaseStake, readCaseStake } from '@penstock/contract/triage'
import { useMay, useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { stakeText } from '@penstock/web/triage'
import { RefusedNotice } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'
import { type SaidStake, StakeFields } from './StakeFields.tsx'
import { useEntry } from './use-entry.ts'

const MOST_LINE = 200

/** Nothing while somebody has said it, and for a case that no chain opened. */
export function AtStake({ record }: { readonly record: IncidentRecord }) {
  const isAsked =
    record.consequence === 0 &&
    (record.state === 'open' || record.state === 'acknowledged') &&
    record.sources.some(({ kind }) => kind === 'chain')
  return isAsked ? <FromPlant record={record} /> : null
}

function FromPlant({ record }: { readonly record: IncidentRecord }) {
  const mayWork = useMay('incident:work')
  const read = useRead(readCaseStake, { params: { incidentId: record.id } })
  const { write, isRunning, refused } = useEntry(record)
  const glance = read.data?.glance
  if (glance === undefined || glance === null) return null
  const { stake } = glance
  const { consequence } = stake
  const text = stakeText(stake)
  const take = (level: number) =>
    void write({
      ...{ kind: 'reassessed', severity: record.severity, consequence: level, function: functionOf(stake) },
      reason: t('incidents.stake.reason', { text }),
    })
  return (
    <section className="notice" aria-label={t('incidents.stake')}>
      <div>
        <p>
          <strong>{t('incidents.stake.by-plant', { devices: read.data?.devices ?? 0 })}</strong> {text}
        </p>
        {refused === null ? null : <RefusedNotice refused={refused} />}
        {mayWork && consequence.kind === 'level' ? (
          <Button variant="default" size="xs" loading={isRunning} onClick={() => take(consequence.level)}>
            {t('incidents.stake.take', { level: consequence.level })}
          </Button>
        ) : null}
      </div>
    </section>
  )
}

type Stake = NonNullable<CaseStake['glance']>['stake']

function functionOf({ serves, stops, asset }: Stake): string | null {
  return (serves ?? stops ?? asset)?.name.slice(0, MOST_LINE) ?? null
}

export function ReassessForm({ record, onEnd }: { readonly record: IncidentRecord; readonly onEnd: () => void }) {
  const { write, isRunning, refused } = useEntry(record)
  const { severity, consequence, function: at } = record
  const [stake, setStake] = useState<SaidStake>({ severity, consequence, function: at })
  const [reason, setReason] = useState('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void write({ kind: 'reassessed', ...stake, reason }).then((isDone) => isDone && onEnd())
  }
  return (
    <form className="incident-form" onSubmit={submit}>
      <StakeFields stake={stake} onChange={setStake} />
      <Textarea
        label={t('incidents.field.reason')}
        value={reason}
        required
        maxLength={2000}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('incidents.reassess')}
      </Button>
    </form>
  )
}
