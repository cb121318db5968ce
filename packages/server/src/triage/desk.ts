// What detections mean for the plant is judged off the hub's thread.
import { Desk } from '@penstock/server/desk'
import { AppError } from '@penstock/server/http'
import type { Answers, Questions } from './question.ts'

export function triageDesk(): Desk<Questions, Answers> {
  return new Desk<Questions, Answers>({
    name: 'triage',
    thread: new URL('./thread.ts', import.meta.url),
    tooLong: 'triage.too-long',
    refuse: (code, details, cause) => new AppError(code, details, { cause }),
    lanes: [{ kinds: ['glances', 'context'], limitMs: 20_000 }],
  })
}
