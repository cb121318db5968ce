// The catalogue of signs of shadow infrastructure, parsed once. `packages/catalogs` holds it as data with its sources.
import { z } from 'zod'

export const ZoneKind = z.enum(['safety', 'control', 'supervisory', 'operations', 'dmz', 'enterprise', 'guest'])
export type ZoneKind = z.infer<typeof ZoneKind>

/** 0 ignore, 1 note, 2 low, 3 high, 4 critical. */
const Severity = z.int().min(0).max(4)

const Port = z.object({
  transport: z.enum(['tcp', 'udp']),
  port: z.int().min(0).max(65_535).optional(),
  /** First and last port, such as `7860-7869`. */
  portRange: z
    .string()
    .regex(/^\d{1,5}-\d{1,5}$/)
    .optional(),
})

export const Pattern = z.string().refine(isPattern, { error: 'is no regular expression' })

const Domain = z.discriminatedUnion('match', [
  z.object({ match: z.enum(['suffix', 'exact']), pattern: z.string() }),
  z.object({ match: z.literal('regex'), pattern: Pattern }),
])

const Indicator = z.object({
  id: z.string(),
  name: z.string(),
  category: z.string(),
  domains: z.array(Domain).default([]),
  ports: z.array(Port).default([]),
  userAgents: z.array(Pattern).default([]),
  /** For a person, but for what begins with `path` or `Server:`: those are looked for. */
  markers: z.array(z.string()).default([]),
  /** It runs on the host itself and is not only called by it. */
  selfHosted: z.boolean().default(false),
  confidence: z.enum(['high', 'medium', 'low']),
})
export type Indicator = z.infer<typeof Indicator>

const OuiGroup = z.object({
  id: z.string(),
  title: z.string(),
  prefixes: z.array(
    z.object({ prefix: z.string(), bits: z.union([z.literal(24), z.literal(28), z.literal(36)]), vendor: z.string() }),
  ),
})

export const ShadowIndicators = z
  .object({
    schemaVersion: z.literal('1.0'),
    categories: z.array(z.object({ id: z.string(), title: z.string(), severity: z.record(ZoneKind, Severity) })),
    indicators: z.array(Indicator),
    ouiGroups: z.array(OuiGroup),
    /** Rules over behaviour; those that packets alone can tell are built. */
    heuristics: z.array(z.object({ id: z.string(), name: z.string() })).default([]),
  })
  .superRefine(({ categories, indicators }, context) => {
    const known = new Set(categories.map(({ id }) => id))
    for (const [at, { id, category }] of indicators.entries())
      if (!known.has(category))
        context.addIssue({ code: 'custom', path: ['indicators', at], message: `${id}: no category ${category}` })
  })
export type ShadowIndicators = z.infer<typeof ShadowIndicators>

function isPattern(text: string): boolean {
  try {
    return new RegExp(text).source !== ''
  } catch {
    return false
  }
}
