// Checks off the hub's thread: firewall configurations of any length are read for them.
import { Desk } from '@penstock/server/desk'
import { AppError } from '@penstock/server/http'
import type { Answers, Questions } from './question.ts'

export function segmentationDesk(): Desk<Questions, Answers> {
  return new Desk<Questions, Answers>({
    name: 'segmentation',
    thread: new URL('./thread.ts', import.meta.url),
    tooLong: 'segmentation.too-long',
    refuse: (code, details, cause) => new AppError(code, details, { cause }),
    lanes: [
      { kinds: ['check', 'record', 'levels'], limitMs: 30_000, isKept: true },
      { kinds: ['propose', 'ruleSet'], limitMs: 30_000 },
      { kinds: ['rings', 'firewalls', 'reading'], limitMs: 30_000 },
    ],
  })
}
