// Reads a rule from the source of its file. Every fault is told with its line; a rule with a fault is not run, and nothing is thrown.
// Source: Sigma specification 2.1.0, detection.
import type { LogSource } from '@penstock/model/events'
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { openPattern } from '../value/pattern.ts'
import { parseCondition } from './condition.ts'
import { type RuleFault, ruleFault } from './fault.ts'
import { isModifierFault, type Modifiers, readModifiers, testsOf } from './modifiers.ts'
import type { Placeholders } from './placeholders.ts'
import { type Condition, RULE_LEVELS, type RuleLevel, type SigmaRule, type ValueTest } from './rule.ts'
import { entryOf, type RuleEntry, type RuleSource, textOf, textsOf } from './source.ts'

export interface ReadRuleOptions {
  readonly placeholders?: Placeholders
}

const DEEPEST = 64

export function readRule(source: RuleSource, options: ReadRuleOptions = {}): Result<SigmaRule, readonly RuleFault[]> {
  if (source.kind !== 'map') return refuse([ruleFault('rule.not-a-map', source.line)])
  const faults: RuleFault[] = []
  const logSource = readSource(source, faults)
  const condition = new DetectionReader(options.placeholders ?? new Map(), faults).read(
    entryOf(source, 'detection'),
    source.line,
  )
  if (faults.length > 0 || condition === null) return refuse(faults)
  const text = (key: string) => textOf(entryOf(source, key)?.value)
  const texts = (key: string) => textsOf(entryOf(source, key)?.value)
  const title = text('title') ?? ''
  return accept({
    id: text('id') ?? text('name') ?? title,
    title,
    level: readLevel(text('level')),
    status: text('status'),
    tags: texts('tags'),
    description: text('description'),
    author: text('author'),
    date: text('date'),
    modified: text('modified'),
    references: texts('references'),
    falsePositives: texts('falsepositives'),
    related: readRelated(entryOf(source, 'related')?.value),
    source: logSource,
    condition,
  })
}

function readSource(source: RuleSource, faults: RuleFault[]): LogSource {
  const entry = entryOf(source, 'logsource')
  const named: { product?: string; category?: string; service?: string } = {}
  for (const key of ['product', 'category', 'service'] as const) {
    const text = entry === null ? null : textOf(entryOf(entry.value, key)?.value)
    if (text !== null && text !== '') named[key] = text.toLowerCase()
  }
  if (Object.keys(named).length === 0) faults.push(ruleFault('rule.no-source', entry?.line ?? source.line))
  return named
}

function readLevel(text: string | null): RuleLevel | null {
  return RULE_LEVELS.find((level) => level === text) ?? null
}

function readRelated(source: RuleSource | undefined): SigmaRule['related'] {
  if (source?.kind !== 'list') return []
  return source.items.flatMap((item) => {
    const id = textOf(entryOf(item, 'id')?.value)
    const type = textOf(entryOf(item, 'type')?.value)
    return id === null || type === null ? [] : [{ id, type }]
  })
}

class DetectionReader {
  readonly #placeholders: Placeholders
  readonly #faults: RuleFault[]

  constructor(placeholders: Placeholders, faults: RuleFault[]) {
    this.#placeholders = placeholders
    this.#faults = faults
  }

