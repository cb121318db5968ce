// Why was it not shown then? One asset and one advisory at an instant that somebody asks about, by what was known or by what was so.
import { NativeSelect, TextInput } from '@mantine/core'
import { explainVulnerability, type VulnerabilityRecord } from '@penstock/contract/vulnerabilities'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { instantOf, Loaded, WireText } from '@penstock/web/ui'
import { useState } from 'react'

const CLOCKS = ['learned', 'held'] as const

export function WhyThen({ match }: { readonly match: VulnerabilityRecord }) {
  const [then, setThen] = useState('')
  const [clock, setClock] = useState<(typeof CLOCKS)[number]>('learned')
  const asOf = instantOf(then)
  return (
    <section aria-label={t('vulnerabilities.then')} className="vulnerability-form">
      <h3>{t('vulnerabilities.then')}</h3>
      <div className="vulnerability-head">
        <TextInput
          label={t('vulnerabilities.then.at')}
          type="datetime-local"
          value={then}
          onChange={(event) => setThen(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('vulnerabilities.then.by')}
          value={clock}
          data={CLOCKS.map((one) => ({ value: one, label: t(`vulnerabilities.then.${one}`) }))}
          onChange={(event) => setClock(event.currentTarget.value === 'held' ? 'held' : 'learned')}
        />
      </div>
      <div aria-live="polite">{asOf === undefined ? null : <Told match={match} asOf={asOf} clock={clock} />}</div>
    </section>
  )
}

function Told(props: {
  readonly match: VulnerabilityRecord
  readonly asOf: string
  readonly clock: (typeof CLOCKS)[number]
}) {
  const { match, asOf, clock } = props
  const params = { assetId: match.assetId, advisoryId: match.advisoryId }
  const read = useRead(explainVulnerability, { params, query: { asOf, clock } })
  return (
    <Loaded read={read} lines={1}>
      {({ code, version, trail }) => (
        <>
          <p>
            <strong>{t(`vulnerabilities.then.code.${code}`)}</strong>{' '}
            {version === null ? null : <span className="muted">{t('vulnerabilities.by-revision', { version })}</span>}
          </p>
          <ul className="vulnerability-list">
            {trail.map(({ fact, source }) => (
              <li key={`${fact} ${source}`}>
                <WireText text={fact} />{' '}
                <span className="muted">
                  <WireText text={source} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Loaded>
  )
}
