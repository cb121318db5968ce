// A hunt's question: rows that a filter finds, and what only the rows together say: something that never followed, something rare.
import { z } from 'zod'
import {
  ConversationField,
  ConversationFilter,
  HuntField,
  HuntFilter,
  HuntSubject,
  OperationField,
  OperationFilter,
} from './filter.ts'

export const MOST_RARE = 1000

/** Each part narrows what `where` finds. A row that lacks one of the fields is not found by it. */
function partsOver(field: z.ZodType<HuntField>, filter: z.ZodType<HuntFilter>) {
  /** Fields whose values together name a thing: a task of a device, an account at a host. */
  const same = z.array(field).min(1).max(3)
  return {
    where: filter,
    /** Only rows whose thing no row in the window shows that this other filter finds: set up, and never run. */
    never: z.strictObject({ where: filter, same }).optional(),
    /** Only rows whose thing at most so many of the found rows show. */
    rare: z.strictObject({ same, atMost: z.int().min(1).max(MOST_RARE) }).optional(),
  }
}

const QUESTIONS = {
  events: z
    .strictObject({ of: z.literal('events').optional(), ...partsOver(HuntField, HuntFilter) })
    .meta({ id: 'EventQuestion' }),
  conversations: z
    .strictObject({ of: z.literal('conversations'), ...partsOver(ConversationField, ConversationFilter) })
    .meta({ id: 'ConversationQuestion' }),
  operations: z
    .strictObject({ of: z.literal('operations'), ...partsOver(OperationField, OperationFilter) })
    .meta({ id: 'OperationQuestion' }),
} as const

/** Of events where it does not say of what. */
export const HuntQuestion = z
  .union([QUESTIONS.events, QUESTIONS.conversations, QUESTIONS.operations])
  .meta({ id: 'HuntQuestion' })
export type HuntQuestion = z.infer<typeof HuntQuestion>

export function subjectOf({ of }: Pick<HuntQuestion, 'of'>): HuntSubject {
  return of ?? 'events'
}

export interface QuestionFault {
  /** Such as `where.all.1.op`; empty where the text is no JSON at all. */
  readonly place: string
  readonly message: string
}

/** A question from its exact form, or what is wrong and where: of the kinds of parts that fit, the one that was meant. */
export function readQuestion(
  text: string,
): { readonly ok: true; readonly value: HuntQuestion } | { readonly ok: false; readonly faults: QuestionFault[] } {
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch (error) {
    return { ok: false, faults: [{ place: '', message: error instanceof Error ? error.message : 'not JSON' }] }
  }
  const of = HuntSubject.optional().safeParse((given as { readonly of?: unknown } | null)?.of)
  if (!of.success) return { ok: false, faults: [{ place: 'of', message: `one of: ${HuntSubject.options.join(', ')}` }] }
  const read = QUESTIONS[of.data ?? 'events'].safeParse(given)
  if (read.success) return { ok: true, value: read.data }
  return { ok: false, faults: read.error.issues.flatMap((issue) => faultsOf(issue, [])).slice(0, 5) }
}

type Issue = z.core.$ZodIssue

function faultsOf(issue: Issue, above: readonly PropertyKey[]): QuestionFault[] {
  const path = [...above, ...issue.path]
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The part that was meant is the one whose form fits furthest in.
    const depth = (each: readonly Issue[]): number => Math.max(...each.map((one) => depthOf(one)))
    const meant = issue.errors.reduce((best, each) => (depth(each) > depth(best) ? each : best))
    if (depth(meant) > 0) return meant.flatMap((one) => faultsOf(one, path))
    return [{ place: path.join('.'), message: 'one of: field with op, all, any, not' }]
  }
  return [{ place: path.join('.'), message: issue.message }]
}

function depthOf(issue: Issue): number {
  if (issue.code === 'invalid_union' && issue.errors.length > 0)
    return issue.path.length + Math.max(...issue.errors.flat().map(depthOf))
  if (issue.code === 'unrecognized_keys') return 0
  return issue.path.length
}
