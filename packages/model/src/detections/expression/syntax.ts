// The part of PCRE that Sigma rules use, read into a tree. What makes a search more than linear (back references, look-around, atomic
// groups, possessive quantifiers) is refused by name. Source: Sigma modifiers appendix 2.1.0, regular expression; pcre2pattern(3).
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { anyCase, type CharSet, complementOf, DIGITS, EVERY, NEWLINE, SPACE, unionOf, WORD } from './char-set.ts'

export type Assertion = 'start' | 'line-start' | 'end' | 'line-end' | 'last' | 'boundary' | 'no-boundary'

export type ExpressionNode =
  | { readonly kind: 'char'; readonly set: CharSet }
  | { readonly kind: 'sequence'; readonly of: readonly ExpressionNode[] }
  | { readonly kind: 'choice'; readonly of: readonly ExpressionNode[] }
  | { readonly kind: 'repeat'; readonly of: ExpressionNode; readonly least: number; readonly most: number }
  | { readonly kind: 'assert'; readonly assertion: Assertion }

export interface ExpressionFlags {
  readonly ignoreCase: boolean
  readonly multiline: boolean
  readonly dotAll: boolean
}

const MOST_REPEATS = 1_000_000
const DEEPEST = 64

/** The tree, or what is refused, in words. */
export function parseExpression(source: string, flags: ExpressionFlags): Result<ExpressionNode, string> {
  const parser = new Parser(source, flags)
  try {
    return accept(parser.parse())
  } catch (cause) {
    if (cause instanceof Refused) return refuse(cause.message)
    throw cause
  }
}

class Refused extends Error {}

const ESCAPED: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, e: 27, a: 7 }
const SHORTHANDS: Readonly<Record<string, CharSet>> = {
  d: DIGITS,
  D: complementOf(DIGITS),
  w: WORD,
  W: complementOf(WORD),
  s: SPACE,
  S: complementOf(SPACE),
}
const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  A: 'start',
  z: 'last',
  Z: 'end',
  b: 'boundary',
  B: 'no-boundary',
}

class Parser {
  readonly #chars: readonly string[]
  #at = 0
  #depth = 0
  #flags: ExpressionFlags

  constructor(source: string, flags: ExpressionFlags) {
    this.#chars = Array.from(source)
    this.#flags = flags
  }

