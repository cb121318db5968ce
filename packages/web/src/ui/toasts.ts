// What was just done, told for a while, with the one way to take it back. The last of them also stands behind a key.
import { useSyncExternalStore } from 'react'

export interface Toast {
  readonly id: number
  readonly text: string
  /** Taking it back, or another next step. */
  readonly action?: { readonly title: string; readonly run: () => void }
}

const MOST = 3
const listeners = new Set<() => void>()
let shown: readonly Toast[] = []
let ids = 0

export function showToast(toast: Omit<Toast, 'id'>): void {
  ids += 1
  publish([...shown, { ...toast, id: ids }].slice(-MOST))
}

export function closeToast(id: number): void {
  publish(shown.filter((toast) => toast.id !== id))
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => shown,
  )
}

function publish(next: readonly Toast[]): void {
  shown = next
  for (const listener of listeners) listener()
}
