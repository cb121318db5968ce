// Opens a case by hand: what it is, what it may do to the process, and who has it.
import { Button, Modal } from '@mantine/core'
import { openIncident } from '@penstock/contract/incidents'
import type { SiteKey } from '@penstock/model/kernel'
import { useMay, useWrite } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { LineField, RefusedNotice } from '@penstock/web/ui'
import { useNavigate } from '@tanstack/react-router'
import { type SubmitEvent, useState } from 'react'
import { type SaidStake, StakeFields } from './StakeFields.tsx'

export function OpenIncident() {
  const { site } = useScope()
  const mayWork = useMay('incident:work')
  const [isOpen, setOpen] = useState(false)
  const isThere = mayWork && site !== null
  const open = () => setOpen(true)
  const group = t('incidents.title')
  useCommands(isThere ? [{ id: 'incidents.open', title: t('incidents.open'), group, keys: 'n', run: open }] : [])
  if (!isThere) return null
  return (
    <>
      <Button onClick={open}>{t('incidents.open')}</Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t('incidents.open')}
        closeButtonProps={{ 'aria-label': t('ui.close') }}
        attributes={{ header: { role: 'presentation' } }}
      >
        {isOpen ? <OpenForm site={site.site} /> : null}
      </Modal>
    </>
  )
}

function OpenForm({ site }: { readonly site: SiteKey }) {
  const { run, isRunning, refused } = useWrite(openIncident)
  const navigate = useNavigate()
  const [title, setTitle] = useState('')
  const [stake, setStake] = useState<SaidStake>({ severity: 2, consequence: 0, function: null })
  const [team, setTeam] = useState('')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const body = { title, ...stake, team, sources: [] }
    void run({ params: { site }, body }).then((answer) => {
      if (answer.ok) void navigate({ to: '/incidents/$incidentId', params: { incidentId: answer.value.id } })
    })
  }
  return (
    <form className="incident-form" onSubmit={submit}>
      <LineField label={t('incidents.field.title')} value={title} onChange={setTitle} />
      <StakeFields stake={stake} onChange={setStake} />
      <LineField label={t('incidents.column.team')} value={team} onChange={setTeam} />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('incidents.open')}
      </Button>
    </form>
  )
}
