// Looks every so often which sensors are missed: who says nothing brings no batch that could say so.
import { CELL_SERVICE } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import type { Behaviour } from './behaviour.ts'

const EVERY_MS = 15_000

/** Until the function that it answers with is called, which waits for the look that is under way. */
export function startSensorWatch(
  store: Store<MonitoringTables>,
  behaviour: Pick<Behaviour, 'watchSensors'>,
  everyMs = EVERY_MS,
): () => Promise<void> {
  let looking: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    looking = looking.then(() =>
      // A store that does not answer is asked again next time.
      store.transaction(CELL_SERVICE, (tx) => behaviour.watchSensors(tx)).catch(() => undefined),
    )
  }, everyMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await looking
  }
}
