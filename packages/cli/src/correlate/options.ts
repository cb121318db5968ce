// What `penstock correlate` is asked.
import { parseArgs } from 'node:util'
import type { ChainViewer, Disclosure, SocModel } from '@penstock/model/correlation'
import { SiteKey } from '@penstock/model/kernel'

export interface CorrelateOptions {
  readonly signals: readonly string[]
  readonly captures: readonly string[]
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
  'usage: penstock correlate [SIGNALS…] [--capture FILE]… [--plant PLANT] [--site SITE] [--without KIND]… [--key-file FILE] [--model integrated|federated|hybrid --as it|ot|central [--opened]] [--json]\n'

/** The options, or what is wrong with them; no words when the usage says it. */
export function readOptions(args: readonly string[]): CorrelateOptions | { readonly wrong: string | null } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        capture: { type: 'string', multiple: true, default: [] },
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
    if (positionals.length + values.capture.length === 0) return { wrong: null }
    const site = SiteKey.safeParse(values.site)
    if (!site.success) return { wrong: '--site: a short name in lower case, such as north-works' }
    const view = viewOf(values.model, values.as, values.opened)
    if (view === undefined)
      return { wrong: '--model takes integrated, federated or hybrid, with --as it, ot or central' }
    return {
      ...{ signals: positionals, captures: values.capture, plant: values.plant ?? null, site: site.data, view },
      ...{ without: new Set(values.without), keyFile: values['key-file'] ?? null, json: values.json },
    }
  } catch (cause) {
    return { wrong: cause instanceof Error ? cause.message : String(cause) }
  }
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
