// Rankings and outages off the hub's thread. A ranking of minutes holds up no short question: it has a lane of its own.
import { Desk } from '@penstock/server/desk'
import { AppError } from '@penstock/server/http'
import type { Answers, Questions } from './question.ts'

/** A plant of 10,000 functions stays below a tenth of the first limit. `limitMs`: for all lanes, instead of their own. */
export function processDesk(options: { readonly limitMs?: number } = {}): Desk<Questions, Answers> {
  return new Desk<Questions, Answers>({
    name: 'process',
    thread: new URL('./thread.ts', import.meta.url),
    tooLong: 'process.too-long',
    refuse: (code, details, cause) => new AppError(code, details, { cause }),
    lanes: [
      {
        kinds: ['network', 'outage', 'review', 'hidden', 'hosts', 'rests', 'management', 'criticality'],
        limitMs: 10_000,
        ...options,
      },
      { kinds: ['contingencies', 'recovery', 'targets', 'plan'], limitMs: 45_000, isKept: true, ...options },
      // Asked once an import, by nobody who waits.
      { kinds: ['ranks'], limitMs: 600_000, ...options },
    ],
  })
}
