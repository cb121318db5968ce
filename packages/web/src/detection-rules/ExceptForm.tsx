// Switches a rule off, or suppresses it for an address, a zone or a site: with a reason and an end. Who has to agree is told by the answer.
import { Button, NativeSelect, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { askRuleException, type RuleRow } from '@penstock/contract/detection-rules'
import type { Domain } from '@penstock/model/kernel'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { instantOf, localOf, RefusedNotice, showToast } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'

const DAY_MS = 86_400_000
const KINDS = ['suppressed', 'off'] as const

export function ExceptForm(props: {
  readonly rule: Pick<RuleRow, 'id' | 'title'>
  readonly domain: Domain
  /** It raises no detection that could be suppressed. */
  readonly isOffOnly?: boolean
  readonly onDone: () => void
}) {
  const { rule, domain, isOffOnly = false } = props
  const { site, sites } = useScope()
  const { run, isRunning, refused } = useWrite(askRuleException)
  const [kind, setKind] = useState<(typeof KINDS)[number]>(isOffOnly ? 'off' : 'suppressed')
  const [at, setAt] = useState<string>(site?.site ?? '')
  const [address, setAddress] = useState('')
  const [zone, setZone] = useState('')
  const [reason, setReason] = useState('')
  const [until, setUntil] = useState(() => localOf(new Date(Date.now() + DAY_MS).toISOString()))
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const end = instantOf(until)
    if (end === undefined) return
    const given = (text: string) => (text.trim() === '' ? null : text.trim())
    const chosen = sites.find((each) => each.site === at)?.site ?? null
    const scope = { site: chosen, address: given(address), zone: chosen === null ? null : given(zone) }
    const body = { kind, rule: rule.id, title: rule.title, reason: reason.trim(), until: end }
    const answer = await run({ params: { domain }, body: kind === 'off' ? body : { ...body, ...scope } })
    if (!answer.ok) return
    showToast({ text: t(answer.value.standing === 'asked' ? 'rules.except.asked' : 'rules.except.begun') })
    props.onDone()
  }
  return (
    <form className="form" aria-label={t('rules.except')} onSubmit={(event) => void submit(event)}>
      {isOffOnly ? null : (
        <SegmentedControl
          aria-label={t('rules.except.kind')}
          data={KINDS.map((value) => ({ value, label: t(`rules.except.kind.${value}`) }))}
          value={kind}
          onChange={(value) => setKind(KINDS.find((one) => one === value) ?? 'suppressed')}
        />
      )}
      <p className="muted">{t(`rules.except.kind.${kind}.means`)}</p>
      {kind === 'off' ? null : (
        <>
          <NativeSelect
            label={t('rules.except.site')}
            value={at}
            data={[
              { value: '', label: t('rules.except.every-site') },
              ...sites.map((each) => ({ value: each.site, label: each.name })),
            ]}
            onChange={(event) => setAt(event.currentTarget.value)}
          />
          <TextInput
            label={t('rules.except.address')}
            description={t('rules.except.address.hint')}
            value={address}
            maxLength={45}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
          <TextInput
            label={t('rules.except.zone')}
            description={t('rules.except.zone.hint')}
            value={zone}
            maxLength={200}
            disabled={at === ''}
            onChange={(event) => setZone(event.currentTarget.value)}
          />
        </>
      )}
      <TextInput
        label={t('rules.except.until')}
        type="datetime-local"
        value={until}
        required
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
      <Textarea
        label={t('rules.except.reason')}
        value={reason}
        required
        maxLength={500}
        autosize
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <p className="muted">{t('rules.except.who')}</p>
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning} disabled={reason.trim() === ''}>
        {t(`rules.except.ask.${kind}`)}
      </Button>
    </form>
  )
}
