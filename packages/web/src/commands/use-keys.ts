// One listener for all single keys. Off while typing, inside a dialog, and when the person turned them off (WCAG 2.1.4).
import { useEffect } from 'react'
import { type KeyState, NO_KEYS, readKey } from './key-sequence.ts'
import { allCommands } from './registry.ts'

export function useKeys(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return undefined
    let state: KeyState = NO_KEYS
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTaken(event)) return
      const commands = allCommands().filter((command) => command.keys !== undefined)
      const read = readKey(
        state,
        event.key,
        event.timeStamp,
        commands.map((command) => command.keys ?? ''),
      )
      state = read.state
      if (read.complete === null) return
      event.preventDefault()
      commands.findLast((command) => command.keys === read.complete)?.run()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [isOn])
}

function isTaken(event: KeyboardEvent): boolean {
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.matches('input:not([type=checkbox]), textarea, select')) return true
  return document.querySelector('[role=dialog][aria-modal=true]') !== null
}
