// Hosts are held against the plant off the hub's thread.
import { Desk } from '@penstock/server/desk'
import { AppError } from '@penstock/server/http'
import type { Answers, Questions } from './question.ts'

export function edrDesk(): Desk<Questions, Answers> {
  return new Desk<Questions, Answers>({
    name: 'edr',
    thread: new URL('./thread.ts', import.meta.url),
    tooLong: 'edr.too-long',
    refuse: (code, details, cause) => new AppError(code, details, { cause }),
    lanes: [{ kinds: ['scope'], limitMs: 20_000 }],
  })
}
