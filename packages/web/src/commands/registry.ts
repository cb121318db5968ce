// The verbs of what is on screen. A screen registers them while it stands; palette, keys and the `?` list read them.
import { useLayoutEffect, useRef, useSyncExternalStore } from 'react'

export interface Command {
  readonly id: string
  readonly title: string
  readonly group: string
  /** One key such as `j`, or two such as `g a`. */
  readonly keys?: string
  /** False for keys that move inside a list: they stand in the `?` list and not in the palette. */
  readonly isInPalette?: boolean
  readonly run: () => void
}

const listeners = new Set<() => void>()
const sets = new Map<object, readonly Command[]>()
let all: readonly Command[] = []

/** Registers commands while the caller is mounted. Titles and ids decide when the list is told to move. */
export function useCommands(commands: readonly Command[]): void {
  const latest = useRef(commands)
  latest.current = commands
  const signature = commands.map((command) => `${command.id}=${command.title}=${command.keys ?? ''}`).join('|')
  // Before the browser paints: a key pressed as soon as the button is seen must act.
  useLayoutEffect(() => {
    if (signature === '') return undefined
    const owner = {}
    sets.set(
      owner,
      latest.current.map((command) => ({
        ...command,
        run: () => latest.current.find((each) => each.id === command.id)?.run(),
      })),
    )
    publish()
    return () => {
      sets.delete(owner)
      publish()
    }
  }, [signature])
}

export function useAllCommands(): readonly Command[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => all,
  )
}

export function allCommands(): readonly Command[] {
  return all
}

function publish(): void {
  all = [...sets.values()].flat()
  for (const listener of listeners) listener()
}
