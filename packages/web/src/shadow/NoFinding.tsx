// No finding: because the filter fits none, because nothing was heard yet, or because nothing is wrong, and until when that is known.
import { Button } from '@mantine/core'
import { readHome } from '@penstock/contract/home'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Empty, Instant, Loaded } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'

export function NoFinding(props: {
  readonly isFiltered: boolean
  readonly isPast: boolean
  readonly onClear: () => void
}) {
  const { isFiltered, isPast, onClear } = props
  if (isFiltered)
    return (
      <Empty kind="matches" title={t('shadow.none.matches')}>
        <Button variant="default" size="xs" onClick={onClear}>
          {t('shadow.none.back')}
        </Button>
      </Empty>
    )
  return isPast ? <Empty kind="yet" title={t('shadow.none.then')} /> : <NothingWaits />
}

/** Now, whatever the filter: nothing was heard yet, or nothing waits. */
export function NothingWaits() {
  const { asked } = useScope()
  const read = useRead(readHome, { query: asked })
  return (
    <Loaded read={read}>
      {({ cells }) => {
        const latest = cells
          .flatMap(({ lastObservedAt }) => lastObservedAt ?? [])
          .toSorted()
          .at(-1)
        if (latest === undefined)
          return (
            <Empty kind="yet" title={t('shadow.none.yet')}>
              <Link to="/">{t('shadow.none.next')}</Link>
            </Empty>
          )
        return (
          <Empty kind="wrong" title={t('shadow.none.wrong')}>
            {t('shadow.none.heard')} <Instant at={latest} />
          </Empty>
        )
      }}
    </Loaded>
  )
}
