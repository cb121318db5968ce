// The plain part of YAML, in which nearly every rule is written: block maps and lists, values on one line, literal blocks, comments, documents.
// Read line by line, many times as fast as by the library, which reads whatever has anything else, or a fault. Source: YAML 1.2.2, core schema.
import type { RuleEntry, RuleScalar, RuleSource } from '@penstock/model/detections'

/** Thrown where the text is not plain. */
class NotPlain extends Error {}

interface Line {
  /** From 1. */
  readonly number: number
  readonly whole: string
  indent: number
  /** Without its indent and the blanks behind it; empty for a blank line. */
  content: string
}

type Scalar = Extract<RuleSource, { kind: 'value' }>

const DEEPEST = 40
/** Larger ones are left to the library, which bounds them. */
const MOST_LINES = 10_000
const LONGEST_KEY = 1000
/** Control characters, tabs and other line ends have rules of their own. */
const OTHER = /[\p{Cc}\u2028\u2029\ufeff]/u
const INDICATORS = '[]{},#&*!|>\'"%@`'
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/

/** Every document, in order; null when the text has what is not plain. */
export function readPlainDocuments(text: string): readonly RuleSource[] | null {
  const lines = text.split('\n')
  if (lines.length > MOST_LINES || lines.some((line) => OTHER.test(line))) return null
  try {
    return new PlainReader(lines).documents()
  } catch (cause) {
    if (cause instanceof NotPlain) return null
    throw cause
  }
}

class PlainReader {
  readonly #lines: readonly Line[]
  #at = 0

