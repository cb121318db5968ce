// Events of Windows like those that rules meet: public ones of the samples, each in many variants. Names, identifiers, numbers and times
// change; what rules look for stays where it stood, so the share of matches is that of the samples (high: they were made by attacks).
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

type Json = Record<string, unknown>

/** Lines of JSON, the same for the same seed. */
export function makeLines(templates: readonly Json[], count: number, seed: number): readonly string[] {
  const random = randomFrom(seed)
  return Array.from({ length: count }, () =>
    JSON.stringify(varied(templates[Math.floor(random() * templates.length)]!, random)),
  )
}

/** Every event of the sample folders that says its channel. */
export function loadTemplates(samples: string): readonly Json[] {
  const lines = globSync(join(samples, 'logs/windows-otrf/*.json'))
    .sort()
    .flatMap((path) => readFileSync(path, 'utf8').split('\n'))
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Json)
  const files = globSync(join(samples, 'sigma/events/*.json'))
    .sort()
    .flatMap((path) => readFileSync(path, 'utf8').split(/\n(?=\{)/))
    .map((text) => JSON.parse(text) as Json)
  return [...lines, ...files]
}

export function isProcessCreation(template: Json): boolean {
  const system = (template['Event'] as Json | undefined)?.['System'] as Json | undefined
  const { Channel, EventID } = (system ?? template) as { Channel?: string; EventID?: number }
  return (Channel === 'Security' && EventID === 4688) || (String(Channel).includes('Sysmon') && EventID === 1)
}

const USERS = ['mreyes', 'svc_backup', 'operator3', 'lchan', 'WS-114$', 'hist-reader']

function varied(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((each) => varied(each, random))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, fixed(name) ? each : varied(each, random)]),
    )
  return typeof value === 'string' ? variedText(value, random) : value
}

/** What decides where an event is from stays. */
function fixed(name: string): boolean {
  return name === 'Channel' || name === 'EventID' || name === 'EventType' || name === 'Provider'
}

function variedText(text: string, random: () => number): string {
  return text
    .replaceAll(/\b[0-9A-Fa-f]{8,64}\b/g, (hex) => hexOf(hex.length, random))
    .replaceAll(/\b\d{4,}\b/g, (digits) => String(Math.floor(random() * 10 ** Math.min(digits.length, 9))))
    .replaceAll(/\\Users\\[^\\"]+/g, () => `\\Users\\${USERS[Math.floor(random() * USERS.length)]}`)
}

function hexOf(length: number, random: () => number): string {
  let hex = ''
  while (hex.length < length)
    hex += Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0')
  return hex.slice(0, length).toUpperCase()
}

/** Numbers from 0 to 1 by a linear congruence on 32 bits (Numerical Recipes, 3rd ed., §7.1). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 0x1_0000_0000
  }
}
