// What the declared plant says is at stake in a case that a chain opened and of which nobody has said it.
import { Button } from '@mantine/core'
import type { IncidentRecord } from '@penstock/contract/incidents'
import { type CaseStake, readCaseStake } from '@penstock/contract/triage'
import { useMay, useRead } from '@penstock/web/api'
import { useEntry } from '@penstock/web/incidents'
import { t } from '@penstock/web/messages'
import { RefusedNotice } from '@penstock/web/ui'
import { stakeText } from './words.ts'

const MOST_LINE = 200

/** Nothing while somebody has said it, and for a case that no chain opened. */
export function CaseAtStake({ record }: { readonly record: IncidentRecord }) {
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
      reason: t('triage.at-stake.reason', { text }),
    })
  return (
    <section className="notice" aria-label={t('triage.at-stake')}>
      <div>
        <p>
          <strong>{t('triage.at-stake.by-plant', { devices: read.data?.devices ?? 0 })}</strong> {text}
        </p>
        {refused === null ? null : <RefusedNotice refused={refused} />}
        {mayWork && consequence.kind === 'level' ? (
          <Button variant="default" size="xs" loading={isRunning} onClick={() => take(consequence.level)}>
            {t('triage.at-stake.take', { level: consequence.level })}
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
