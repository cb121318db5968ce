// Who, what and when: the filter of the audit log, kept in the address.
import { Button, TextInput } from '@mantine/core'
import { useCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { instantOf, localOf } from '@penstock/web/ui'
import { type SubmitEvent, useEffect, useRef, useState } from 'react'
import type { AuditSearch } from './search.ts'

export function AuditFilter(props: { readonly search: AuditSearch; readonly onChange: (search: AuditSearch) => void }) {
  const { search, onChange } = props
  const first = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(() => fieldsOf(search))
  const key = JSON.stringify(search)
  useEffect(() => setTyped(fieldsOf(JSON.parse(key) as AuditSearch)), [key])
  useCommands([
    {
      id: 'audit.filter',
      title: t('audit.filter'),
      group: t('audit.title'),
      keys: '/',
      run: () => first.current?.focus(),
    },
  ])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    onChange(searchOf(typed))
  }
  const field = (name: keyof Fields) => ({
    value: typed[name],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => {
      const { value } = event.currentTarget
      setTyped((before) => ({ ...before, [name]: value }))
    },
  })
  return (
    <search>
      <form className="audit-filter" aria-label={t('audit.filter')} onSubmit={submit}>
        <TextInput ref={first} label={t('audit.actor')} description={t('audit.actor.hint')} {...field('actor')} />
        <TextInput label={t('audit.action')} description={t('audit.action.hint')} {...field('action')} />
        <TextInput label={t('audit.from')} type="datetime-local" {...field('from')} />
        <TextInput label={t('audit.to')} type="datetime-local" {...field('to')} />
        <Button type="submit" variant="default">
          {t('audit.apply')}
        </Button>
        <Button
          variant="subtle"
          onClick={() => onChange({ actor: undefined, action: undefined, from: undefined, to: undefined })}
        >
          {t('audit.clear')}
        </Button>
      </form>
    </search>
  )
}

type Fields = Readonly<Record<'actor' | 'action' | 'from' | 'to', string>>

function fieldsOf({ actor = '', action = '', from, to }: AuditSearch): Fields {
  return { actor, action, from: localOf(from), to: localOf(to) }
}

function searchOf({ actor, action, from, to }: Fields): AuditSearch {
  return {
    actor: actor.trim() || undefined,
    action: action.trim() || undefined,
    from: instantOf(from),
    to: instantOf(to),
  }
}
