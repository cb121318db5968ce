// Detection rules in a cell: which it runs, how each stands there, its text, and what a rule says of an event that is pasted.
import { FindingLevel } from '@penstock/contract/detections'
import { PageQuery, pageOf, route } from '@penstock/contract/route'
import { z } from 'zod'

export const RuleStanding = z.enum(['enabled', 'disabled', 'faulty'])

export const RuleFaultView = z.strictObject({
  line: z.int().nullable(),
  /** The word at fault: hostile text. */
  word: z.string(),
  text: z.string(),
})

export const RuleRow = z.strictObject({
  /** Of the rule; of a file that is none, its place. */
  id: z.string(),
  kind: z.enum(['sigma', 'sigma-correlation']),
  /** An edition of the catalogue, or `folder`. */
  pack: z.string(),
  path: z.string(),
  version: z.string(),
  title: z.string(),
  level: FindingLevel,
  techniques: z.array(z.string()),
  standing: RuleStanding,
  /** It only feeds correlations. */
  isQuiet: z.boolean(),
  faults: z.array(RuleFaultView),
  hits: z.int(),
  suppressedHits: z.int(),
  lastHitAt: z.string().nullable(),
})
export type RuleRow = z.infer<typeof RuleRow>

/** What the engine of a cell runs, and what it could not do. */
export const EngineView = z.strictObject({
  /** Of the set and of the folder that the hub handed down; 0 before the first. */
  setVersion: z.int(),
  folderVersion: z.int(),
  compiledAt: z.string(),
  rules: z.int(),
  skipped: z.array(z.strictObject({ pack: z.string(), path: z.string(), reason: z.string() })),
  /** What was let pass without being asked, as the engine failed. */
  unmatchedBatches: z.int(),
  unmatchedEvents: z.int(),
  /** What correlations counted and what they left out, by cause. */
  correlation: z.record(z.string(), z.number()).nullable(),
  /** Matches that wait for correlations. */
  waitingMatches: z.int(),
  lastError: z.string().nullable(),
  lastErrorAt: z.string().nullable(),
})
export type EngineView = z.infer<typeof EngineView>

export const listRules = route({
  method: 'GET',
  path: '/detection-rules',
  side: 'cell',
  permission: 'monitoring:read',
  summary: 'Rules that the cell runs, with their hits, and those that cannot be run, with line and word',
  query: PageQuery.extend({
    standing: RuleStanding.optional(),
    level: FindingLevel.optional(),
    technique: z.string().max(20).optional(),
    pack: z.string().max(80).optional(),
    text: z.string().trim().min(1).max(200).optional(),
    /** Only those that were met, or never. */
    met: z.enum(['yes', 'no']).optional(),
  }),
  response: pageOf(RuleRow).extend({
    engine: EngineView.nullable(),
    /** What each suppression held back, by its id. */
    held: z.array(
      z.strictObject({ suppression: z.string(), detections: z.int(), matches: z.int(), lastAt: z.string() }),
    ),
  }),
  refusals: [],
})

export const readRuleText = route({
  method: 'GET',
  path: '/detection-rules/text',
  side: 'cell',
  permission: 'monitoring:read',
  summary: 'The text of a rule as the cell runs it, of the catalogue or of the folder',
  query: z.strictObject({ rule: z.string().max(600) }),
  response: z.strictObject({ rule: z.string(), pack: z.string(), path: z.string(), text: z.string() }),
  refusals: ['not-found'],
})

/** A search of a rule, by its name there, and whether it holds. */
const SearchView = z.strictObject({ name: z.string(), holds: z.boolean() })

export const tryRule = route({
  method: 'POST',
  path: '/detection-rules/trial',
  side: 'cell',
  permission: 'monitoring:read',
  summary:
    'Ask a rule, and the rules that run, of an event that is pasted: which searches hold; nothing of the event is kept. Of who may change rules it is a test',
  body: z.strictObject({
    /** Id of an event format. */
    format: z.string().max(80),
    record: z.string().min(1).max(65_536),
    /** Text of a rule; null to ask only those that run. */
    text: z.string().max(131_072).nullable(),
  }),
  response: z.strictObject({
    faults: z.array(RuleFaultView),
    events: z.array(
      z.strictObject({
        at: z.string(),
        logSources: z.array(z.string()),
        /** Rules that run and match it. */
        met: z.array(z.strictObject({ rule: z.string(), title: z.string(), level: FindingLevel })),
        /** Of each rule of the text. */
        asked: z.array(
          z.strictObject({
            rule: z.string(),
            title: z.string(),
            /** Whether the event is of the rule's log source. */
            isOfSource: z.boolean(),
            isMet: z.boolean(),
            searches: z.array(SearchView),
            /** What stands in the fields that the rule asks. */
            values: z.record(z.string(), z.union([z.string(), z.number()])),
          }),
        ),
      }),
    ),
    /** Records that could not be read, and why. */
    unread: z.array(z.string()),
    /** Rules that count as tested by it: they run with this text, were met, and whoever asks may change the rules of the domain. */
    tested: z.array(z.string()),
  }),
  refusals: ['detection-rules.no-format'],
})
