// What a run found, in words: a number of rows, that it was given up, or that it is on its way.
import type { HuntRunView } from '@penstock/contract/hunts'
import { formatCount, t } from '@penstock/web/messages'
import { Instant } from '@penstock/web/ui'

export function FoundWords({ run }: { readonly run: HuntRunView }) {
  return (
    <>
      {run.state === 'done' && run.found !== null
        ? t('hunts.found', { count: run.found, shown: formatCount(run.found) })
        : t(`hunts.state.${run.state}`)}{' '}
      <span className="faint">
        <Instant at={run.begunAt} />
      </span>
    </>
  )
}
