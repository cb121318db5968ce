// Runs work that comes in steps; between two of them the process answers others.
import { setImmediate } from 'node:timers/promises'
import type { Steps } from '@penstock/model/plant'

export async function inSteps<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await setImmediate()
  }
}
