// Whether the server still answers. One banner shows it; the last data stays on screen.
import { useSyncExternalStore } from 'react'

export interface Connection {
  readonly isLost: boolean
  /** Milliseconds since 1970 of the last answer. */
  readonly heardAtMs: number
}

const listeners = new Set<() => void>()
let current: Connection = { isLost: false, heardAtMs: Date.now() }

export function useConnection(): Connection {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => current,
  )
}

/** Tells whether the last exchange reached the server. */
export function noteContact(isReached: boolean): void {
  const isSame = current.isLost === !isReached
  if (isSame && (!isReached || Date.now() - current.heardAtMs < 1000)) return
  current = { isLost: !isReached, heardAtMs: isReached ? Date.now() : current.heardAtMs }
  if (isSame) return
  for (const listener of listeners) listener()
}
