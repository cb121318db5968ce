// Enrols a source: its token is shown this once, with the command that sends lines with it, or it is bound to a listener of the configuration.
import { Button, CloseButton, NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import { enrolSource, type SourcesView } from '@penstock/contract/sources'
import type { Domain } from '@penstock/model/kernel'
import { hasPeers } from '@penstock/model/sources'
import { useSession, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Panel, RefusedNotice } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'

const BY_TOKEN = ''

export function EnrolSource(props: {
  readonly formats: SourcesView['formats']
  readonly listeners: SourcesView['listeners']
  readonly onClose: () => void
}) {
  const session = useSession()
  const { site, sites } = useScope()
  const { run, isRunning, refused } = useWrite(enrolSource)
  const [name, setName] = useState('')
  const [format, setFormat] = useState<string | null>(null)
  const [minutes, setMinutes] = useState(60)
  const [domain, setDomain] = useState<Domain>(session.domain ?? 'ot')
  const [chosen, setChosen] = useState<string | null>(null)
  const [way, setWay] = useState(BY_TOKEN)
  const [peers, setPeers] = useState('')
  const [made, setMade] = useState<{ readonly token: string | null; readonly domain: Domain } | null>(null)
  const listeners = props.listeners.filter((each) => each.domain === domain)
  const listener = listeners.find((each) => each.name === way)
  const at = chosen ?? site?.site ?? null
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const wanted = sites.find((each) => each.site === at)
    if (wanted === undefined || format === null) return
    const body = {
      ...{ name: name.trim(), domain, site: wanted.site, format, everySeconds: Math.round(minutes * 60) },
      ...(listener === undefined ? {} : { listener: { name: listener.name, peers: peersOf(peers) } }),
    }
    const answer = await run({ body })
    if (answer.ok) setMade({ token: answer.value.token, domain })
  }
  return (
    <Panel title={t('sources.enrol')} aside={<CloseButton aria-label={t('ui.close')} onClick={props.onClose} />}>
      <form className="form source-form" onSubmit={(event) => void submit(event)}>
        <TextInput
          label={t('sources.name')}
          description={t('sources.name.hint')}
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.currentTarget.value)}
          required
        />
        <Select
          label={t('sources.format')}
          value={format}
          searchable
          required
          data={props.formats.map(({ id, title }) => ({ value: id, label: title }))}
          onChange={setFormat}
        />
        {session.domain === null ? (
          <Select
            label={t('sources.domain')}
            value={domain}
            allowDeselect={false}
            data={(['ot', 'it'] as const).map((each) => ({ value: each, label: t(`access.domain.${each}`) }))}
            onChange={(next) => {
              setDomain(next === 'it' ? 'it' : 'ot')
              setWay(BY_TOKEN)
            }}
          />
        ) : null}
        <Select
          label={t('sources.kind')}
          description={listeners.length === 0 ? t('sources.way.none') : undefined}
          value={way}
          allowDeselect={false}
          data={[
            { value: BY_TOKEN, label: t('sources.kind.token') },
            ...listeners.map((each) => ({
              value: each.name,
              label: t(`sources.way.${each.by}`, { name: each.name, place: each.place }),
            })),
          ]}
          onChange={(next) => setWay(next ?? BY_TOKEN)}
        />
        {listener !== undefined && hasPeers(listener) ? (
          <Textarea
            label={t('sources.peers')}
            description={t('sources.peers.hint')}
            value={peers}
            autosize
            minRows={2}
            onChange={(event) => setPeers(event.currentTarget.value)}
          />
        ) : null}
        {sites.length > 1 ? (
          <Select
            label={t('sources.site')}
            value={at}
            allowDeselect={false}
            data={sites.map((each) => ({ value: each.site, label: each.name }))}
            onChange={setChosen}
          />
        ) : null}
        <NumberInput
          label={t('sources.every')}
          description={t('sources.every.hint')}
          value={minutes}
          min={1}
          max={43_200}
          onChange={(next) => setMinutes(Number(next))}
          hideControls
        />
        <p className="muted">
          {t(listener === undefined ? 'sources.enrol.bound' : 'sources.enrol.bound-listener', {
            domain: t(`access.domain.${domain}`),
            site: sites.find((each) => each.site === at)?.name ?? '—',
          })}
        </p>
        {refused === null ? null : <RefusedNotice refused={refused} />}
        <Button type="submit" loading={isRunning} disabled={at === null || format === null || name.trim() === ''}>
          {t(listener === undefined ? 'sources.enrol.make' : 'sources.enrol.bind')}
        </Button>
      </form>
      <div role="status">
        {made === null ? null : made.token === null ? (
          <p>{t('sources.enrol.is-bound')}</p>
        ) : (
          <>
            <p>
              {t('sources.token')} <code className="secret">{made.token}</code>
            </p>
            <p>{t('sources.token.how')}</p>
            <pre className="source-text">
              <code>
                {`curl -H 'Authorization: Bearer ${made.token}' -H 'Content-Type: application/x-ndjson' `}
                {`--data-binary @FILE '${location.origin}/api/${made.domain}/events?batch=NAME'`}
              </code>
            </pre>
          </>
        )}
      </div>
    </Panel>
  )
}

/** Addresses, each on a line or behind a comma. */
function peersOf(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map((peer) => peer.trim())
    .filter((peer) => peer !== '')
}
