// What is down, and for how long: functions and assets found by name or id, each a chip that can be taken away.
import { Autocomplete, Button, NumberInput } from '@mantine/core'
import { MOST_OUT } from '@penstock/contract/process'
import { useCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { showUnseen } from '@penstock/web/ui'
import { IconPlugConnectedX, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { Names, Unit } from './names.ts'
import { useProcess } from './use-process.ts'

const MOST_OFFERED = 12
const PAUSE_MS = 400

export function DownChooser({ names }: { readonly names: Names }) {
  const { down, setDown } = useProcess()
  const [typed, setTyped] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const offered = unitsLike(typed, names.units, down)
  const group = t('process.title')
  useCommands([
    { id: 'process.choose', title: t('process.choose'), group, keys: '/', run: () => input.current?.focus() },
    ...(down.length === 0
      ? []
      : [{ id: 'process.clear', title: t('process.clear'), group, keys: 'c', run: () => setDown([]) }]),
  ])
  const take = (label: string) => {
    const unit = names.units.find((each) => labelOf(each) === label)
    if (unit === undefined) return setTyped(label)
    setTyped('')
    setDown([...down, unit.id])
  }
  return (
    <section className="panel process-down" aria-label={t('process.down')}>
      <Autocomplete
        ref={input}
        label={t('process.choose')}
        placeholder={t('process.choose.hint')}
        leftSection={<IconPlugConnectedX size={16} stroke={1.5} aria-hidden="true" />}
        data={offered.map(labelOf)}
        filter={({ options }) => options}
        value={typed}
        onChange={setTyped}
        onOptionSubmit={take}
        onKeyDown={(event) => {
          const [first] = offered
          if (event.key !== 'Enter' || typed.trim() === '' || first === undefined) return
          if (event.currentTarget.getAttribute('aria-activedescendant')) return
          event.preventDefault()
          take(labelOf(first))
        }}
        disabled={down.length >= MOST_OUT}
        maxDropdownHeight={300}
        comboboxProps={{ shadow: 'none' }}
      />
      <HoursInput />
      {down.length === 0 ? null : (
        <ul className="process-chips" aria-label={t('process.down')}>
          {down.map((id) => (
            <li key={id}>
              <Button
                variant="default"
                size="compact-sm"
                rightSection={<IconX size={14} stroke={1.5} aria-hidden="true" />}
                aria-label={t('process.up-again', { name: names.nameOf(id) })}
                onClick={() => setDown(down.filter((each) => each !== id))}
              >
                {names.nameOf(id)}
              </Button>
            </li>
          ))}
          <li>
            <Button variant="subtle" size="compact-sm" onClick={() => setDown([])}>
              {t('process.clear')}
            </Button>
          </li>
        </ul>
      )}
    </section>
  )
}

function HoursInput() {
  const { hours, change } = useProcess()
  const [typed, setTyped] = useState<number | string>(hours)
  const sent = useRef(hours)
  useEffect(() => {
    if (hours !== sent.current) setTyped(hours)
    sent.current = hours
  }, [hours])
  const latest = useRef(change)
  latest.current = change
  useEffect(() => {
    if (typeof typed !== 'number' || typed === sent.current || !(typed >= 0.01 && typed <= 10_000)) return undefined
    const timer = setTimeout(() => {
      sent.current = typed
      latest.current({ hours: typed, at: undefined })
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <NumberInput
      label={t('process.hours-down')}
      suffix={t('process.hours.suffix')}
      value={typed}
      onChange={setTyped}
      min={0.01}
      max={10_000}
      decimalScale={2}
      className="process-hours"
    />
  )
}

function labelOf({ id, name }: Unit): string {
  return `${showUnseen(name)} · ${showUnseen(id)}`
}

/** Those whose name or id holds every word, ids that begin with what was typed first; functions before assets. */
function unitsLike(typed: string, units: readonly Unit[], taken: readonly string[]): readonly Unit[] {
  const text = typed.trim().toLowerCase()
  const words = text.split(/\s+/)
  return units
    .filter(({ id }) => !taken.includes(id))
    .filter((unit) => words.every((word) => `${unit.name} ${unit.id}`.toLowerCase().includes(word)))
    .toSorted((a, b) => Number(b.id.toLowerCase().startsWith(text)) - Number(a.id.toLowerCase().startsWith(text)))
    .slice(0, MOST_OFFERED)
}
