// A link that somebody plans: whether it opens a way to a control zone that is not there today, each hop with its evidence, and what else changes.
import { Button, TextInput } from '@mantine/core'
import { checkLink, type LinkView } from '@penstock/contract/blueprint'
import type { SiteKey } from '@penstock/model/kernel'
import { useRead } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import { Chip, Loaded, Panel, showUnseen, WireText } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'
import { useBlueprint } from './use-blueprint.ts'

interface Asked {
  readonly from: string
  readonly to: string
  readonly protocol: string
}

export function PlannedLink({ site }: { readonly site: SiteKey }) {
  const { search, change } = useBlueprint()
  const [from, setFrom] = useState(search.from ?? '')
  const [to, setTo] = useState(search.to ?? '')
  const [protocol, setProtocol] = useState(search.protocol ?? '')
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    change({ from: from.trim(), to: to.trim(), protocol: protocol.trim() })
  }
  const { from: asked, to: end, protocol: by } = search
  return (
    <Panel title={t('blueprint.link')}>
      <p className="muted">{t('blueprint.link.lead')}</p>
      <form className="blueprint-asked" onSubmit={submit}>
        <TextInput
          label={t('blueprint.link.from')}
          value={from}
          required
          maxLength={120}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          label={t('blueprint.link.to')}
          value={to}
          required
          maxLength={120}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <TextInput
          label={t('blueprint.link.protocol')}
          value={protocol}
          required
          maxLength={120}
          onChange={(event) => setProtocol(event.currentTarget.value)}
        />
        <Button type="submit">{t('blueprint.link.check')}</Button>
      </form>
      {asked === undefined || end === undefined || by === undefined ? null : (
        <Judged site={site} asked={{ from: asked, to: end, protocol: by }} />
      )}
    </Panel>
  )
}

function Judged({ site, asked }: { readonly site: SiteKey; readonly asked: Asked }) {
  const read = useRead(checkLink, { params: { site }, query: { ...asked } })
  return (
    <Loaded read={read} lines={6}>
      {(told) => <Told told={told} />}
    </Loaded>
  )
}

function Told({ told }: { readonly told: LinkView }) {
  const { verdict, permittedBy, isCrossing, newWays, total, goalsOpened, goalsEased, findings, limits, zones } = told
  return (
    <div className="blueprint-told">
      <p role="status">
        <Chip tone={verdict === 'refused' ? 'strong' : 'plain'}>{t(`blueprint.link.${verdict}`)}</Chip>{' '}
        {verdict === 'permitted'
          ? t('blueprint.link.permitted-by', { by: showUnseen(permittedBy ?? '') })
          : t('blueprint.link.between', { from: showUnseen(zones[0] ?? ''), to: showUnseen(zones[1] ?? '') })}
        {isCrossing ? ` ${t('blueprint.link.crossing')}` : ''}
      </p>
      {newWays.length === 0 ? null : (
        <>
          <h3>{t('blueprint.link.ways', { total, shown: newWays.length })}</h3>
          <ol className="blueprint-stages">
            {newWays.map((way) => (
              <li key={way.target}>
                <Way way={way} />
              </li>
            ))}
          </ol>
        </>
      )}
      {goalsOpened.length + goalsEased.length + findings.length === 0 ? null : (
        <>
          <h3>{t('blueprint.link.else')}</h3>
          <ul className="lines">
            {goalsOpened.map(({ id, text }) => (
              <li key={id}>{t('blueprint.link.opened', { goal: showUnseen(text) })}</li>
            ))}
            {goalsEased.map(({ id, text, before, after }) => (
              <li key={id}>
                {t('blueprint.link.eased', {
                  goal: showUnseen(text),
                  before: formatCount(before),
                  after: formatCount(after),
                })}
              </li>
            ))}
            {findings.map(({ rule, id, text }) => (
              <li key={`${rule} ${id}`}>{t('blueprint.link.finding', { text: showUnseen(text) })}</li>
            ))}
          </ul>
        </>
      )}
      {limits.length === 0 ? null : (
        <details>
          <summary>{t('blueprint.link.limits')}</summary>
          <ul className="lines">
            {limits.map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

function Way({ way: { target, zone, cost, steps, conduits, hops } }: { readonly way: LinkView['newWays'][number] }) {
  return (
    <details>
      <summary>
        <b>
          <WireText text={target} />
        </b>{' '}
        {t('blueprint.link.way', {
          zone: showUnseen(zone),
          cost: formatCount(cost),
          steps: steps.map(showUnseen).join(' → '),
          conduits: conduits.map(showUnseen).join(', '),
        })}
      </summary>
      <ol className="blueprint-parts">
        {hops.map((hop) => (
          <li key={`${hop.rule} ${hop.text}`}>
            {showUnseen(hop.text)}
            <ul className="lines muted">
              {hop.facts.map(({ id, text, places }) => (
                <li key={id}>
                  {showUnseen(text)} <code>{places.map(showUnseen).join(', ')}</code>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </details>
  )
}
