// A word with a quiet border: a state, a basis, a verdict. Shape or word carries the meaning, never a hue.
import type { ReactNode } from 'react'

export function Chip({
  tone = 'plain',
  children,
}: {
  readonly tone?: 'plain' | 'strong'
  readonly children: ReactNode
}) {
  return <span className={`chip chip-${tone}`}>{children}</span>
}
