// A rule tried on an event that is pasted: which searches hold, what stood in the fields, and what the rules that run say.
import { Button, Select, Textarea } from '@mantine/core'
import { readRuleText, tryRule } from '@penstock/contract/detection-rules'
import type { Response } from '@penstock/contract/route'
import { listSources } from '@penstock/contract/sources'
import { useRead, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Chip, Empty, Facts, Instant, Loaded, Panel, RefusedNotice, showUnseen, WireText } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'
import { Faults } from './columns.tsx'
import type { Part } from './part.ts'

type Told = Response<typeof tryRule>
type Asked = Told['events'][number]['asked'][number]

export function Trial({ domain, search }: Part) {
  const { rule } = search
  const read = useRead(readRuleText, { domain, query: { rule: rule ?? '' } }, { isEnabled: rule !== undefined })
  if (rule === undefined) return <TrialForm domain={domain} given="" />
  return <Loaded read={read}>{({ text }) => <TrialForm key={rule} domain={domain} given={text} />}</Loaded>
}

function TrialForm({ domain, given }: Pick<Part, 'domain'> & { readonly given: string }) {
  const sources = useRead(listSources, {})
  const { run, isRunning, refused } = useWrite(tryRule)
  const [format, setFormat] = useState<string | null>(null)
  const [record, setRecord] = useState('')
  const [text, setText] = useState(given)
  const [told, setTold] = useState<Told | null>(null)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (format === null) return
    const answer = await run({ domain, body: { format, record, text: text.trim() === '' ? null : text } })
    setTold(answer.ok ? answer.value : null)
  }
  return (
    <>
      <Panel title={t('rules.trial')}>
        <p className="muted">{t('rules.trial.lead')}</p>
        <form className="form rules-trial" onSubmit={(event) => void submit(event)}>
          <Select
            label={t('rules.trial.format')}
            value={format}
            searchable
            required
            data={(sources.data?.formats ?? []).map(({ id, title }) => ({ value: id, label: title }))}
            onChange={setFormat}
          />
          <Textarea
            label={t('rules.trial.event')}
            value={record}
            required
            autosize
            minRows={4}
            maxRows={14}
            maxLength={65_536}
            spellCheck={false}
            onChange={(event) => setRecord(event.currentTarget.value)}
          />
          <Textarea
            label={t('rules.trial.rule')}
            description={t('rules.trial.rule.hint')}
            value={text}
            autosize
            minRows={6}
            maxRows={24}
            maxLength={131_072}
            spellCheck={false}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {refused === null ? null : <RefusedNotice refused={refused} />}
          <Button type="submit" loading={isRunning} disabled={format === null || record.trim() === ''}>
            {t('rules.trial.ask')}
          </Button>
        </form>
      </Panel>
      <div role="status">{told === null ? null : <Answer told={told} />}</div>
    </>
  )
}

function Answer({ told }: { readonly told: Told }) {
  return (
    <Panel title={t('rules.trial.answer')}>
      {told.faults.length === 0 ? null : (
        <div className="notice">
          <Faults rule={told} />
        </div>
      )}
      {told.tested.length === 0 ? null : <p>{t('rules.trial.tested', { count: told.tested.length })}</p>}
      {told.unread.map((why, at) => (
        <p key={at}>{t('rules.trial.unread', { why })}</p>
      ))}
      {told.events.length === 0 ? (
        <Empty kind="matches" title={t('rules.trial.no-event')} />
      ) : (
        told.events.map((event, at) => (
          <article key={at} className="rules-exception">
            <h3>
              <Instant at={event.at} /> <WireText text={event.logSources.join(', ')} />
            </h3>
            {event.asked.map((one) => (
              <AskedRule key={one.rule} one={one} />
            ))}
            <p>
              {event.met.length === 0 ? t('rules.trial.met-none') : t('rules.trial.met', { count: event.met.length })}{' '}
              <WireText text={event.met.map(({ title }) => title).join(', ')} />
            </p>
          </article>
        ))
      )}
    </Panel>
  )
}

function AskedRule({ one }: { readonly one: Asked }) {
  return (
    <>
      <h4>
        <Chip tone={one.isMet ? 'strong' : 'plain'}>{t(one.isMet ? 'rules.trial.is-met' : 'rules.trial.not-met')}</Chip>{' '}
        <WireText text={one.title} />
      </h4>
      {one.isOfSource ? null : <p>{t('rules.trial.other-source')}</p>}
      <Facts
        items={[
          ...one.searches.map(
            ({ name, holds }) =>
              [
                t('rules.trial.search', { name: showUnseen(name) }),
                t(holds ? 'rules.trial.holds' : 'rules.trial.holds-not'),
              ] as const,
          ),
          ...Object.entries(one.values).map(
            ([name, value]) => [showUnseen(name), <WireText key={name} text={String(value)} isMono />] as const,
          ),
        ]}
      />
    </>
  )
}
