// One question to the owner of a function: does it rest on this host? With what it stands on, and the answer.
import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { answerNeed, type ProposedNeedView } from '@penstock/contract/process'
import type { SiteKey } from '@penstock/model/kernel'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Chip, Instant, RefusedNotice, showToast, showUnseen } from '@penstock/web/ui'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import { Units } from './FunctionPanel.tsx'
import { HoursField } from './HoursField.tsx'
import type { Names } from './names.ts'
import { useProcess } from './use-process.ts'
import { hoursText } from './words.ts'

export function NeedQuestion(props: {
  readonly need: ProposedNeedView
  readonly names: Names
  readonly site: SiteKey
  readonly mayAnswer: boolean
}) {
  const { need, names, site, mayAnswer } = props
  const [isOpen, setIsOpen] = useState(false)
  const { change } = useProcess()
  const assets = need.bases.flatMap((basis) => (basis.kind === 'flow' ? basis.assets : []))
  return (
    <li>
      <b>
        {t('process.hidden.question', {
          name: names.nameOf(need.function),
          service: t(`process.service.${need.service}`),
          server: names.nameOf(need.host),
        })}
      </b>{' '}
      {need.isIt ? <Chip>{t('process.needs.it')}</Chip> : null}
      <p className="muted">
        {need.suppliers.length === 0
          ? t('process.hidden.no-function')
          : t('process.hidden.supplier', { names: need.suppliers.map(names.nameOf).join(', ') })}
        {need.purpose === null ? '' : ` · ${t('process.needs.for', { purpose: showUnseen(need.purpose) })}`}
        {` · ${t(`process.needs.direction.${need.direction}`)}`}
        {need.holdUpH === null ? '' : ` · ${t('process.stock-of', { hours: hoursText(need.holdUpH) })}`}
        {need.owner === null ? '' : ` · ${t('process.call', { owner: need.owner })}`}
      </p>
      <ul className="process-bases">
        {need.bases.map((basis) => (
          <li key={basis.kind}>
            <Basis basis={basis} />
          </li>
        ))}
      </ul>
      <Units units={[need.function, ...assets, need.host]} names={names} onOpen={(id) => change({ open: id })} />
      {!mayAnswer ? null : isOpen ? (
        <AnswerForm need={need} names={names} site={site} onDone={() => setIsOpen(false)} />
      ) : (
        <Button variant="default" size="compact-sm" onClick={() => setIsOpen(true)}>
          {t('process.needs.answer')}
        </Button>
      )}
    </li>
  )
}

function Basis({ basis }: { readonly basis: ProposedNeedView['bases'][number] }): ReactNode {
  if (basis.kind === 'account')
    return t('process.needs.accounts', { accounts: basis.accounts.map(showUnseen).join(', '), day: basis.lastUse })
  if (basis.kind === 'information-flow')
    return t('process.needs.flows', { flows: basis.flows.map(showUnseen).join(', ') })
  return (
    <>
      {t('process.hidden.seen', { count: basis.conversations })} <Instant at={basis.lastAt} />
    </>
  )
}

interface Entered {
  /** Null until somebody says so: no answer is given by default. */
  readonly isNeeded: boolean | null
  readonly direction: ProposedNeedView['direction']
  readonly purpose: string
  readonly holdUpH: number
  readonly owner: string
}

function AnswerForm(props: {
  readonly need: ProposedNeedView
  readonly names: Names
  readonly site: SiteKey
  readonly onDone: () => void
}) {
  const { need, names, site, onDone } = props
  const [entered, setEntered] = useState<Entered>({
    ...{ isNeeded: null, direction: need.direction, purpose: need.purpose ?? '', holdUpH: need.holdUpH ?? 0 },
    owner: need.owner ?? '',
  })
  const { run, isRunning, refused } = useWrite(answerNeed)
  const set = (next: Partial<Entered>) => setEntered({ ...entered, ...next })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const { isNeeded, direction, purpose, holdUpH, owner } = entered
    if (isNeeded === null) return
    const body = {
      ...{ function: need.function, host: need.host, service: need.service, isNeeded, direction, purpose },
      holdUpH: isNeeded ? holdUpH : null,
      owner: owner.trim() === '' ? null : owner,
    }
    void run({ params: { site }, body }).then((answer) => {
      if (!answer.ok) return
      showToast({ text: t('process.needs.answered') })
      onDone()
    })
  }
  return (
    <form
      className="process-form"
      onSubmit={submit}
      aria-label={t('process.needs.answer-of', { name: names.nameOf(need.function), host: names.nameOf(need.host) })}
    >
      <NativeSelect
        label={t('process.needs.is')}
        value={entered.isNeeded === null ? '' : entered.isNeeded ? 'yes' : 'no'}
        required
        data={[
          { value: '', label: t('process.needs.choose') },
          { value: 'yes', label: t('process.needs.yes') },
          { value: 'no', label: t('process.needs.no') },
        ]}
        onChange={({ currentTarget }) =>
          set({ isNeeded: currentTarget.value === '' ? null : currentTarget.value === 'yes' })
        }
      />
      {entered.isNeeded === true ? (
        <HoursField
          label={t('process.needs.hold-up')}
          hint={t('process.needs.hold-up.hint')}
          value={entered.holdUpH}
          isRequired
          onValue={(holdUpH) => set({ holdUpH: holdUpH ?? 0 })}
        />
      ) : null}
      <Textarea
        label={t(entered.isNeeded === false ? 'process.needs.why-not' : 'process.needs.purpose')}
        value={entered.purpose}
        required
        maxLength={400}
        onChange={({ currentTarget }) => set({ purpose: currentTarget.value })}
      />
      <NativeSelect
        label={t('process.needs.direction')}
        value={entered.direction}
        data={(['function-to-host', 'host-to-function', 'both'] as const).map((value) => ({
          value,
          label: t(`process.needs.direction.${value}`),
        }))}
        onChange={({ currentTarget: { value } }) =>
          set({ direction: value === 'both' || value === 'host-to-function' ? value : 'function-to-host' })
        }
      />
      <TextInput
        label={t('process.owner')}
        value={entered.owner}
        maxLength={400}
        onChange={({ currentTarget }) => set({ owner: currentTarget.value })}
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('process.needs.keep')}
      </Button>
    </form>
  )
}
