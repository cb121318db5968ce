// The filter line with completion, mirrored as chips that can be taken away one by one.
import { Autocomplete, Button } from '@mantine/core'
import type { AssetRow } from '@penstock/contract/assets'
import { useCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { showUnseen } from '@penstock/web/ui'
import { IconFilter, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { completions, parseFilterLine, withoutToken } from './filter-line.ts'

const PAUSE_MS = 300

export function FilterBar(props: {
  readonly line: string
  readonly rows: readonly AssetRow[]
  readonly onChange: (line: string) => void
}) {
  const { line, rows, onChange } = props
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
  useCommands([
    {
      id: 'assets.filter',
      title: t('assets.filter'),
      group: t('assets.title'),
      keys: '/',
      run: () => input.current?.focus(),
    },
  ])
  const parsed = parseFilterLine(typed)
  return (
    <search className="filter">
      <Autocomplete
        ref={input}
        aria-label={t('assets.filter')}
        placeholder={t('assets.filter.hint')}
        leftSection={<IconFilter size={16} stroke={1.5} aria-hidden="true" />}
        data={[...completions(typed, knownOf(rows))]}
        filter={({ options }) => options}
        value={typed}
        onChange={setTyped}
        maxDropdownHeight={260}
        comboboxProps={{ shadow: 'none' }}
      />
      {parsed.tokens.length === 0 ? null : (
        <ul className="filter-chips" aria-label={t('assets.filter.chips')}>
          {parsed.tokens.map((token, at) => (
            <li key={`${at}-${token.text}`}>
              <Button
                variant="default"
                size="compact-xs"
                rightSection={<IconX size={12} stroke={1.5} aria-hidden="true" />}
                aria-label={t('assets.filter.remove', { text: token.text })}
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
              ? t('assets.filter.fault', { text: fault.token.text })
              : t('assets.filter.takes', { text: fault.token.text, values: fault.takes.join(', ') })}
          </p>
        ))}
      </div>
    </search>
  )
}

/** Values to complete with, from the rows that are loaded. */
function knownOf(rows: readonly AssetRow[]): Readonly<Record<string, readonly string[]>> {
  const values = (pick: (row: AssetRow) => string | null) =>
    [...new Set(rows.map(pick).filter((value) => value !== null))].sort((a, b) => a.localeCompare(b))
  return {
    zone: values((row) => row.zone),
    role: values((row) => row.role),
    vendor: values((row) => row.vendor),
    owner: values((row) => row.owner),
  }
}
