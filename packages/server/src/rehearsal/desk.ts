// Scenarios are replayed off the hub's thread.
import { Desk } from '@penstock/server/desk'
import { AppError } from '@penstock/server/http'
import type { Answers, Questions } from './question.ts'

export function rehearsalDesk(): Desk<Questions, Answers> {
  return new Desk<Questions, Answers>({
    name: 'rehearsal',
    thread: new URL('./thread.ts', import.meta.url),
    tooLong: 'rehearsal.too-long',
    refuse: (code, details, cause) => new AppError(code, details, { cause }),
    lanes: [{ kinds: ['all'], limitMs: 30_000, isKept: true }],
  })
}
