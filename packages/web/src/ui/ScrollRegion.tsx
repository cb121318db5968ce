// A part of a page that scrolls by itself, with a name of its own: without a mouse it is reached by Tab and scrolled by arrow keys.
import type { ReactNode, Ref } from 'react'

export function ScrollRegion({
  label,
  className = 'table-frame',
  ...rest
}: {
  readonly label: string
  readonly className?: string
  readonly ref?: Ref<HTMLElement>
  readonly onScroll?: () => void
  readonly children: ReactNode
}) {
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
  return <section className={className} tabIndex={0} aria-label={label} {...rest} />
}
