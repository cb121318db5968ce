// Sightings are held against the register off the hub's thread.
import { Desk } from '@penstock/server/desk'
import { AppError } from '@penstock/server/http'
import type { Answers, Questions } from './question.ts'

export function sharingDesk(): Desk<Questions, Answers> {
  return new Desk<Questions, Answers>({
    name: 'sharing',
    thread: new URL('./thread.ts', import.meta.url),
    tooLong: 'internal',
    refuse: (code, details, cause) => new AppError(code, details, { cause }),
    lanes: [{ kinds: ['relevance', 'functions'], limitMs: 20_000 }],
  })
}
