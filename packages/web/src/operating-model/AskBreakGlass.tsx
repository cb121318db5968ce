// Asks for a break-glass: which domain and site, for how long, why, and for which incident.
import { Button, NumberInput, Radio, Select, TextInput } from '@mantine/core'
import { askBreakGlass } from '@penstock/contract/operating-model'
import type { Domain } from '@penstock/model/kernel'
import { BreakGlassReason, LONGEST_BREAK_GLASS_MINUTES } from '@penstock/model/operating-model'
import { useSession, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Panel, RefusedNotice, showToast } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'

const USUAL_MINUTES = 30
const OTHER: Readonly<Record<Domain, Domain>> = { it: 'ot', ot: 'it' }

export function AskBreakGlass() {
  const { run, isRunning, refused } = useWrite(askBreakGlass)
  const { domain: own } = useSession()
  const { site, sites } = useScope()
  const [domain, setDomain] = useState<Domain>(own === null ? 'ot' : OTHER[own])
  const [chosen, setChosen] = useState<string | null>(null)
  const at = chosen ?? site?.site ?? sites[0]?.site ?? null
  const [minutes, setMinutes] = useState(USUAL_MINUTES)
  const [reason, setReason] = useState<BreakGlassReason>('active-intrusion')
  const [incident, setIncident] = useState('')
  const [addresses, setAddresses] = useState('')
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (at === null) return
    const only = addresses.split(/[\s,]+/).filter((one) => one !== '')
    const body = { domain, site: at, addresses: only, minutes, reason, incident: incident.trim() }
    const answer = await run({ body })
    if (!answer.ok) return
    showToast({ text: t(answer.value.standing === 'active' ? 'glass.begun' : 'glass.asked') })
    setIncident('')
    setAddresses('')
  }
  return (
    <Panel title={t('glass.ask')}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <p className="muted">{t('glass.lead')}</p>
        {own === null ? (
          <Radio.Group
            label={t('glass.domain')}
            value={domain}
            onChange={(value) => setDomain(value === 'it' ? 'it' : 'ot')}
          >
            <div className="row">
              <Radio value="it" label={t('glass.domain.it')} />
              <Radio value="ot" label={t('glass.domain.ot')} />
            </div>
          </Radio.Group>
        ) : (
          <p>
            {t('glass.domain')}: <strong>{t(`glass.domain.${domain}`)}</strong>
          </p>
        )}
        <Select
          label={t('glass.site')}
          data={sites.map(({ site: value, name }) => ({ value, label: name }))}
          value={at}
          required
          allowDeselect={false}
          onChange={setChosen}
        />
        <Select
          label={t('glass.reason')}
          description={t('glass.reason.hint')}
          data={BreakGlassReason.options.map((value) => ({ value, label: t(`glass.reason.${value}`) }))}
          value={reason}
          allowDeselect={false}
          onChange={(value) => setReason(BreakGlassReason.options.find((one) => one === value) ?? reason)}
        />
        <TextInput
          label={t('glass.incident')}
          description={t('glass.incident.hint')}
          value={incident}
          required
          maxLength={120}
          onChange={(event) => setIncident(event.currentTarget.value)}
        />
        <TextInput
          label={t('glass.addresses')}
          description={t('glass.addresses.hint')}
          value={addresses}
          onChange={(event) => setAddresses(event.currentTarget.value)}
        />
        <NumberInput
          label={t('glass.minutes')}
          value={minutes}
          min={1}
          max={LONGEST_BREAK_GLASS_MINUTES}
          allowDecimal={false}
          onChange={(value) => setMinutes(Number(value) || 1)}
        />
        {refused === null ? null : <RefusedNotice refused={refused} />}
        <Button type="submit" loading={isRunning} disabled={incident.trim() === '' || at === null}>
          {t('glass.ask.do')}
        </Button>
      </form>
    </Panel>
  )
}
