// The phases of long work, in words. Screens and the command line take them from here, so that both say the same.
import { z } from 'zod'

export const PHASES = {
  queued: 'waiting',
  reading: 'reading packets',
  storing: 'storing observations',
  concluding: 'concluding what they show',
  opening: 'opening the stores',
  writing: 'writing',
  verifying: 'proving it by restoring it',
  checking: 'checking the file',
  comparing: 'comparing it with the register',
  applying: 'putting it into the register',
  reviewing: 'reading advisories',
  restoring: 'restoring beside what is here',
  stopping: 'stopping, to begin again on what was restored',
} as const
export const Phase = z.enum(Object.keys(PHASES) as [keyof typeof PHASES])
export type Phase = keyof typeof PHASES

/** The phases that a register import goes through, one after the other, whether anybody looks or not. */
export const IMPORT_PHASES: readonly Phase[] = ['comparing', 'applying']

/** What each phase counts; one that is not here has nothing to count. */
export const COUNTS: Partial<Record<Phase, 'bytes' | 'rows' | 'sections' | 'files'>> = {
  reading: 'bytes',
  writing: 'bytes',
  checking: 'bytes',
  restoring: 'bytes',
  verifying: 'sections',
  comparing: 'rows',
  applying: 'rows',
  reviewing: 'files',
}
