// Makes a code that enrols one sensor, and says the two commands to run where the sensor stands. The code is shown this once.
import { Button, CloseButton, Select } from '@mantine/core'
import { createSensorCode } from '@penstock/contract/sensors'
import type { Domain } from '@penstock/model/kernel'
import { useSession, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Instant, Panel, RefusedNotice } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'
import { useNameFields } from './NameFields.tsx'

interface Made {
  readonly code: string
  readonly expiresAt: string
}

export function EnrolPanel({ onClose }: { readonly onClose: () => void }) {
  const session = useSession()
  const { site, sites } = useScope()
  const { run, isRunning, refused } = useWrite(createSensorCode)
  const { fields, said } = useNameFields({ name: '', segments: [] })
  const [domain, setDomain] = useState<Domain>(session.domain ?? 'ot')
  const [chosen, setChosen] = useState<string | null>(null)
  const [made, setMade] = useState<Made | null>(null)
  const at = chosen ?? site?.site ?? null
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const wanted = sites.find((each) => each.site === at)
    if (wanted === undefined) return
    const answer = await run({ body: { ...said, domain, site: wanted.site, kind: 'sensor' } })
    if (answer.ok) setMade(answer.value)
  }
  return (
    <Panel title={t('sensors.enrol')} aside={<CloseButton aria-label={t('ui.close')} onClick={onClose} />}>
      <form className="form sensor-enrol" onSubmit={(event) => void submit(event)}>
        {fields}
        {session.domain === null ? (
          <Select
            label={t('sensors.domain')}
            value={domain}
            allowDeselect={false}
            data={(['ot', 'it'] as const).map((each) => ({ value: each, label: t(`access.domain.${each}`) }))}
            onChange={(next) => setDomain(next === 'it' ? 'it' : 'ot')}
          />
        ) : null}
        {sites.length > 1 ? (
          <Select
            label={t('sensors.site')}
            value={at}
            allowDeselect={false}
            data={sites.map((each) => ({ value: each.site, label: each.name }))}
            onChange={setChosen}
          />
        ) : null}
        <p className="muted">{t('sensors.enrol.bound', { domain: t(`access.domain.${domain}`), site: at ?? '—' })}</p>
        {refused === null ? null : <RefusedNotice refused={refused} />}
        <Button type="submit" loading={isRunning} disabled={at === null}>
          {t('sensors.enrol.make')}
        </Button>
      </form>
      <div role="status">{made === null ? null : <Commands made={made} />}</div>
    </Panel>
  )
}

function Commands({ made }: { readonly made: Made }) {
  const folder = 'penstock-sensor'
  return (
    <div className="sensor-code">
      <p>
        {t('sensors.code')} <code className="secret sensor-code-text">{made.code}</code>
      </p>
      <p className="muted">
        {t('sensors.code.until')} <Instant at={made.expiresAt} />
      </p>
      <p>{t('sensors.code.run')}</p>
      <pre className="sensor-commands">
        <code>
          {`penstock sensor enrol --to ${location.origin} --code ${made.code} --state ${folder}\n`}
          {`penstock sensor run --state ${folder} --interface IF`}
        </code>
      </pre>
    </div>
  )
}
