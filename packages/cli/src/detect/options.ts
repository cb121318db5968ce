// What `penstock detect` is asked: flags that take several values, a pack of rules, the source of events that do not tell it, values of
// placeholders.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { unreadableText } from '@penstock/cli/files'
import { type EventFormat, eventFormats, findEventFormat, type LogSource } from '@penstock/model/events'
import { z } from 'zod'

export interface DetectOptions {
  readonly rules: readonly string[]
  readonly events: readonly string[]
  readonly captures: readonly string[]
  /** Whether the OT rule pack runs beside the rules. */
  readonly hasOtPack: boolean
  readonly isJson: boolean
  /** What captures met is counted by rule instead. */
  readonly isCounted: boolean
  /** Null: Windows, and whatever is JSON. */
  readonly format: EventFormat | null
  /** Whether correlation rules of the folders run as well. */
  readonly correlations: boolean
  /** Of events that do not say where they are from. */
  readonly logSource: LogSource | null
  readonly placeholders: ReadonlyMap<string, readonly string[]>
}

const OT_PACK = 'ot'

const OPTIONS = {
  rules: { type: 'string', multiple: true },
  events: { type: 'string', multiple: true },
  captures: { type: 'string', multiple: true },
  pack: { type: 'string' },
  count: { type: 'boolean' },
  format: { type: 'string' },
  'log-source': { type: 'string' },
  placeholders: { type: 'string' },
  json: { type: 'boolean' },
  correlations: { type: 'boolean' },
} as const

/** The options, or what is wrong with them; no words when the usage says it. */
export function readOptions(args: readonly string[]): DetectOptions | { readonly wrong: string | null } {
  const paths: Record<'rules' | 'events' | 'captures', string[]> = { rules: [], events: [], captures: [] }
  let into: string[] | null = null
  try {
    const { values, tokens } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, tokens: true })
    for (const token of tokens) {
      if (token.kind === 'option') {
        // What stands behind a pack is what it is held against.
        into = Object.hasOwn(paths, token.name) ? paths[token.name as keyof typeof paths] : null
        if (token.name === 'pack') {
          into = paths.captures
          continue
        }
        if (into !== null && token.value !== undefined) into.push(token.value)
      } else if (token.kind === 'positional') {
        if (into === null) return { wrong: `${token.value}: say whether it is --rules, --events or --captures` }
        into.push(token.value)
      }
    }
    const { pack } = values
    if (pack !== undefined && pack !== OT_PACK)
      return { wrong: `no pack ${JSON.stringify(pack)}; there is ${OT_PACK}, rules for operational technology` }
    if (paths.rules.length === 0 && pack === undefined) return { wrong: null }
    if (paths.events.length === 0 && paths.captures.length === 0) return { wrong: null }
    const logSource = values['log-source'] === undefined ? null : parseLogSource(values['log-source'])
    if (typeof logSource === 'string') return { wrong: logSource }
    const format = values.format === undefined ? null : findEventFormat(values.format)
    if (format === null && values.format !== undefined)
      return {
        wrong: `no format ${JSON.stringify(values.format)}; there are ${eventFormats.map(({ id }) => id).join(', ')}`,
      }
    const placeholders = values.placeholders === undefined ? new Map() : loadPlaceholders(values.placeholders)
    return typeof placeholders === 'string'
      ? { wrong: placeholders }
      : {
          ...paths,
          ...{ format, logSource, placeholders, hasOtPack: pack === OT_PACK },
          correlations: values.correlations === true || pack === OT_PACK || paths.captures.length > 0,
          isJson: values.json === true,
          isCounted: values.count === true,
        }
  } catch (cause) {
    return { wrong: cause instanceof Error ? cause.message : String(cause) }
  }
}

function parseLogSource(text: string): LogSource | string {
  const source: Record<string, string> = {}
  for (const pair of text.split(',')) {
    const [, key, value] = /^(product|category|service)=(.+)$/.exec(pair.trim()) ?? []
    if (key === undefined || value === undefined)
      return `--log-source ${JSON.stringify(text)}: write product=P,category=C,service=S, or some of them`
    source[key] = value.toLowerCase()
  }
  return source
}

const Placeholders = z.record(z.string(), z.array(z.string()))

function loadPlaceholders(path: string): ReadonlyMap<string, readonly string[]> | string {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    return unreadableText(path, (cause as { code?: string }).code ?? 'no reason given')
  }
  try {
    return new Map(Object.entries(Placeholders.parse(JSON.parse(text))))
  } catch {
    return `${path}: is no JSON object of lists of texts, such as { "Administrators": ["adm*"] }`
  }
}
