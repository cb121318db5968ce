// How many findings wait for a decision, and for how long: two figures, with the instant that they are of.
import { readShadowMetrics } from '@penstock/contract/shadow'
import { useRead } from '@penstock/web/api'
import { formatCount, formatDuration, t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Facts, Instant, Loaded, Unknown } from '@penstock/web/ui'

const MICROS = 1_000_000

export function Waiting({ asOf }: { readonly asOf: string | undefined }) {
  const { asked } = useScope()
  const query = { ...asked, ...(asOf === undefined ? {} : { at: asOf }) }
  const read = useRead(readShadowMetrics, { query }, asOf === undefined ? { intervalMs: 60_000 } : {})
  return (
    <Loaded read={read}>
      {({ at, undecided, medianAgeMicros, oldestAgeMicros }) => (
        <div className="shadow-waiting">
          <Facts
            items={[
              [t('shadow.waiting'), formatCount(undecided)],
              [t('shadow.waiting.median'), <Age key="median" micros={medianAgeMicros} />],
              [t('shadow.waiting.oldest'), <Age key="oldest" micros={oldestAgeMicros} />],
              [t('shadow.waiting.at'), <Instant key="at" at={at} />],
            ]}
          />
        </div>
      )}
    </Loaded>
  )
}

/** How long something waits; unknown where nothing does. */
export function Age({ micros }: { readonly micros: number | null }) {
  return micros === null ? <Unknown reason={t('shadow.waiting.none')} /> : formatDuration(micros / MICROS)
}
