// Comparisons off the hub's thread: what waits for a person is asked in a lane of its own.
import { Desk } from '@penstock/server/desk'
import { AppError } from '@penstock/server/http'
import type { Answers, Questions } from './question.ts'

export function blueprintDesk(): Desk<Questions, Answers> {
  return new Desk<Questions, Answers>({
    name: 'blueprint',
    thread: new URL('./thread.ts', import.meta.url),
    tooLong: 'blueprint.too-long',
    refuse: (code, details, cause) => new AppError(code, details, { cause }),
    lanes: [
      { kinds: ['deviations'], limitMs: 60_000 },
      { kinds: ['draft', 'link', 'monitoring', 'cloud'], limitMs: 30_000, isKept: true },
    ],
  })
}
