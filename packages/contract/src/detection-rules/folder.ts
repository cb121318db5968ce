// The organisation's own rules of a domain, as the hub keeps them: files brought with a report, and every text that each had.
import { route } from '@penstock/contract/route'
import { Domain } from '@penstock/model/kernel'
import { z } from 'zod'
import { RuleFaultView } from './rule.ts'

/** Of a file that was brought: what became of it. */
export const BroughtFile = z.strictObject({
  path: z.string(),
  outcome: z.enum(['new', 'changed', 'same', 'faulty', 'left-out', 'removed']),
  faults: z.array(RuleFaultView),
  /** Why it was left out. */
  reason: z.string().nullable(),
})
export type BroughtFile = z.infer<typeof BroughtFile>

const Path = z
  .string()
  .min(1)
  .max(400)
  .regex(/^[^\p{Cc}\\]+\.ya?ml$/iu, 'a path that ends in .yml or .yaml')
  .refine((path) => !path.split('/').includes('..'), 'a path without ..')

const RuleText = z
  .string()
  .max(1_048_576)
  .refine((text) => !text.includes('\u0000'), 'a text without U+0000')

export const bringRules = route({
  method: 'POST',
  path: '/detection-rules/folder/{domain}',
  side: 'hub',
  permission: 'rule:bring',
  summary:
    'Add files to the folder of rules of the own domain, change them by their path or take them out; the report says what becomes of each',
  params: z.strictObject({ domain: Domain }),
  body: z.strictObject({
    /** Without text a file is taken out. */
    files: z
      .array(z.strictObject({ path: Path, text: RuleText.nullable() }))
      .min(1)
      .max(10_000),
    /** Only the report. */
    isTrial: z.boolean().default(false),
  }),
  response: z.strictObject({
    /** Of the folder as it is now; 0 before the first. */
    folderVersion: z.int(),
    files: z.array(BroughtFile),
    rules: z.int(),
    correlations: z.int(),
  }),
  refusals: ['not-found', 'too-large', 'detection-rules.whole-domain', 'detection-rules.no-file'],
})

export const listFolder = route({
  method: 'GET',
  path: '/detection-rules/folder/{domain}',
  side: 'hub',
  permission: 'rule:except',
  summary: 'Files of the folder of rules of the own domain, by path, with who changed each last',
  params: z.strictObject({ domain: Domain }),
  response: z.strictObject({
    folderVersion: z.int(),
    files: z.array(
      z.strictObject({
        path: z.string(),
        version: z.int(),
        bytes: z.int(),
        at: z.string(),
        by: z.string(),
        byName: z.string().nullable(),
      }),
    ),
  }),
  refusals: ['not-found'],
})

export const RuleVersionView = z.strictObject({
  version: z.int(),
  /** Null where it was taken out. */
  text: z.string().nullable(),
  at: z.string(),
  by: z.string(),
  byName: z.string().nullable(),
})

export const readRuleHistory = route({
  method: 'GET',
  path: '/detection-rules/folder/{domain}/history',
  side: 'hub',
  permission: 'rule:except',
  summary: 'Every text that a file of the folder had, newest first',
  params: z.strictObject({ domain: Domain }),
  query: z.strictObject({ path: z.string().max(400) }),
  response: z.strictObject({ items: z.array(RuleVersionView) }),
  refusals: ['not-found'],
})
