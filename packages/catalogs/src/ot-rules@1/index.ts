// Detection rules for operational technology, edition 1: Sigma 2.1 over the events of our sensor and the `ot` profile. Rules are data, read by
// whoever runs them. ATT&CK for ICS 18.1; © The MITRE Corporation, reproduced with its permission.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** How detections name this edition. */
export const OT_RULES_EDITION = 'ot-rules@1'

/** One file of rules. `name` is its path inside the edition: `modbus/listen-only.yml`. */
export interface RuleText {
  readonly name: string
  readonly text: string
}

const AttackIcs = z.strictObject({
  about: z.strictObject({ version: z.string(), released: z.string(), copyright: z.string(), licence: z.string() }),
  techniques: z.array(z.strictObject({ id: z.string(), name: z.string(), tactics: z.array(z.string()).min(1) })),
})
export type AttackIcs = z.infer<typeof AttackIcs>

const Fields = z.record(z.string(), z.unknown())
const Trial = z.strictObject({
  rule: z.string(),
  events: z.array(
    z.strictObject({
      at: z.int(),
      ocsf: Fields,
      fields: Fields,
      logSources: z.array(Fields),
    }),
  ),
})
/** Events that a file of rules must meet, made of packets by our sensor. `rule` is the name of the file. */
export type OtTrial = z.infer<typeof Trial>

const RULES = fileURLToPath(new URL('rules', import.meta.url))

/** Every file of rules as it stands, in the order of their names. */
export function loadOtRules(): readonly RuleText[] {
  return readdirSync(RULES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yml'))
    .map((name) => ({ name: name.replaceAll('\\', '/'), text: readFileSync(join(RULES, name), 'utf8') }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** A positive of every file, for whoever runs the rules to ask them now and then. */
export function loadOtTrials(): readonly OtTrial[] {
  const text = readFileSync(new URL('trials.ndjson', import.meta.url), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Trial.parse(JSON.parse(line)))
}

/** The techniques that the rules' tags name, in the version that they were written for. */
export function loadAttackIcs(): AttackIcs {
  return AttackIcs.parse(JSON.parse(readFileSync(new URL('attack-ics.json', import.meta.url), 'utf8')))
}