  read(detection: RuleEntry | null, line: number): Condition | null {
    if (detection === null || detection.value.kind !== 'map')
      return this.#fault('rule.no-detection', detection?.line ?? line)
    const searches = new Map<string, Condition>()
    for (const { key, value } of detection.value.entries) {
      if (key === 'condition' || key === 'timeframe') continue
      // A search at fault stands in as one that never holds, so that the condition is not blamed for it.
      searches.set(key, this.#search(value, key, 0) ?? { kind: 'some', least: 1, of: [] })
    }
    const condition = entryOf(detection.value, 'condition')
    if (condition === null) return this.#fault('rule.no-condition', detection.line)
    if (searches.size === 0) return this.#fault('rule.no-detection', detection.line)
    const texts = condition.value.kind === 'list' ? condition.value.items : [condition.value]
    const each = texts.map((item) => this.#condition(item, searches))
    if (each.length === 0 || each.includes(null)) {
      if (this.#faults.length === 0) this.#fault('rule.no-condition', condition.line)
      return null
    }
    const all = each.filter((one) => one !== null)
    return all.length === 1 ? all[0]! : { kind: 'some', least: 1, of: all }
  }

  #condition(item: RuleSource, searches: ReadonlyMap<string, Condition>): Condition | null {
    const text = textOf(item)
    if (text === null) return this.#fault('rule.no-condition', item.line)
    return parseCondition(text, item.line, searches, this.#faults)
  }

  /** A map is all of its items, a list is any of its maps, values in a list are keywords. */
  #search(source: RuleSource, name: string, depth: number): Condition | null {
    if (depth > DEEPEST) return this.#fault('rule.too-deep', source.line)
    if (source.kind === 'value') {
      return source.value === null
        ? this.#fault('rule.empty-search', source.line, name)
        : this.#keywords([source], '', source.line)
    }
    if (source.kind === 'map') {
      if (source.entries.length === 0) return this.#fault('rule.empty-search', source.line, name)
      return this.#joined(
        source.entries.map((entry) => this.#item(entry)),
        (of) => ({ kind: 'all', of }),
      )
    }
    if (source.items.length === 0) return this.#fault('rule.empty-search', source.line, name)
    const words = source.items.filter((item) => item.kind === 'value')
    const parts = source.items
      .filter((item) => item.kind !== 'value')
      .map((item) => this.#search(item, name, depth + 1))
    if (words.length > 0) parts.unshift(this.#keywords(words, '', source.line))
    return this.#joined(parts, (of) => ({ kind: 'some', least: 1, of }))
  }

  #item({ key, value, line }: RuleEntry): Condition | null {
    const [field = '', ...words] = key.split('|')
    const values = value.kind === 'list' ? value.items : [value]
    if (field === '') return this.#keywords(values, words.join('|'), line)
    const modifiers = this.#modifiers(words, line)
    const tests = modifiers && this.#tests(values, modifiers, line)
    if (modifiers === null || tests === null) return null
    const search: Condition = { kind: 'field', field, all: modifiers.all, tests }
    return modifiers.negated ? { kind: 'not', of: search } : search
  }

  #keywords(values: readonly RuleSource[], words: string, line: number): Condition | null {
    const modifiers = this.#modifiers(words === '' ? [] : words.split('|'), line)
    const tests = modifiers && this.#tests(values, modifiers, line)
    if (modifiers === null || tests === null) return null
    const search: Condition = {
      kind: 'keywords',
      all: modifiers.all,
      tests: tests.map((test) => anywhere(test, modifiers)),
    }
    return modifiers.negated ? { kind: 'not', of: search } : search
  }

  #modifiers(words: readonly string[], line: number): Modifiers | null {
    const modifiers = readModifiers(words)
    return isModifierFault(modifiers) ? this.#fault(modifiers.code, line, modifiers.word) : modifiers
  }

  #tests(values: readonly RuleSource[], modifiers: Modifiers, line: number): readonly ValueTest[] | null {
    const tests: ValueTest[] = []
    for (const item of values) {
      const made =
        item.kind === 'value'
          ? testsOf(item.value, modifiers, this.#placeholders)
          : ({ code: 'rule.wrong-value', word: `a ${item.kind}` } as const)
      if (isModifierFault(made)) return this.#fault(made.code, item.line, made.word)
      // Forms of one value are alternatives even where all values must be there.
      if (modifiers.all && made.length > 1) tests.push({ kind: 'either', of: made })
      else tests.push(...made)
    }
    return tests.length === 0 ? this.#fault('rule.empty-search', line, 'a list without values') : tests
  }

  #joined(of: readonly (Condition | null)[], join: (all: readonly Condition[]) => Condition): Condition | null {
    const all = of.filter((each) => each !== null)
    if (all.length < of.length) return null
    return all.length === 1 ? all[0]! : join(all)
  }

  #fault(code: RuleFault['code'], line: number, word = ''): null {
    this.#faults.push(ruleFault(code, line, word))
    return null
  }
}

/** A keyword stands anywhere in a value unless its modifiers say where. */
function anywhere(test: ValueTest, modifiers: Modifiers): ValueTest {
  if (test.kind === 'either') return { kind: 'either', of: test.of.map((each) => anywhere(each, modifiers)) }
  if (test.kind !== 'text' || modifiers.position !== 'whole') return test
  return { kind: 'text', pattern: { ...test.pattern, pieces: openPattern(test.pattern.pieces, 'anywhere') } }
}
