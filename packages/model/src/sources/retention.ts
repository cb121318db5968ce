// How long events stay where: at hand, then in files, and forgotten only where somebody says so.
import { z } from 'zod'

export const EventRetention = z
  .strictObject({
    /** By when they came: so many days at hand, in the engine's own tables. */
    hotDays: z.int().min(1).max(36_500).default(30),
    /** Then forgotten; null keeps them for good. */
    keepDays: z.int().min(1).max(36_500).nullable().default(null),
    /** Bytes of files beyond which the oldest days are forgotten; null knows no bound. */
    coldBytes: z
      .int()
      .min(2 ** 20)
      .nullable()
      .default(null),
  })
  .refine(({ hotDays, keepDays }) => keepDays === null || keepDays >= hotDays, {
    path: ['keepDays'],
    message: 'no less than hotDays',
  })
export type EventRetention = z.infer<typeof EventRetention>

export const USUAL_RETENTION: EventRetention = EventRetention.parse({})

/** What was agreed to be forgotten at the soonest. */
type LeastKept = Pick<EventRetention, 'keepDays' | 'coldBytes'>

/** The retention with nothing forgotten sooner than `least` says; null agrees to nothing. */
export function keepingAtLeast(asked: EventRetention, least: LeastKept | null): EventRetention {
  const longer = (wanted: number | null, agreed: number | null | undefined): number | null =>
    wanted === null || agreed === null || agreed === undefined ? null : Math.max(wanted, agreed)
  return {
    ...asked,
    keepDays: longer(asked.keepDays, least?.keepDays),
    coldBytes: longer(asked.coldBytes, least?.coldBytes),
  }
}
