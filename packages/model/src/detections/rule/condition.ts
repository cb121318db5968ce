// The condition of a rule: searches joined by `and`, `or`, `not`, brackets, `1 of …`, `all of …`, `them`. From least to most binding: or,
// and, not, of. Source: Sigma specification 2.1.0, condition.

import { type RuleFault, ruleFault } from './fault.ts'
import type { Condition } from './rule.ts'

const DEEPEST = 64
const TOKEN = /\s+|\(|\)|\||[^\s()|]+/gy

/** The condition with the searches in it; null with the faults told. */
export function parseCondition(
  text: string,
  line: number,
  searches: ReadonlyMap<string, Condition>,
  faults: RuleFault[],
): Condition | null {
  const words = [...text.matchAll(TOKEN)].map((match) => match[0]).filter((word) => word.trim() !== '')
  if (words.includes('|')) {
    faults.push(ruleFault('rule.aggregation', line))
    return null
  }
  const reader = new ConditionReader(words, searches)
  const condition = reader.read()
  if (reader.fault === null) return condition
  faults.push(ruleFault(reader.fault.code, line, reader.fault.word))
  return null
}

class ConditionReader {
  fault: {
    readonly code: 'rule.broken-condition' | 'rule.unknown-search' | 'rule.too-deep'
    readonly word: string
  } | null = null
  readonly #words: readonly string[]
  readonly #searches: ReadonlyMap<string, Condition>
  #at = 0
  #depth = 0

  constructor(words: readonly string[], searches: ReadonlyMap<string, Condition>) {
    this.#words = words
    this.#searches = searches
  }

  read(): Condition | null {
    const condition = this.#either()
    if (this.fault === null && this.#at < this.#words.length)
      this.#fail('rule.broken-condition', this.#words[this.#at]!)
    return condition
  }

  #either(): Condition | null {
    const of = [this.#both()]
    while (this.#take('or')) of.push(this.#both())
    return joined(of, (all) => ({ kind: 'some', least: 1, of: all }))
  }

  #both(): Condition | null {
    const of = [this.#negated()]
    while (this.#take('and')) of.push(this.#negated())
    return joined(of, (all) => ({ kind: 'all', of: all }))
  }

  #negated(): Condition | null {
    let isNegated = false
    while (this.#take('not')) isNegated = !isNegated
    const of = this.#one()
    return isNegated && of !== null ? { kind: 'not', of } : of
  }

  #one(): Condition | null {
    const word = this.#next()
    if (word === null) return this.#fail('rule.broken-condition', 'it ends too early')
    if (word === '(') return this.#bracketed()
    if (word === ')') return this.#fail('rule.broken-condition', ')')
    if (this.#words[this.#at]?.toLowerCase() === 'of') return this.#of(word)
    return this.#searches.get(word) ?? this.#fail('rule.unknown-search', word)
  }

  #bracketed(): Condition | null {
    this.#depth += 1
    if (this.#depth > DEEPEST) return this.#fail('rule.too-deep', '(')
    const condition = this.#either()
    this.#depth -= 1
    return this.#take(')') || this.fault !== null ? condition : this.#fail('rule.broken-condition', 'a ( without its )')
  }

  #of(count: string): Condition | null {
    this.#at += 1
    const name = this.#next()
    if (name === null) return this.#fail('rule.broken-condition', `${count} of nothing`)
    const of = this.#named(name)
    if (of.length === 0) return this.#fail('rule.unknown-search', name)
    if (count.toLowerCase() === 'all') return { kind: 'all', of }
    if (count.toLowerCase() === 'any') return { kind: 'some', least: 1, of }
    if (!/^[1-9]\d{0,2}$/.test(count)) return this.#fail('rule.broken-condition', `${count} of`)
    return { kind: 'some', least: Number(count), of }
  }

  /** Searches that begin with `_` are asked for by their name alone. */
  #named(name: string): readonly Condition[] {
    const isThem = name.toLowerCase() === 'them' && !this.#searches.has(name)
    const pieces = (isThem ? '*' : name).split('*')
    return [...this.#searches]
      .filter(([search]) => (isThem ? !search.startsWith('_') : isLike(search, pieces)))
      .map(([, condition]) => condition)
  }

  #take(word: string): boolean {
    if (this.#words[this.#at]?.toLowerCase() !== word) return false
    this.#at += 1
    return true
  }

  #next(): string | null {
    const word = this.#words[this.#at] ?? null
    this.#at += 1
    return word
  }

  #fail(code: NonNullable<ConditionReader['fault']>['code'], word: string): null {
    this.fault ??= { code, word }
    return null
  }
}

function joined(of: readonly (Condition | null)[], join: (all: readonly Condition[]) => Condition): Condition | null {
  const all = of.filter((each) => each !== null)
  if (all.length < of.length) return null
  return all.length === 1 ? all[0]! : join(all)
}

function isLike(name: string, pieces: readonly string[]): boolean {
  const [first = '', ...rest] = pieces
  if (rest.length === 0) return name === first
  if (!name.startsWith(first)) return false
  let at = first.length
  for (const piece of rest.slice(0, -1)) {
    const found = name.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  const last = rest.at(-1)!
  return name.length >= at + last.length && name.endsWith(last)
}
