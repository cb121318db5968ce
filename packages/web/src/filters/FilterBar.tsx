// The filter line with completion, mirrored as chips that can be taken away one by one.
import { Autocomplete, Button } from '@mantine/core'
import { useCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { showUnseen } from '@penstock/web/ui'
import { IconFilter, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import { completions, type FilterGrammar, parseLine, withoutToken } from './line.ts'
import './filters.css'

const PAUSE_MS = 300

export function FilterBar<Schema extends z.ZodObject>(props: {
  /** What is filtered: the name of the line for everybody who does not see it. */
  readonly label: string
  readonly hint: string
  readonly group: string
  readonly line: string
  readonly grammar: FilterGrammar<Schema>
  /** Values to complete with, by key. */
  readonly known: Readonly<Record<string, readonly string[]>>
  readonly onChange: (line: string) => void
}) {
  const { label, line, grammar, known, onChange } = props
  const [typed, setTyped] = useState(line)
  const input = useRef<HTMLInputElement>(null)
  const sent = useRef(line)
  useEffect(() => {
    if (line !== sent.current) setTyped(line)
    sent.current = line
  }, [line])
  const send = (next: string) => {
    sent.current = next.trim()
    setTyped(next)
    onChange(next.trim())
  }
  const latest = useRef(send)
  latest.current = send
  useEffect(() => {
    if (typed.trim() === sent.current) return undefined
    const timer = setTimeout(() => latest.current(typed), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed])
  useCommands([{ id: 'filter', title: label, group: props.group, keys: '/', run: () => input.current?.focus() }])
  const parsed = parseLine(typed, grammar)
  return (
    <search className="filter">
      <Autocomplete
        ref={input}
        aria-label={label}
        placeholder={props.hint}
        leftSection={<IconFilter size={16} stroke={1.5} aria-hidden="true" />}
        data={[...completions(typed, grammar, known)]}
        filter={({ options }) => options}
        value={typed}
        onChange={setTyped}
        maxDropdownHeight={260}
        comboboxProps={{ shadow: 'none' }}
      />
      {parsed.tokens.length === 0 ? null : (
        <ul className="filter-chips" aria-label={t('filters.chips')}>
          {parsed.tokens.map((token, at) => (
            <li key={`${at}-${token.text}`}>
              <Button
                variant="default"
                size="compact-xs"
                rightSection={<IconX size={12} stroke={1.5} aria-hidden="true" />}
                aria-label={t('filters.remove', { text: token.text })}
                onClick={() => send(withoutToken(typed, at))}
              >
                {showUnseen(token.text)}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div role="status">
        {parsed.faults.map((fault) => (
          <p key={fault.token.text} className="muted">
            {fault.takes.length === 0
              ? t('filters.fault', { text: fault.token.text })
              : t('filters.takes', { text: fault.token.text, values: fault.takes.join(', ') })}
          </p>
        ))}
      </div>
    </search>
  )
}

/** The values that rows have in a column, each once, to complete with. */
export function valuesOf<Row>(rows: readonly Row[], pick: (row: Row) => string | null): readonly string[] {
  return [...new Set(rows.map(pick).filter((value) => value !== null))].sort((a, b) => a.localeCompare(b))
}
