// Keeps the preferences in local storage, puts them on the root element and tells the pages when they move.
import { useSyncExternalStore } from 'react'
import { type Preferences, parsePreferences } from './modes.ts'

const KEY = 'penstock.preferences'
const listeners = new Set<() => void>()
let current: Preferences | null = null

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, readPreferences)
}

export function changePreferences(change: Partial<Preferences>): void {
  current = { ...readPreferences(), ...change }
  localStorage.setItem(KEY, JSON.stringify(current))
  showPreferences()
  for (const listener of listeners) listener()
}

export function readPreferences(): Preferences {
  current ??= parsePreferences(localStorage.getItem(KEY), matchMedia('(prefers-color-scheme: dark)').matches)
  return current
}

/** Puts mode and density on the root element, where the tokens look for them. */
export function showPreferences(): void {
  const { mode, density } = readPreferences()
  document.documentElement.dataset['mode'] = mode
  document.documentElement.dataset['density'] = density
}

/** What is chosen in one tab holds in the others. */
export function followPreferences(): void {
  globalThis.addEventListener('storage', ({ key }) => {
    if (key !== KEY) return
    current = null
    showPreferences()
    for (const listener of listeners) listener()
  })
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
