// The OT rule pack as a table: every rule and correlation of every file with what its file says, and the fields that it asks for.
import type { RuleText } from '@penstock/catalogs/ot-rules@1'
import type { RuleSource } from '@penstock/model/detections'
import { readRules } from '@penstock/server/detections'
import { RuleSet } from '../rule-set.ts'

type Plain = Readonly<Record<string, unknown>>

export interface PackRule {
  readonly file: string
  readonly id: string
  readonly name: string | null
  readonly tags: readonly string[]
  /** Only feeds the correlation of its file. */
  readonly isQuiet: boolean
  /** As it stands in the file. */
  readonly source: Plain
}

export interface Pack {
  readonly set: RuleSet
  readonly files: readonly string[]
  readonly rules: readonly PackRule[]
  readonly faults: readonly string[]
  fileOf(ruleId: string): string
}

interface Asked {
  readonly service: string
  readonly field: string
}

export function readPack(texts: readonly RuleText[]): Pack {
  const folder = readRules(texts.map(({ name, text }) => ({ path: name, text })))
  const set = new RuleSet(folder)
  const sources = [...folder.rules, ...folder.correlations]
  const rules = sources.map(({ source, path }): PackRule => {
    const plain = plainOf(source) as Plain
    const id = String(plain['id'])
    return {
      file: path.replace(/\.yml$/, ''),
      id,
      name: typeof plain['name'] === 'string' ? plain['name'] : null,
      tags: (plain['tags'] ?? []) as readonly string[],
      isQuiet: set.quiet.has(id),
      source: plain,
    }
  })
  const skipped = folder.skipped.filter(({ reason }) => reason.code !== 'correlation')
  return {
    set,
    files: [...new Set(texts.map(({ name }) => name.replace(/\.yml$/, '')))].sort(),
    rules,
    faults: [...folder.faults, ...skipped].map(({ path }) => path),
    fileOf: (ruleId) => rules.find(({ id }) => id === ruleId)?.file ?? ruleId,
  }
}

/** What a rule asks of its source; a correlation, of the sources of the rules that it takes in. */
export function fieldsOf(pack: Pack, { source }: PackRule): readonly Asked[] {
  const correlation = source['correlation'] as Plain | undefined
  if (correlation === undefined) {
    const { service } = source['logsource'] as { readonly service: string }
    const { condition: _, ...searches } = source['detection'] as Plain
    return Object.values(searches).flatMap((search) => keysOf(search).map((field) => ({ service, field })))
  }
  const aliases = (correlation['aliases'] ?? {}) as Readonly<Record<string, Readonly<Record<string, string>>>>
  const { field } = (correlation['condition'] ?? {}) as { readonly field?: string }
  return (correlation['rules'] as readonly string[]).flatMap((name) => {
    const base = pack.rules.find((each) => each.name === name)!
    const { service } = base.source['logsource'] as { readonly service: string }
    const grouped = ((correlation['group-by'] ?? []) as readonly string[]).map((each) => aliases[each]?.[name] ?? each)
    return [...grouped, ...(field === undefined ? [] : [field])].map((each) => ({ service, field: each }))
  })
}

function keysOf(search: unknown): readonly string[] {
  if (Array.isArray(search)) return search.flatMap(keysOf)
  return typeof search === 'object' && search !== null ? Object.keys(search).map((key) => key.split('|')[0]!) : []
}

function plainOf(source: RuleSource): unknown {
  if (source.kind === 'value') return source.value
  if (source.kind === 'list') return source.items.map(plainOf)
  return Object.fromEntries(source.entries.map(({ key, value }) => [key, plainOf(value)]))
}
