// An end with what is left until then; kept right while the page stands open.
import { t } from '@penstock/web/messages'
import { Chip, Instant } from '@penstock/web/ui'
import { useEffect, useState } from 'react'
import { remainingOf } from './remaining.ts'

const TICK_MS = 20_000

export function Ends({ at }: { readonly at: string | null }) {
  const [nowMs, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  if (at === null) return <span className="faint">{t('access.ends.never')}</span>
  const left = remainingOf(at, nowMs)
  return (
    <span className="ends">
      <Instant at={at} />{' '}
      {left === 'over' ? (
        <Chip tone="strong">{t('access.ends.over')}</Chip>
      ) : (
        <Chip>{t(`access.left.${left.unit}`, { count: left.count })}</Chip>
      )}
    </span>
  )
}
