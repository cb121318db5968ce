// Segregation is judged off the hub's thread: a plant has tens of thousands of assets and accounts.
import { Desk } from '@penstock/server/desk'
import { AppError } from '@penstock/server/http'
import type { Answers, Questions } from './question.ts'

export function operatingModelDesk(): Desk<Questions, Answers> {
  return new Desk<Questions, Answers>({
    name: 'operating-model',
    thread: new URL('./thread.ts', import.meta.url),
    tooLong: 'operating-model.too-long',
    refuse: (code, details, cause) => new AppError(code, details, { cause }),
    lanes: [{ kinds: ['segregation'], limitMs: 30_000, isKept: true }],
  })
}
