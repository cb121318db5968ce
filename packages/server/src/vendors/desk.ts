// What a compromised vendor touches is computed off the hub's thread.
import { Desk } from '@penstock/server/desk'
import { AppError } from '@penstock/server/http'
import type { Answers, Questions } from './question.ts'

export function vendorsDesk(): Desk<Questions, Answers> {
  return new Desk<Questions, Answers>({
    name: 'vendors',
    thread: new URL('./thread.ts', import.meta.url),
    tooLong: 'vendors.too-long',
    refuse: (code, details, cause) => new AppError(code, details, { cause }),
    lanes: [
      { kinds: ['list', 'register'], limitMs: 20_000, isKept: true },
      { kinds: ['radius'], limitMs: 30_000, isKept: true },
    ],
  })
}