  constructor(lines: readonly string[]) {
    this.#lines = lines.map((whole, at) => {
      const indent = indentOf(whole)
      return { number: at + 1, whole, indent, content: withoutBlanks(whole.slice(indent)) }
    })
  }

  documents(): readonly RuleSource[] {
    const documents: RuleSource[] = []
    for (let line = this.#next(); line !== null; line = this.#next()) {
      if (isMarker(line)) {
        this.#at += 1
        line = this.#next()
        // A document of nothing is one.
        if (line === null || isMarker(line)) throw new NotPlain()
      }
      documents.push(this.#block(line, 0))
      const after = this.#next()
      if (after !== null && !isMarker(after)) throw new NotPlain()
    }
    return documents
  }

  /** The next line that has something; null at the end. */
  #next(): Line | null {
    for (; this.#at < this.#lines.length; this.#at += 1) {
      const line = this.#lines[this.#at]!
      if (line.content !== '' && line.content[0] !== '#') return line
    }
    return null
  }

  #block(line: Line, depth: number): RuleSource {
    if (depth > DEEPEST || isMarker(line)) throw new NotPlain()
    return isItem(line.content) ? this.#list(line, depth) : this.#map(line, depth)
  }

  #list(first: Line, depth: number): RuleSource {
    const { indent, number } = first
    const items: RuleSource[] = []
    for (let line = this.#next(); line !== null && line.indent === indent; line = this.#next()) {
      if (isMarker(line) || !isItem(line.content)) break
      const rest = line.content.slice(1)
      const blanks = indentOf(rest)
      const content = rest.slice(blanks)
      if (content === '' || content[0] === '#') throw new NotPlain()
      if (isItem(content) || keyOf(content) !== null) {
        // What stands behind the dash is a block of its own, as if the dash were a blank.
        line.indent += 1 + blanks
        line.content = content
        items.push(this.#block(line, depth + 1))
      } else {
        this.#at += 1
        items.push(this.#value(content, line.number, indent))
      }
      this.#endsAbove(indent)
    }
    return { kind: 'list', line: number, items }
  }

  #map(first: Line, depth: number): RuleSource {
    const { indent } = first
    const entries: RuleEntry[] = []
    const keys = new Set<string>()
    for (let line = this.#next(); line !== null && line.indent === indent; line = this.#next()) {
      if (isMarker(line)) break
      const split = keyOf(line.content)
      if (split === null || keys.has(split.key)) throw new NotPlain()
      keys.add(split.key)
      this.#at += 1
      entries.push({ key: split.key, line: line.number, value: this.#under(split.rest, line.number, indent, depth) })
      this.#endsAbove(indent)
    }
    return { kind: 'map', line: first.number, entries }
  }

  /** The value of a key: behind it, or below it. */
  #under(rest: string, number: number, indent: number, depth: number): RuleSource {
    if (rest !== '' && rest[0] !== '#') return this.#value(rest, number, indent)
    const line = this.#next()
    if (line === null || isMarker(line)) return { kind: 'value', line: number, value: null }
    if (line.indent > indent || (line.indent === indent && isItem(line.content))) return this.#block(line, depth + 1)
    return { kind: 'value', line: number, value: null }
  }

  #value(text: string, line: number, indent: number): Scalar {
    const [first] = text
    if (first === '|') return { kind: 'value', line, value: this.#literal(text, indent) }
    const value = first === "'" || first === '"' ? quotedValue(text) : plainValue(text)
    // A text that goes on in the next line has rules of its own.
    this.#endsAbove(indent)
    return { kind: 'value', line, value }
  }

  #endsAbove(indent: number): void {
    const line = this.#next()
    if (line !== null && line.indent > indent) throw new NotPlain()
  }

  #literal(header: string, indent: number): string {
    const chomping = withoutBlanks(header.replace(/ #.*$/, ''))
    if (chomping !== '|' && chomping !== '|-') throw new NotPlain()
    const lines = this.#lines
    let first = this.#at
    while (first < lines.length && lines[first]!.content === '') first += 1
    const inner = lines[first]?.indent ?? 0
    if (inner <= indent || lines.slice(this.#at, first).some((line) => line.indent > 0)) throw new NotPlain()
    const texts: string[] = lines.slice(this.#at, first).map(() => '')
    let last = texts.length
    for (this.#at = first; this.#at < lines.length; this.#at += 1) {
      const line = lines[this.#at]!
      if (line.content !== '' && line.indent < inner) break
      texts.push(line.whole.slice(inner))
      if (line.content !== '' || line.indent > inner) last = texts.length
    }
    return `${texts.slice(0, last).join('\n')}${chomping === '|' ? '\n' : ''}`
  }
}

function isMarker({ indent, content }: Line): boolean {
  if (indent > 0) return false
  if (content === '---') return true
  if (content.startsWith('---') || content.startsWith('...') || content[0] === '%') throw new NotPlain()
  return false
}

function isItem(content: string): boolean {
  return content === '-' || content.startsWith('- ')
}

/** A key and what stands behind its colon; null when the line has none. */
function keyOf(content: string): { readonly key: string; readonly rest: string } | null {
  const quote = content[0]
  if (quote === "'" || quote === '"') {
    const end = content.indexOf(quote, 1)
    const behind = /^ *:(?: +|$)/.exec(content.slice(end + 1))
    if (end < 0 || behind === null) return null
    const key = content.slice(1, end)
    if (key.includes('\\') || content[end + 1] === quote || end > LONGEST_KEY) throw new NotPlain()
    return { key, rest: content.slice(end + 1 + behind[0].length) }
  }
  const colon = content.endsWith(':') && !content.includes(': ') ? content.length - 1 : content.indexOf(': ')
  if (colon < 0) return null
  const value = plainValue(withoutBlanks(content.slice(0, colon)))
  if (value === null || value === '<<' || colon > LONGEST_KEY || content.lastIndexOf(' #', colon) >= 0)
    throw new NotPlain()
  return { key: String(value), rest: content.slice(colon + 1).replace(/^ +/, '') }
}

/** A value without quotes, with the comment behind it. */
function plainValue(text: string): RuleScalar {
  const comment = text.indexOf(' #')
  const plain = comment < 0 ? text : withoutBlanks(text.slice(0, comment))
  if (plain === '' || INDICATORS.includes(plain[0]!) || /^[-?:](?: |$)/.test(plain)) throw new NotPlain()
  if (plain.includes(': ') || plain.endsWith(':')) throw new NotPlain()
  if (NUMBER.test(plain)) return String(Number(plain)) === plain ? Number(plain) : plain
  switch (plain) {
    case '~':
    case 'null':
    case 'Null':
    case 'NULL':
      return null
    case 'true':
    case 'True':
    case 'TRUE':
      return true
    case 'false':
    case 'False':
    case 'FALSE':
      return false
    default:
      return plain
  }
}

/** A value in quotes on one line, with the comment behind it. */
function quotedValue(text: string): string {
  const match = text[0] === "'" ? /^'((?:[^']|'')*)'(?: +#.*)?$/.exec(text) : /^"([^"\\]*)"(?: +#.*)?$/.exec(text)
  if (match === null) throw new NotPlain()
  return text[0] === "'" ? match[1]!.replaceAll("''", "'") : match[1]!
}

function indentOf(text: string): number {
  let indent = 0
  while (text.charCodeAt(indent) === 32) indent += 1
  return indent
}

function withoutBlanks(text: string): string {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === 32) end -= 1
  return end === text.length ? text : text.slice(0, end)
}
