// One banner while the server does not answer. What is on screen stays.
import { useConnection } from '@penstock/web/api'
import { formatClock, t } from '@penstock/web/messages'
import { useEffect, useState } from 'react'

const PATIENCE_MS = 2500

export function ConnectionBanner() {
  const { isLost, heardAtMs } = useConnection()
  const [isShown, setShown] = useState(false)
  useEffect(() => {
    if (!isLost) {
      setShown(false)
      return undefined
    }
    const timer = setTimeout(() => setShown(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [isLost])
  return (
    <div role="status" className={isShown ? 'banner stale' : ''}>
      {isShown ? <span>{t('app.connection-lost', { at: formatClock(heardAtMs) })}</span> : null}
    </div>
  )
}
