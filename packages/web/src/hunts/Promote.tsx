// Opens a case with the chosen rows, in this person's own rights: the case first, then its parts, then the run is told.
import { Button, Modal } from '@mantine/core'
import { followUpRun, type HuntRunRecord } from '@penstock/contract/hunts'
import { openIncident, readIncident, writeEntry } from '@penstock/contract/incidents'
import type { HuntedRow } from '@penstock/model/hunts'
import { type Domain, SiteKey } from '@penstock/model/kernel'
import { call, type Refused, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { LineField, RefusedNotice, type Severity, SeverityField, showToast } from '@penstock/web/ui'
import { useNavigate } from '@tanstack/react-router'
import { type SubmitEvent, useState } from 'react'
import { entriesOf } from './promote.ts'

interface Chosen {
  readonly domain: Domain
  readonly run: HuntRunRecord
  readonly title: string
  readonly hypothesis: string
  readonly chosen: readonly HuntedRow[]
}

export function Promote(props: Chosen) {
  const [isOpen, setOpen] = useState(false)
  const sites = new Set(props.chosen.map(({ site }) => site))
  const isOneSite = sites.size === 1
  return (
    <div>
      <Button disabled={!isOneSite} onClick={() => setOpen(true)}>
        {t('hunts.promote', { count: props.chosen.length })}
      </Button>
      {isOneSite ? null : (
        <p className="faint">{t(sites.size === 0 ? 'hunts.promote.choose' : 'hunts.promote.one-site')}</p>
      )}
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t('hunts.promote', { count: props.chosen.length })}
        closeButtonProps={{ 'aria-label': t('ui.close') }}
        attributes={{ header: { role: 'presentation' } }}
      >
        {isOpen ? <Form {...props} /> : null}
      </Modal>
    </div>
  )
}

function Form({ domain, run, title: given, hypothesis, chosen }: Chosen) {
  const { run: open, isRunning } = useWrite(openIncident)
  const { run: tell } = useWrite(followUpRun)
  const navigate = useNavigate()
  const [title, setTitle] = useState(given)
  const [team, setTeam] = useState('')
  const [severity, setSeverity] = useState<Severity>(3)
  const [refused, setRefused] = useState<Refused | null>(null)
  const [isBusy, setBusy] = useState(false)
  const promote = async (): Promise<Refused | null> => {
    const sources = [{ kind: 'hunt-run', id: run.id, label: given.slice(0, 200) }]
    const body = { title, severity, consequence: 0, function: null, team, sources }
    const opened = await open({ params: { site: SiteKey.parse(chosen[0]?.site) }, body })
    if (!opened.ok) return opened.refusal
    const params = { incidentId: opened.value.id }
    const seen = await call(readIncident, { params })
    if (!seen.ok) return seen.refusal
    let { version } = seen.value
    const entries = [{ kind: 'hypothesis' as const, statement: hypothesis, confidence: 50 }, ...entriesOf(chosen)]
    for (const entry of entries) {
      const written = await call(writeEntry, { params, body: { version, entry } }, { key: crypto.randomUUID() })
      if (!written.ok) return written.refusal
      version = written.value.version
    }
    const { id, reference } = opened.value
    const asked = { outcome: 'promoted' as const, incident: { id, reference } }
    const told = await tell({ domain, params: { huntRunId: run.id }, body: asked })
    if (!told.ok) return told.refusal
    showToast({ text: t('hunts.promoted', { reference }) })
    await navigate({ to: '/incidents/$incidentId', params })
    return null
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setBusy(true)
    void promote()
      .then(setRefused)
      .finally(() => setBusy(false))
  }
  return (
    <form className="hunt-form" onSubmit={submit}>
      <p>{t('hunts.promote.what', { count: chosen.length })}</p>
      <LineField label={t('incidents.field.title')} value={title} onChange={setTitle} />
      <SeverityField label={t('incidents.column.severity')} value={severity} onChange={setSeverity} />
      <LineField label={t('incidents.column.team')} value={team} onChange={setTeam} />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning || isBusy}>
        {t('hunts.promote.do')}
      </Button>
    </form>
  )
}
