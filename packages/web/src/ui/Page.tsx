// The frame that pages share: heading with actions, panels with their instant, facts as a list of terms.
import type { ReactNode } from 'react'
import { useEffect, useId } from 'react'

export function Page(props: {
  readonly title: string
  /** What the browser's tab says; the title when left out. */
  readonly tab?: string
  readonly lead?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}) {
  const tab = props.tab ?? props.title
  useEffect(() => {
    document.title = `${tab} · Penstock`
  }, [tab])
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{props.title}</h1>
          {props.lead === undefined ? null : <div className="muted">{props.lead}</div>}
        </div>
        {props.actions === undefined ? null : <div className="page-actions no-print">{props.actions}</div>}
      </header>
      {props.children}
    </div>
  )
}

export function Panel(props: {
  readonly title: string
  readonly aside?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}) {
  const id = useId()
  return (
    <section className={`panel ${props.className ?? ''}`} aria-labelledby={id}>
      <div className="panel-head">
        <h2 id={id}>{props.title}</h2>
        {props.aside === undefined ? null : <div className="faint">{props.aside}</div>}
      </div>
      {props.children}
    </section>
  )
}

export function Facts({ items }: { readonly items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {items.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
