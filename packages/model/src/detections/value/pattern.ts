// Texts of Sigma with their wildcards: `*` any run, `?` one character, `\` before either takes it literally. After `windash` a dash at
// the place of a flag stands for any of five. Source: Sigma specification 2.1.0, string wildcard and escaping; modifiers appendix.

/** Pieces of a pattern, in order. Neighbouring texts are one. */
export type PatternPiece = string | typeof ANY | typeof ONE | typeof DASH

export const ANY = Symbol('any run of characters')
export const ONE = Symbol('one character')
export const DASH = Symbol('one of five dashes')
/** Hyphen, slash, en dash, em dash, horizontal bar: what Windows takes before a flag. */
const DASHES = ['-', '/', '–', '—', '―'] as const

export interface TextPattern {
  readonly pieces: readonly PatternPiece[]
  readonly isCased: boolean
}

/** The pieces that a text of a rule means. */
export function parsePattern(text: string): readonly PatternPiece[] {
  const pieces: PatternPiece[] = []
  let literal = ''
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!
    const next = text[at + 1]
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next
      at += 1
    } else if (char === '*' || char === '?') {
      if (literal !== '') pieces.push(literal)
      literal = ''
      if (char === '?') pieces.push(ONE)
      else if (pieces.at(-1) !== ANY) pieces.push(ANY)
    } else literal += char
  }
  if (literal !== '') pieces.push(literal)
  return pieces
}

/** Lets the pattern begin, end or stand anywhere in a text. */
export function openPattern(
  pieces: readonly PatternPiece[],
  at: 'anywhere' | 'start' | 'end',
): readonly PatternPiece[] {
  const before: readonly PatternPiece[] = at !== 'start' && pieces[0] !== ANY ? [ANY] : []
  const after: readonly PatternPiece[] = at !== 'end' && pieces.at(-1) !== ANY ? [ANY] : []
  const opened: readonly PatternPiece[] = [...before, ...pieces, ...after]
  return opened.length === 2 && opened[0] === ANY && opened[1] === ANY ? [ANY] : opened
}

/** Dashes at the place of a flag, after no word and before one, become any of the five. */
export function withDashes(pieces: readonly PatternPiece[]): readonly PatternPiece[] {
  return pieces.flatMap((piece) => {
    if (typeof piece !== 'string') return [piece]
    const out: PatternPiece[] = []
    let from = 0
    for (const match of piece.matchAll(/(?<!\w)[-/–—―](?=\w)/g)) {
      if (match.index > from) out.push(piece.slice(from, match.index))
      out.push(DASH)
      from = match.index + 1
    }
    if (from < piece.length) out.push(piece.slice(from))
    return out
  })
}

/** Whether a text is the pattern. Without `isCased` the caller gives the text in lower case. At most length × pattern steps. */
export function compilePattern(pattern: TextPattern): (text: string) => boolean {
  const pieces = pattern.isCased
    ? pattern.pieces
    : pattern.pieces.map((piece) => (typeof piece === 'string' ? piece.toLowerCase() : piece))
  const [first, second, third] = pieces
  if (first === undefined) return (text) => text === ''
  if (pieces.length === 1) {
    if (typeof first === 'string') return (text) => text === first
    if (first === ANY) return () => true
  }
  if (pieces.length === 2) {
    if (first === ANY && typeof second === 'string') return (text) => text.endsWith(second)
    if (typeof first === 'string' && second === ANY) return (text) => text.startsWith(first)
  }
  if (pieces.length === 3 && first === ANY && typeof second === 'string' && third === ANY)
    return (text) => text.includes(second)
  return compileGlob(pieces)
}

export function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 127) return false
  return true
}

const ANY_CODE = -1
const ONE_CODE = -2
const DASH_CODE = -3
const DASH_CODES = new Set(DASHES.map((dash) => dash.charCodeAt(0)))

/** Two cursors, back to the last run when a character does not suit. */
function compileGlob(pieces: readonly PatternPiece[]): (text: string) => boolean {
  const codes = Int32Array.from(
    pieces.flatMap((piece) => {
      if (piece === ANY) return [ANY_CODE]
      if (piece === ONE) return [ONE_CODE]
      if (piece === DASH) return [DASH_CODE]
      return Array.from({ length: piece.length }, (_, at) => piece.charCodeAt(at))
    }),
  )
  const needed = pieces.filter((piece) => typeof piece === 'string')
  return (text) => {
    for (const each of needed) if (!text.includes(each)) return false
    let at = 0
    let code = 0
    let runAt = -1
    let runCode = -1
    while (at < text.length) {
      const wanted = code < codes.length ? codes[code]! : 0x110000
      if (wanted === ANY_CODE) {
        runCode = code
        runAt = at
        code += 1
      } else if (isOf(wanted, text.charCodeAt(at))) {
        at += 1
        code += 1
      } else if (runCode >= 0) {
        runAt += 1
        at = runAt
        code = runCode + 1
      } else return false
    }
    while (codes[code] === ANY_CODE) code += 1
    return code === codes.length
  }
}

function isOf(wanted: number, char: number): boolean {
  return wanted === char || wanted === ONE_CODE || (wanted === DASH_CODE && DASH_CODES.has(char))
}
