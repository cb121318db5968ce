// What is made of a run: rows promoted to a case, nothing found, an idea for a rule, or data that is missing. Nothing is taken back.
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { followUpRun, type HuntRunRecord } from '@penstock/contract/hunts'
import type { HuntedRow } from '@penstock/model/hunts'
import type { Domain } from '@penstock/model/kernel'
import { useSession, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Instant, RefusedNotice, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { type SubmitEvent, useState } from 'react'
import { Promote } from './Promote.tsx'

const OUTCOMES = ['found-nothing', 'rule-idea', 'needs-data'] as const

interface Shown {
  readonly domain: Domain
  readonly run: HuntRunRecord
  readonly title: string
  readonly hypothesis: string
  readonly chosen: readonly HuntedRow[]
}

export function FollowUps({ domain, run, title, hypothesis, chosen }: Shown) {
  const session = useSession()
  const mayPromote = session.domain === domain && session.permissions.includes('incident:work')
  return (
    <div className="hunt-follow-ups">
      <h4>{t('hunts.column.follow-up')}</h4>
      {run.followUps.length === 0 ? (
        <p className="faint">{t('hunts.follow-up.none')}</p>
      ) : (
        <ul>
          {run.followUps.map(({ at, byName, outcome, note, incident }) => (
            <li key={at}>
              {t(`hunts.follow-up.${outcome}`)}{' '}
              {incident === null ? null : (
                <Link to="/incidents/$incidentId" params={{ incidentId: incident.id }}>
                  {incident.reference}
                </Link>
              )}{' '}
              {note === '' ? null : <WireText text={note} />}{' '}
              <span className="faint">
                <WireText text={byName} /> · <Instant at={at} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {run.state === 'running' ? null : <Say domain={domain} run={run} />}
      {mayPromote && run.rows.length > 0 ? (
        <Promote domain={domain} run={run} title={title} hypothesis={hypothesis} chosen={chosen} />
      ) : null}
    </div>
  )
}

function Say({ domain, run }: Pick<Shown, 'domain' | 'run'>) {
  const { run: send, isRunning, refused } = useWrite(followUpRun)
  const [outcome, setOutcome] = useState<(typeof OUTCOMES)[number]>('found-nothing')
  const [note, setNote] = useState('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const asked = { domain, params: { huntRunId: run.id }, body: { outcome, note } }
    void send(asked).then((answer) => (answer.ok ? setNote('') : undefined))
  }
  return (
    <form className="hunt-say" onSubmit={submit}>
      <NativeSelect
        label={t('hunts.follow-up.say')}
        value={outcome}
        data={OUTCOMES.map((value) => ({ value, label: t(`hunts.follow-up.${value}`) }))}
        onChange={(event) => setOutcome(OUTCOMES.find((one) => one === event.currentTarget.value) ?? 'found-nothing')}
      />
      <TextInput
        label={t('hunts.follow-up.note')}
        value={note}
        maxLength={2000}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={isRunning}>
        {t('hunts.follow-up.keep')}
      </Button>
      {refused === null ? null : <RefusedNotice refused={refused} />}
    </form>
  )
}