  parse(): ExpressionNode {
    const node = this.#choice()
    if (this.#at < this.#chars.length) throw new Refused('a ) without its (')
    return node
  }

  #choice(): ExpressionNode {
    if (this.#depth > DEEPEST) throw new Refused('groups are nested too deep')
    const flags = this.#flags
    const of = [this.#sequence()]
    while (this.#take('|')) of.push(this.#sequence())
    this.#flags = flags
    return of.length === 1 ? of[0]! : { kind: 'choice', of }
  }

  #sequence(): ExpressionNode {
    const of: ExpressionNode[] = []
    while (this.#at < this.#chars.length && this.#peek() !== '|' && this.#peek() !== ')') {
      const atom = this.#atom()
      if (atom !== null) of.push(this.#repeated(atom))
    }
    return of.length === 1 ? of[0]! : { kind: 'sequence', of }
  }

  #repeated(atom: ExpressionNode): ExpressionNode {
    let node = atom
    for (;;) {
      const count = this.#count()
      if (count === null) return node
      if (node !== atom) throw new Refused('a quantifier after a quantifier')
      if (count.least > MOST_REPEATS || (count.most !== Number.POSITIVE_INFINITY && count.most > MOST_REPEATS))
        throw new Refused('a quantifier above 1,000,000')
      if (count.most < count.least) throw new Refused('a quantifier whose end is before its begin')
      if (this.#peek() === '+') throw new Refused('a possessive quantifier')
      this.#take('?')
      node = { kind: 'repeat', of: atom, ...count }
    }
  }

  #count(): { least: number; most: number } | null {
    if (this.#take('*')) return { least: 0, most: Number.POSITIVE_INFINITY }
    if (this.#take('+')) return { least: 1, most: Number.POSITIVE_INFINITY }
    if (this.#take('?')) return { least: 0, most: 1 }
    const match = /^\{(\d+)(,(\d*))?\}/.exec(this.#chars.slice(this.#at, this.#at + 24).join(''))
    if (match === null) return null
    this.#at += match[0].length
    const least = Number(match[1])
    if (match[2] === undefined) return { least, most: least }
    return { least, most: match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3]) }
  }

  /** Null for what stands for nothing, such as `(?i)`. */
  #atom(): ExpressionNode | null {
    const char = this.#next()
    switch (char) {
      case '(':
        return this.#group()
      case '[':
        return { kind: 'char', set: this.#class() }
      case '.':
        return { kind: 'char', set: this.#flags.dotAll ? EVERY : complementOf(NEWLINE) }
      case '^':
        return { kind: 'assert', assertion: this.#flags.multiline ? 'line-start' : 'start' }
      case '$':
        return { kind: 'assert', assertion: this.#flags.multiline ? 'line-end' : 'end' }
      case '*':
      case '+':
      case '?':
        throw new Refused(`a quantifier ${char} after nothing`)
      case '\\':
        return this.#escape()
      default:
        return this.#one(char.codePointAt(0)!)
    }
  }

  #group(): ExpressionNode | null {
    if (this.#take('?')) {
      if (this.#take('P')) {
        if (this.#peek() !== '<') throw new Refused('a back reference')
        this.#groupName()
      } else if (this.#peek() === '<' && this.#chars[this.#at + 1] !== '=' && this.#chars[this.#at + 1] !== '!')
        this.#groupName()
      else if (this.#peek() === '#') return this.#remark()
      else if (!this.#take(':')) return this.#flagged()
    }
    return this.#closed()
  }

  #closed(): ExpressionNode {
    this.#depth += 1
    const node = this.#choice()
    this.#depth -= 1
    if (!this.#take(')')) throw new Refused('a ( without its )')
    return node
  }

  #groupName(): void {
    this.#at += 1
    while (this.#at < this.#chars.length && this.#peek() !== '>') this.#at += 1
    if (!this.#take('>')) throw new Refused('a group whose name does not end')
  }

  #remark(): null {
    while (this.#at < this.#chars.length && this.#peek() !== ')') this.#at += 1
    if (!this.#take(')')) throw new Refused('a remark that does not end')
    return null
  }

  /** `(?i)` for the rest of its group, `(?i:…)` for itself. */
  #flagged(): ExpressionNode | null {
    const before = this.#flags
    let isOn = true
    for (;;) {
      const char = this.#next()
      if (char === '-') isOn = false
      else if (char === 'i') this.#flags = { ...this.#flags, ignoreCase: isOn }
      else if (char === 'm') this.#flags = { ...this.#flags, multiline: isOn }
      else if (char === 's') this.#flags = { ...this.#flags, dotAll: isOn }
      else if (char === ')') return null
      else if (char === ':') {
        const node = this.#closed()
        this.#flags = before
        return node
      } else if (char === '=' || char === '!' || char === '<') throw new Refused('look-ahead or look-behind')
      else if (char === '>') throw new Refused('an atomic group')
      else throw new Refused(`a group (?${char}`)
    }
  }

  #escape(): ExpressionNode {
    const char = this.#next()
    const assertion = ASSERTIONS[char]
    if (assertion !== undefined) return { kind: 'assert', assertion }
    const shorthand = SHORTHANDS[char]
    if (shorthand !== undefined) return { kind: 'char', set: shorthand }
    if (/[1-9]/.test(char)) throw new Refused(`a back reference \\${char}`)
    return this.#one(this.#escapedCode(char))
  }

  #escapedCode(char: string): number {
    const code = ESCAPED[char]
    if (code !== undefined) return code
    if (char === 'x' || char === 'u') return this.#hex(char)
    if (char === '0') return 0
    if (/[A-Za-z]/.test(char)) throw new Refused(`an escape \\${char}`)
    return char.codePointAt(0)!
  }

  #hex(letter: string): number {
    const rest = this.#chars.slice(this.#at, this.#at + 10).join('')
    const match = (letter === 'x' ? /^(?:\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{2}))/ : /^()([0-9a-fA-F]{4})/).exec(rest)
    if (match === null) throw new Refused(`an escape \\${letter} without its digits`)
    this.#at += match[0].length
    const code = Number.parseInt(match[1] || match[2]!, 16)
    if (code > 0x10ffff) throw new Refused('a character beyond Unicode')
    return code
  }

  #class(): CharSet {
    const isNegated = this.#take('^')
    const sets: CharSet[] = []
    const plain: CharSet[] = []
    for (let isFirst = true; ; isFirst = false) {
      const char = this.#next('a [ without its ]')
      if (char === ']' && !isFirst) break
      if (char === '[' && /^[:.=]/.test(this.#peek())) throw new Refused(`a class [${this.#peek()}`)
      const shorthand = char === '\\' ? SHORTHANDS[this.#peek()] : undefined
      if (shorthand !== undefined) {
        this.#at += 1
        plain.push(shorthand)
        continue
      }
      const first = char === '\\' ? this.#classEscape() : char.codePointAt(0)!
      const isRange = this.#peek() === '-' && this.#at + 1 < this.#chars.length && this.#chars[this.#at + 1] !== ']'
      if (
        !isRange ||
        (this.#chars[this.#at + 1] === '\\' && SHORTHANDS[this.#chars[this.#at + 2] ?? ''] !== undefined)
      ) {
        sets.push([[first, first]])
        continue
      }
      this.#at += 1
      const end = this.#next('a [ without its ]')
      const last = end === '\\' ? this.#classEscape() : end.codePointAt(0)!
      if (last < first) throw new Refused('a range whose end is before its begin')
      sets.push([[first, last]])
    }
    const named = unionOf(sets)
    const set = unionOf([this.#flags.ignoreCase ? anyCase(named) : named, ...plain])
    return isNegated ? complementOf(set) : set
  }

  #classEscape(): number {
    const char = this.#next('a [ without its ]')
    return char === 'b' ? 8 : this.#escapedCode(char)
  }

  #one(code: number): ExpressionNode {
    const set: CharSet = [[code, code]]
    return { kind: 'char', set: this.#flags.ignoreCase ? anyCase(set) : set }
  }

  #peek(): string {
    return this.#chars[this.#at] ?? ''
  }

  #take(char: string): boolean {
    if (this.#peek() !== char) return false
    this.#at += 1
    return true
  }

  #next(missing = 'it ends too early'): string {
    const char = this.#chars[this.#at]
    if (char === undefined) throw new Refused(missing)
    this.#at += 1
    return char
  }
}
