// Where toasts stand: read out when they come, gone after a while unless somebody looks at them, closed by hand at any time.
import { Button } from '@mantine/core'
import { useCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { useEffect, useState } from 'react'
import { closeToast, type Toast, useToasts } from './toasts.ts'

/** Long enough to read a sentence and to decide on its undo; the activity of the record keeps both. */
const STAYS_MS = 20_000

export function Toasts() {
  const toasts = useToasts()
  const last = toasts.findLast(({ action }) => action !== undefined)
  useCommands(
    last?.action === undefined
      ? []
      : [{ id: 'toast.action', title: last.action.title, group: t('ui.toasts'), keys: 'z', run: () => act(last) }],
  )
  return (
    <section className="toasts no-print" role="status" aria-label={t('ui.toasts')}>
      {toasts.map((toast) => (
        <Shown key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

function Shown({ toast }: { readonly toast: Toast }) {
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (isHeld) return undefined
    const timer = setTimeout(() => closeToast(toast.id), STAYS_MS)
    return () => clearTimeout(timer)
  }, [isHeld, toast.id])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: looking at it only keeps it; its buttons act
    <div
      className="toast"
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>{toast.text}</span>
      {toast.action === undefined ? null : (
        <Button size="compact-sm" variant="default" onClick={() => act(toast)}>
          {toast.action.title} <kbd className="key">z</kbd>
        </Button>
      )}
      <Button size="compact-sm" variant="subtle" onClick={() => closeToast(toast.id)}>
        {t('ui.close')}
      </Button>
    </div>
  )
}

function act(toast: Toast): void {
  closeToast(toast.id)
  toast.action?.run()
}
