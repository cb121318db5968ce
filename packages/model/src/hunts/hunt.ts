// A hunt as it is kept: the hypothesis in words, the question that would show it, its window, and what came of a run.
import { Domain, SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'
import type { HuntFilter } from './filter.ts'
import { HuntQuestion } from './question.ts'

export const MOST_DAYS = 400

/** `T1053`, `T1053.005`, `T0843`. */
export const TechniqueId = z.string().regex(/^T\d{4}(\.\d{3})?$/, 'a technique such as T0843 or T1053.005')

/** When a hunt runs by itself: at this minute of the day of UTC; weekly ones on this day, 1 Monday to 7 Sunday. */
export const HuntSchedule = z.discriminatedUnion('every', [
  z.strictObject({ every: z.literal('day'), minute: z.int().min(0).max(1439) }),
  z.strictObject({ every: z.literal('week'), minute: z.int().min(0).max(1439), weekday: z.int().min(1).max(7) }),
])
export type HuntSchedule = z.infer<typeof HuntSchedule>

/** What is written anew with each version of a hunt. */
export const HuntDraft = z
  .strictObject({
    title: z.string().trim().min(1).max(200),
    hypothesis: z.string().trim().min(1).max(2000),
    question: HuntQuestion,
    /** Days back from the run. */
    days: z.int().min(1).max(MOST_DAYS),
    techniques: z.array(TechniqueId).max(20),
    /** Where it looks; null for every site of whoever runs it. */
    site: SiteKey.nullable(),
    schedule: HuntSchedule.nullable(),
  })
  .meta({ id: 'HuntDraft' })
export type HuntDraft = z.infer<typeof HuntDraft>

/** What a person made of a run. */
export const FollowUp = z.enum(['found-nothing', 'promoted', 'rule-idea', 'needs-data'])
export type FollowUp = z.infer<typeof FollowUp>

/** A hunt that comes with the product. */
export const StockHunt = z.strictObject({
  id: z.string().regex(/^SH-\d{2}$/),
  domain: Domain,
  title: z.string(),
  hypothesis: z.string(),
  question: HuntQuestion,
  /** The same asked of what the cell's own sensors saw, where events tell it only of other systems. */
  bySensors: HuntQuestion.optional(),
  days: z.int().min(1).max(MOST_DAYS),
  techniques: z.array(TechniqueId).min(1),
  /** What has to arrive for it, in words; the classes are those that its question asks for. */
  needs: z.string(),
  reading: z.string(),
  benign: z.array(z.string()).min(1),
})
export type StockHunt = z.infer<typeof StockHunt>

/** Event classes that a question names; none when it asks for events of any class. */
export function classesAskedFor(question: HuntQuestion): readonly number[] {
  const named = valuesAskedFor(question, 'class').map(Number).filter(Number.isSafeInteger)
  return [...new Set(named)].sort((a, b) => a - b)
}

/** Protocols that a question names, in small letters; none when it asks for any. */
export function protocolsAskedFor(question: HuntQuestion): readonly string[] {
  return [...new Set(valuesAskedFor(question, 'protocol').map((name) => name.toLowerCase()))].toSorted()
}

/** What the question wants this field to be. */
function valuesAskedFor({ where, never }: HuntQuestion, field: string): readonly string[] {
  const valuesOf = (filter: HuntFilter): readonly string[] => {
    if ('all' in filter) return filter.all.flatMap(valuesOf)
    if ('any' in filter) return filter.any.flatMap(valuesOf)
    if ('not' in filter || filter.field !== field) return []
    return filter.op === 'is' ? [filter.value] : filter.op === 'in' ? filter.values : []
  }
  return [...valuesOf(where), ...(never === undefined ? [] : valuesOf(never.where))]
}
