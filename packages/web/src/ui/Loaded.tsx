// Draws what a read gave: a skeleton past one second, a failure, or the data, hatched when it is stale.
import { Skeleton } from '@mantine/core'
import { refusalOf } from '@penstock/web/api'
import { formatClock, t } from '@penstock/web/messages'
import { type ReactNode, useEffect, useState } from 'react'
import { RefusedNotice } from './Notices.tsx'

interface Readable<Data> {
  readonly data: Data | undefined
  readonly error: Error | null
  readonly isError: boolean
  readonly dataUpdatedAt: number
  readonly refetch: () => unknown
}

const SKELETON_AFTER_MS = 1000

export function Loaded<Data>(props: {
  readonly read: Readable<Data>
  readonly lines?: number
  readonly children: (data: Data) => ReactNode
}) {
  const { read, lines = 4 } = props
  if (read.data === undefined) {
    if (read.isError) return <RefusedNotice refused={refusalOf(read.error)} onRetry={() => void read.refetch()} />
    return <LateSkeleton lines={lines} />
  }
  return (
    <>
      {read.isError ? <StaleMark sinceMs={read.dataUpdatedAt} /> : null}
      {props.children(read.data)}
    </>
  )
}

/** Says since when the data under it was not renewed. */
export function StaleMark({ sinceMs }: { readonly sinceMs: number }) {
  return (
    <p className="stale-mark stale" role="status">
      <span>{t('ui.stale', { at: formatClock(sinceMs) })}</span>
    </p>
  )
}

function LateSkeleton({ lines }: { readonly lines: number }) {
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SKELETON_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="skeleton" aria-busy="true">
      <span className="visually-hidden">{t('ui.loading')}</span>
      {isLate ? Array.from({ length: lines }, (_, at) => <Skeleton key={at} height={16} mb={12} />) : null}
    </div>
  )
}
