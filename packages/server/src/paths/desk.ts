// Path searches off the hub's thread.
import { Desk } from '@penstock/server/desk'
import { AppError } from '@penstock/server/http'
import type { Answers, Questions } from './question.ts'

/** `limitMs`: for all lanes, instead of their own. */
export function pathsDesk(options: { readonly limitMs?: number } = {}): Desk<Questions, Answers> {
  return new Desk<Questions, Answers>({
    name: 'paths',
    thread: new URL('./thread.ts', import.meta.url),
    tooLong: 'paths.too-long',
    refuse: (code, details, cause) => new AppError(code, details, { cause }),
    lanes: [{ kinds: ['goals', 'to', 'threats', 'unsupported'], limitMs: 30_000, isKept: true, ...options }],
  })
}
