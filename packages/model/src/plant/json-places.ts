// Walks JSON text (RFC 8259) for what JSON.parse does not tell: the place of a syntax fault, keys given twice in one
// object, and the place of a path. Values are left to JSON.parse.
import type { DataPath } from './fault.ts'

/** Deepest nesting that is read; a plant needs six. */
const DEEPEST = 64

/** Called for each key (`isKey`) and each value, with the path that leads to it; the array is reused. */
export type JsonVisit = (path: DataPath, offset: number, isKey: boolean, isAgain: boolean) => void

export interface JsonSyntaxFault {
  readonly offset: number
  readonly expected: string
}

/** Walks the text; gives the first syntax fault, or null when the text is JSON. */
export function walkJson(text: string, visit: JsonVisit): JsonSyntaxFault | null {
  const walk = new JsonWalk(text, visit)
  try {
    walk.document()
    return null
  } catch (stop) {
    if (stop instanceof Stop) return { offset: stop.offset, expected: stop.expected }
    throw stop
  }
}

/** Line and column from 1 of an offset; a column counts UTF-16 units. */
export function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  let line = 1
  let start = 0
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line += 1
    start = at + 1
  }
  return { line, column: offset - start + 1 }
}

class Stop extends Error {
  readonly offset: number
  readonly expected: string
  constructor(offset: number, expected: string) {
    super(expected)
    this.offset = offset
    this.expected = expected
  }
}

const ESCAPE = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y

class JsonWalk {
  readonly #text: string
  readonly #visit: JsonVisit
  readonly #path: (string | number)[] = []
  #at = 0

  constructor(text: string, visit: JsonVisit) {
    this.#text = text
    this.#visit = visit
  }

  document(): void {
    this.#blank()
    this.#value()
    this.#blank()
    if (this.#at < this.#text.length) throw new Stop(this.#at, 'the end of the file')
  }

  #value(): void {
    if (this.#path.length > DEEPEST) throw new Stop(this.#at, `at most ${DEEPEST} levels`)
    this.#visit(this.#path, this.#at, false, false)
    const first = this.#text[this.#at]
    if (first === '{') this.#object()
    else if (first === '[') this.#array()
    else if (first === '"') this.#string('a closing quote')
    else if (this.#take(SCALAR) === null) throw new Stop(this.#at, 'a value')
  }

  #object(): void {
    this.#at += 1
    this.#blank()
    if (this.#skip('}')) return
    const seen = new Set<string>()
    for (;;) {
      if (this.#text[this.#at] !== '"')
        throw new Stop(this.#at, seen.size === 0 ? 'a key in quotes or }' : 'a key in quotes')
      const offset = this.#at
      const key = this.#string('a closing quote')
      this.#path.push(key)
      this.#visit(this.#path, offset, true, seen.has(key))
      seen.add(key)
      this.#blank()
      if (!this.#skip(':')) throw new Stop(this.#at, ':')
      this.#blank()
      this.#value()
      this.#path.pop()
      this.#blank()
      if (this.#skip('}')) return
      if (!this.#skip(',')) throw new Stop(this.#at, ', or }')
      this.#blank()
    }
  }

  #array(): void {
    this.#at += 1
    this.#blank()
    if (this.#skip(']')) return
    for (let index = 0; ; index++) {
      this.#path.push(index)
      this.#value()
      this.#path.pop()
      this.#blank()
      if (this.#skip(']')) return
      if (!this.#skip(',')) throw new Stop(this.#at, ', or ]')
      this.#blank()
    }
  }

  #string(expected: string): string {
    const start = this.#at
    for (this.#at += 1; this.#text[this.#at] !== '"'; ) {
      const code = this.#text.charCodeAt(this.#at)
      if (!(code >= 0x20)) throw new Stop(this.#at, expected)
      this.#at += 1
      if (code === 0x5c && this.#take(ESCAPE) === null) throw new Stop(this.#at, 'an escape such as \\n or \\u00e9')
    }
    this.#at += 1
    return JSON.parse(this.#text.slice(start, this.#at)) as string
  }

  #take(form: RegExp): string | null {
    form.lastIndex = this.#at
    const match = form.exec(this.#text)
    if (match === null) return null
    this.#at += match[0].length
    return match[0]
  }

  #skip(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at += 1
    return true
  }

  #blank(): void {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? '.')) this.#at += 1
  }
}
