// What narrows a comparison besides the kind of change: a text of the name, a field that differs. Both stand in the address.
import { NativeSelect, TextInput } from '@mantine/core'
import type { DiffItem } from '@penstock/contract/drift'
import { findMessage, t } from '@penstock/web/messages'
import { useSearch } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { MomentSearch } from './search.ts'
import type { DiffFilter } from './use-diff.ts'
import { useChangeMoment } from './use-moment.ts'

type Filter = Pick<DiffFilter, 'text' | 'field'>

/** Nobody is asked at each letter. */
const SETTLE_MS = 300

export function useDiffFilter() {
  const { diffText, diffField }: MomentSearch = useSearch({ strict: false })
  const change = useChangeMoment()
  const filter: Filter = {
    ...(diffText === undefined ? {} : { text: diffText }),
    ...(diffField === undefined ? {} : { field: diffField }),
  }
  const onFilter = ({ text, field }: Filter) => change({ diffText: text, diffField: field })
  return { filter, isFiltered: diffText !== undefined || diffField !== undefined, onFilter }
}

export function DiffTools(props: {
  readonly filter: Filter
  readonly onFilter: (filter: Filter) => void
  /** Fields in which something that is shown differs. */
  readonly fields: readonly string[]
  readonly children: ReactNode
}) {
  const { filter, onFilter, fields, children } = props
  const { text, field } = filter
  const [typed, setTyped] = useState(text ?? '')
  const sent = useRef(text ?? '')
  // What the address says of itself, by the way back or a link, is taken over; what was typed here since it was sent stays.
  useEffect(() => {
    if ((text ?? '') === sent.current) return
    sent.current = text ?? ''
    setTyped(text ?? '')
  }, [text])
  useEffect(() => {
    const next = typed.trim()
    if (next === (text ?? '')) return undefined
    const timer = setTimeout(() => {
      sent.current = next
      onFilter(withFilter(next, field))
    }, SETTLE_MS)
    return () => clearTimeout(timer)
  })
  const known = [...new Set([...(field === undefined ? [] : [field]), ...fields])].toSorted()
  return (
    <div className="changes-tools no-print">
      <TextInput
        label={t('history.filter.text')}
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('history.filter.field')}
        value={field ?? ''}
        data={[
          { value: '', label: t('history.filter.any') },
          ...known.map((value) => ({ value, label: nameOfField(value) })),
        ]}
        onChange={(event) => onFilter(withFilter(text ?? '', event.currentTarget.value || undefined))}
      />
      {children}
    </div>
  )
}

export function fieldsOf(items: readonly DiffItem[]): readonly string[] {
  return items.flatMap(({ fields }) => fields.map(({ field }) => field))
}

export function nameOfField(field: string): string {
  return findMessage(`history.field.${field}`) ?? findMessage(`assets.field.${field}`) ?? field
}

function withFilter(text: string, field: string | undefined): Filter {
  return { ...(text === '' ? {} : { text }), ...(field === undefined ? {} : { field }) }
}
