// The answers to the adviser, kept while the page is open: they are given in one part of it and go along with a proposal in another.
import { useSyncExternalStore } from 'react'

type Levels = Readonly<Record<string, number>>

let levels: Levels = {}
const listeners = new Set<() => void>()

/** Levels by factor, and how they are set. */
export function useAnswers(): readonly [Levels, (next: Levels) => void] {
  const held = useSyncExternalStore(subscribe, () => levels)
  return [held, setAnswers]
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function setAnswers(next: Levels): void {
  levels = next
  for (const tell of listeners) tell()
}
