// What `penstock correlate` is asked.
import { parseArgs } from 'node:util'
import type { ChainViewer, Disclosure, SocModel } from '@penstock/model/correlation'
import { eventFormats, findEventFormat } from '@penstock/model/events'
import { SiteKey, SourceDomain } from '@penstock/model/kernel'
import type { EventFiles } from './read-events.ts'

export interface CorrelateOptions {
  readonly signals: readonly string[]
  readonly captures: readonly string[]
  /** Null: no files of events. */
  readonly events: EventFiles | null
  readonly plant: string | null
  readonly site: SiteKey
  /** Kinds that are left out, as if the rule that feeds them were off. */
  readonly without: ReadonlySet<string>
  /** Null: everything, as nobody of a team sees it. */
  readonly view: { readonly model: SocModel; readonly viewer: ChainViewer; readonly disclosure: Disclosure } | null
  readonly keyFile: string | null
  readonly json: boolean
}

export const USAGE =
  'usage: penstock correlate [SIGNALS…] [--rules DIR… --events FILE… --domain it|dmz|ot [--format F]] [--capture FILE]… [--plant PLANT] [--site SITE] [--without KIND]… [--key-file FILE] [--model integrated|federated|hybrid --as it|ot|central [--opened]] [--json]\n'

/** The options, or what is wrong with them; no words when the usage says it. */
export function readOptions(args: readonly string[]): CorrelateOptions | { readonly wrong: string | null } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        capture: { type: 'string', multiple: true, default: [] },
        rules: { type: 'string', multiple: true, default: [] },
        events: { type: 'string', multiple: true, default: [] },
        domain: { type: 'string' },
        format: { type: 'string' },
        plant: { type: 'string' },
        site: { type: 'string', default: 'default' },
        without: { type: 'string', multiple: true, default: [] },
        'key-file': { type: 'string' },
        model: { type: 'string' },
        as: { type: 'string' },
        opened: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
      strict: true,
      allowPositionals: true,
    })
    if (positionals.length + values.capture.length + values.events.length === 0) return { wrong: null }
    const site = SiteKey.safeParse(values.site)
    if (!site.success) return { wrong: '--site: a short name in lower case, such as north-works' }
    const view = viewOf(values.model, values.as, values.opened)
    if (view === undefined)
      return { wrong: '--model takes integrated, federated or hybrid, with --as it, ot or central' }
    const events = eventsOf(values.rules, values.events, values.domain, values.format)
    if (events !== null && 'wrong' in events) return events
    return {
      events,
      ...{ signals: positionals, captures: values.capture, plant: values.plant ?? null, site: site.data, view },
      ...{ without: new Set(values.without), keyFile: values['key-file'] ?? null, json: values.json },
    }
  } catch (cause) {
    return { wrong: cause instanceof Error ? cause.message : String(cause) }
  }
}

function eventsOf(
  rules: readonly string[],
  files: readonly string[],
  domain: string | undefined,
  format: string | undefined,
): EventFiles | null | { readonly wrong: string } {
  if (rules.length + files.length === 0 && domain === undefined && format === undefined) return null
  if (rules.length === 0 || files.length === 0) return { wrong: '--events takes --rules, and --rules takes --events' }
  const side = SourceDomain.safeParse(domain)
  if (!side.success) return { wrong: '--domain it, dmz or ot: no line of a file decides it' }
  const found = format === undefined ? null : findEventFormat(format)
  if (found === null && format !== undefined)
    return { wrong: `no format ${JSON.stringify(format)}; there are ${eventFormats.map(({ id }) => id).join(', ')}` }
  return { rules, files, format: found, domain: side.data }
}

function viewOf(
  model: string | undefined,
  as: string | undefined,
  isOpened: boolean,
): CorrelateOptions['view'] | undefined {
  if (model === undefined && as === undefined && !isOpened) return null
  const known = (['integrated', 'federated', 'hybrid'] as const).find((one) => one === model)
  const disclosure = { isHandoffAccepted: isOpened, isOpenedByCentral: isOpened }
  if (known === undefined) return undefined
  if (as === 'central') return { model: known, viewer: { team: 'central', role: 'hunter' }, disclosure }
  if (as !== 'it' && as !== 'ot') return undefined
  return { model: known, viewer: { team: as, role: 'analyst' }, disclosure }
}
