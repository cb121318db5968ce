// Takes a detection into a case, a new one or one that runs, or drafts its handoff to the other side. Fields come filled; Enter sends.
import { Button, Modal, NativeSelect } from '@mantine/core'
import { listIncidents } from '@penstock/contract/incidents'
import { escalateTriage, handTriage, readTriage } from '@penstock/contract/triage'
import type { SiteKey } from '@penstock/model/kernel'
import { useRead, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { LineField, Loaded, RefusedNotice, showToast } from '@penstock/web/ui'
import { useNavigate } from '@tanstack/react-router'
import { type SubmitEvent, useState } from 'react'
import { BriefWords } from './Brief.tsx'
import type { ShownRow } from './shown.ts'

interface Asking {
  readonly kind: 'case' | 'handoff'
  readonly row: ShownRow
}

export function EscalateDialog({ asking, onClose }: { readonly asking: Asking | null; readonly onClose: () => void }) {
  return (
    <Modal
      opened={asking !== null}
      onClose={onClose}
      title={t(asking?.kind === 'handoff' ? 'triage.hand' : 'triage.escalate')}
      size={asking?.kind === 'handoff' ? 'lg' : 'md'}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      {asking === null ? null : <EscalateForm {...asking} onEnd={onClose} />}
    </Modal>
  )
}

const NEW = ''

function EscalateForm({ kind, row, onEnd }: Asking & { readonly onEnd: () => void }) {
  const { domain, detection } = row
  const params = { domain, detectionId: detection.id }
  const site = detection.site as SiteKey
  const cases = useRead(listIncidents, { query: { site, state: 'running', limit: 50 } })
  const opening = useWrite(escalateTriage)
  const handing = useWrite(handTriage)
  const navigate = useNavigate()
  const [chosen, setChosen] = useState(NEW)
  const [title, setTitle] = useState(detection.title.slice(0, 200))
  const [team, setTeam] = useState(() => t(`triage.team.${domain}`))
  const [toTeam, setToTeam] = useState(() => t(`triage.team.${domain === 'ot' ? 'it' : 'ot'}`))
  const running = cases.data?.items ?? []
  const refused = opening.refused ?? handing.refused
  const send = async () => {
    const found = running.find(({ id }) => id === chosen)
    const incident = found === undefined ? null : { id: found.id, version: found.version }
    if (kind === 'handoff') {
      const answer = await handing.run({ params, body: { incident, title, team, toTeam } })
      if (answer.ok) void navigate({ to: '/handoffs/$handoffId', params: { handoffId: answer.value.id } })
      return
    }
    const answer = await opening.run({ params, body: { incident, title, team } })
    if (!answer.ok) return
    const { id, reference, isNoted } = answer.value
    showToast({
      text: t(isNoted ? 'triage.escalated' : 'triage.escalated.unnoted', { reference }),
      action: {
        title: t('triage.case.open'),
        run: () => void navigate({ to: '/incidents/$incidentId', params: { incidentId: id } }),
      },
    })
    onEnd()
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void send()
  }
  return (
    <form className="triage-form" onSubmit={submit}>
      <NativeSelect
        label={t('triage.case')}
        value={chosen}
        data={[
          { value: NEW, label: t('triage.case.new') },
          ...running.map(({ id, reference, title: of }) => ({ value: id, label: `${reference} ${of}` })),
        ]}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      {chosen === NEW ? (
        <>
          <LineField label={t('triage.case.title')} value={title} isFirst onChange={setTitle} />
          <LineField label={t('triage.case.team')} value={team} onChange={setTeam} />
        </>
      ) : null}
      {kind === 'handoff' ? (
        <>
          <LineField label={t('triage.case.to-team')} value={toTeam} onChange={setToTeam} />
          <Crossing params={params} />
        </>
      ) : null}
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={opening.isRunning || handing.isRunning}>
        {t(kind === 'handoff' ? 'triage.hand.draft' : 'triage.escalate')}
      </Button>
    </form>
  )
}

function Crossing({ params }: { readonly params: { readonly domain: 'it' | 'ot'; readonly detectionId: string } }) {
  const read = useRead(readTriage, { params })
  return (
    <Loaded read={read} lines={6}>
      {({ brief }) => (brief === null ? null : <BriefWords brief={brief} />)}
    </Loaded>
  )
}
