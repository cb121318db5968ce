// Cells whose statement stands only so far.
import type { MarkedCell } from './document.ts'

export function gap(text: string): MarkedCell {
  return { text, mark: 'gap' }
}

export function stale(text: string): MarkedCell {
  return { text, mark: 'stale' }
}

export function unconfirmed(text: string): MarkedCell {
  return { text, mark: 'unconfirmed' }
}
