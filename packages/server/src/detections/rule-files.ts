// Rules of files and folders: what was read, and what was left out and why, by file and line.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ReadRuleOptions,
  type RuleFault,
  type RuleSource,
  readRule,
  type SigmaRule,
} from '@penstock/model/detections'
import { readRuleDocuments } from './yaml.ts'

export interface RuleFolder {
  /** With the file that each was read from. */
  readonly rules: readonly { readonly rule: SigmaRule; readonly source: RuleSource; readonly path: string }[]
  /** Correlation rules as they stand; single events do not answer them, so they are among the skipped as well. */
  readonly correlations: readonly { readonly source: RuleSource; readonly path: string }[]
  /** Names by which correlations refer to rules, with the rules' ids. */
  readonly names: ReadonlyMap<string, string>
  readonly faults: readonly { readonly path: string; readonly fault: RuleFault }[]
  readonly skipped: readonly { readonly path: string; readonly reason: SkipReason }[]
}

export type SkipReason =
  | { readonly code: 'no-rule' }
  | { readonly code: 'correlation' }
  | { readonly code: 'filter' }
  | { readonly code: 'collection' }
  | { readonly code: 'same-id'; readonly as: string }
  | { readonly code: 'too-long' }
  | { readonly code: 'unreadable'; readonly detail: string }

const LONGEST_BYTES = 1_048_576

/** A file of rules as it was read, or why it was not. */
export interface RuleFile {
  readonly path: string
  readonly text: string | SkipReason
}

/** Every `.yml` and `.yaml` file below the paths, in the order of their names; of rules with one id the first is taken. */
export function loadRules(paths: readonly string[], options: ReadRuleOptions = {}): RuleFolder {
  return readRules(ruleFiles(paths), options)
}

/** The texts of these files, one at a time. */
export function* ruleFiles(paths: readonly string[]): Generator<RuleFile, void> {
  for (const path of paths.flatMap(filesBelow)) yield { path, text: load(path) }
}

/** The same of files that are read already, such as those of a catalogue. */
export function readRules(files: Iterable<RuleFile>, options: ReadRuleOptions = {}): RuleFolder {
  const rules: { rule: SigmaRule; source: RuleSource; path: string }[] = []
  const faults: { path: string; fault: RuleFault }[] = []
  const correlations: { source: RuleSource; path: string }[] = []
  const names = new Map<string, string>()
  const skipped: { path: string; reason: SkipReason }[] = []
  const firstOf = new Map<string, string>()
  for (const { path, text } of files) {
    if (typeof text !== 'string') {
      skipped.push({ path, reason: text })
      continue
    }
    for (const document of readRuleDocuments(text)) {
      if (!document.ok) {
        faults.push(...document.faults.map((fault) => ({ path, fault })))
        continue
      }
      const reason = otherKind(document.source)
      if (reason !== null) {
        skipped.push({ path, reason })
        if (reason.code === 'correlation') correlations.push({ source: document.source, path })
        continue
      }
      const read = readRule(document.source, options)
      if (!read.ok) {
        faults.push(...read.refusal.map((fault) => ({ path, fault })))
        continue
      }
      const as = firstOf.get(read.value.id)
      if (as === undefined) {
        firstOf.set(read.value.id, path)
        rules.push({ rule: read.value, source: document.source, path })
        const name = nameOf(document.source)
        if (name !== null) names.set(name, read.value.id)
      } else skipped.push({ path, reason: { code: 'same-id', as } })
    }
  }
  return { rules, correlations, names, faults, skipped }
}

export function skipReasonText(reason: SkipReason): string {
  switch (reason.code) {
    case 'no-rule':
      return 'is no rule: it has neither detection nor logsource'
    case 'correlation':
      return 'is a correlation rule, which single events do not answer'
    case 'filter':
      return 'is a filter for other rules; filters are not applied yet'
    case 'collection':
      return 'is a rule collection of the time before Sigma 2.0 (action); write a rule of its own for each'
    case 'same-id':
      return `has the id of ${reason.as}, which is used`
    case 'too-long':
      return 'is longer than 1 MiB'
    case 'unreadable':
      return `cannot be read (${reason.detail})`
  }
}

function filesBelow(path: string): readonly string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function load(path: string): string | SkipReason {
  try {
    if (statSync(path).size > LONGEST_BYTES) return { code: 'too-long' }
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const { code } = cause as { code?: string }
    return { code: 'unreadable', detail: code ?? 'no reason given' }
  }
}

function nameOf(source: RuleSource): string | null {
  if (source.kind !== 'map') return null
  const value = source.entries.find(({ key }) => key === 'name')?.value
  return value?.kind === 'value' && typeof value.value === 'string' ? value.value : null
}

/** Documents that are no detection rule by their own word. */
function otherKind(source: Parameters<typeof readRule>[0]): SkipReason | null {
  if (source.kind !== 'map') return null
  const keys = new Set(source.entries.map((entry) => entry.key))
  if (keys.has('correlation')) return { code: 'correlation' }
  if (keys.has('filter')) return { code: 'filter' }
  if (keys.has('action')) return { code: 'collection' }
  return keys.has('detection') || keys.has('logsource') ? null : { code: 'no-rule' }
}
