// Asks for a dated exception: whom, as what, at which sites, from when to when, and why.
import { Button, MultiSelect, NativeSelect, TextInput } from '@mantine/core'
import { askException, type listExceptions } from '@penstock/contract/operating-model'
import type { Response } from '@penstock/contract/route'
import { domainOfRoles, ExceptionRole } from '@penstock/model/operating-model'
import { useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { instantOf, Panel, RefusedNotice, showToast } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'

type People = Response<typeof listExceptions>['people']

export function AskException({ people }: { readonly people: People }) {
  const { run, isRunning, refused } = useWrite(askException)
  const { sites } = useScope()
  const [subject, setSubject] = useState('')
  const [role, setRole] = useState<ExceptionRole | null>(null)
  const [at, setAt] = useState<readonly string[]>([])
  const [since, setSince] = useState('')
  const [until, setUntil] = useState('')
  const [reason, setReason] = useState('')
  const person = people.find((one) => one.subject === subject)
  const roles = ExceptionRole.options.filter((one) => person !== undefined && domainOfRoles([one]) !== person.domain)
  const asWhat = roles.find((one) => one === role) ?? roles[0]
  const known = sites.filter(
    ({ site }) => person !== undefined && (person.sites === '*' || person.sites.includes(site)),
  )
  const chosen = known.map(({ site }) => site).filter((site) => at.includes(site))
  const [begins, ends] = [instantOf(since), instantOf(until)]
  const isWhole = asWhat !== undefined && chosen.length > 0 && begins !== undefined && ends !== undefined
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (!isWhole) return
    const body = { subject, role: asWhat, sites: chosen, since: begins, until: ends, reason: reason.trim() }
    const answer = await run({ body })
    if (!answer.ok) return
    showToast({ text: t('exceptions.asked') })
    setSubject('')
    setAt([])
    setReason('')
  }
  return (
    <Panel title={t('exceptions.ask')}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <p className="muted">{t('exceptions.ask.lead')}</p>
        <NativeSelect
          label={t('exceptions.person')}
          value={subject}
          required
          data={[
            { value: '', label: t('exceptions.person.choose') },
            ...people.map(({ subject: value, name, domain }) => ({
              value,
              label: `${name} · ${domain.toUpperCase()}`,
            })),
          ]}
          onChange={(event) => setSubject(event.currentTarget.value)}
        />
        {person === undefined || asWhat === undefined ? null : (
          <>
            <NativeSelect
              label={t('exceptions.role')}
              value={asWhat}
              data={roles.map((value) => ({ value, label: t(`access.role.${value}`) }))}
              onChange={(event) => setRole(ExceptionRole.catch(asWhat).parse(event.currentTarget.value))}
            />
            <MultiSelect
              label={t('exceptions.sites')}
              data={known.map(({ site: value, name }) => ({ value, label: name }))}
              value={[...chosen]}
              onChange={(next) => setAt(next)}
            />
          </>
        )}
        <TextInput
          label={t('exceptions.since')}
          type="datetime-local"
          value={since}
          required
          onChange={(event) => setSince(event.currentTarget.value)}
        />
        <TextInput
          label={t('exceptions.until')}
          description={t('exceptions.until.hint')}
          type="datetime-local"
          value={until}
          required
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
        <TextInput
          label={t('exceptions.reason')}
          value={reason}
          required
          maxLength={500}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {refused === null ? null : <RefusedNotice refused={refused} />}
        <Button type="submit" loading={isRunning} disabled={!isWhole || reason.trim() === ''}>
          {t('exceptions.ask.do')}
        </Button>
      </form>
    </Panel>
  )
}
