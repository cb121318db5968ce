// Keys inside the table of a page: j and k move, Enter opens by itself (the focus is on a link), p peeks, x selects, J and K select while they move, A all.
import { type Command, useCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { type RefObject, useRef } from 'react'

interface TableKeys {
  readonly frame: RefObject<HTMLElement | null>
  readonly count: number
  /** False where nothing in a row can be opened: then the keys are those of another table of the page. */
  readonly isOn: boolean
  readonly reveal: (index: number) => void
  readonly peek?: (index: number) => void
  readonly toggle?: (index: number) => void
  /** Selects the rows that were passed with the shift key held, both at once. */
  readonly extend?: (indexes: readonly number[]) => void
  readonly toggleAll?: () => void
}

export function useTableKeys({ frame, count, isOn, reveal, peek, toggle, extend, toggleAll }: TableKeys): void {
  const last = useRef(-1)
  const current = () => {
    const row = document.activeElement?.closest<HTMLElement>('tr[data-index]')
    if (row && frame.current?.contains(row)) last.current = Number(row.dataset['index'])
    return last.current
  }
  const move = (by: number) => {
    const next = Math.min(count - 1, Math.max(0, current() + by))
    if (count === 0) return
    last.current = next
    reveal(next)
    // At once where the row is drawn, so that a key typed right after acts on it; a row scrolled into being comes two frames later.
    if (!focusRow(next)) requestAnimationFrame(() => requestAnimationFrame(() => focusRow(next)))
  }
  const focusRow = (index: number) => {
    const link = frame.current?.querySelector<HTMLElement>(`tr[data-index="${index}"] [data-row-link]`)
    link?.focus()
    return link !== null && link !== undefined
  }
  const group = t('ui.table.keys')
  const own = { group, isInPalette: false }
  const commands: Command[] = [
    { id: 'table.next', title: t('ui.table.next'), keys: 'j', run: () => move(1), ...own },
    { id: 'table.previous', title: t('ui.table.previous'), keys: 'k', run: () => move(-1), ...own },
  ]
  if (peek)
    commands.push({ id: 'table.peek', title: t('ui.table.peek'), keys: 'p', run: () => peek(current()), ...own })
  if (toggle)
    commands.push({ id: 'table.toggle', title: t('ui.table.toggle'), keys: 'x', run: () => toggle(current()), ...own })
  if (extend) {
    const pass = (by: number) => {
      const from = current()
      move(by)
      extend([from, last.current])
    }
    commands.push(
      { id: 'table.extend-next', title: t('ui.table.extend-next'), keys: 'J', run: () => pass(1), ...own },
      { id: 'table.extend-previous', title: t('ui.table.extend-previous'), keys: 'K', run: () => pass(-1), ...own },
    )
  }
  if (toggleAll) commands.push({ id: 'table.all', title: t('ui.table.select-all'), keys: 'A', run: toggleAll, ...own })
  useCommands(isOn ? commands : [])
}
