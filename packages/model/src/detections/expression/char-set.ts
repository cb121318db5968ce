// Sets of characters by code point, as sorted ranges that do not meet.

/** Pairs `[first, last]`. */
export type CharSet = readonly (readonly [number, number])[]

const LAST = 0x10ffff

export const DIGITS: CharSet = [[0x30, 0x39]]
export const WORD: CharSet = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]
export const SPACE: CharSet = [
  [0x09, 0x0d],
  [0x20, 0x20],
]
export const NEWLINE: CharSet = [[0x0a, 0x0a]]
export const EVERY: CharSet = [[0, LAST]]

export function unionOf(sets: readonly CharSet[]): CharSet {
  const sorted = sets.flat().toSorted((a, b) => a[0] - b[0])
  const merged: [number, number][] = []
  for (const [first, last] of sorted) {
    const before = merged.at(-1)
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last)
    else merged.push([first, last])
  }
  return merged
}

export function complementOf(set: CharSet): CharSet {
  const gaps: [number, number][] = []
  let next = 0
  for (const [first, last] of set) {
    if (first > next) gaps.push([next, first - 1])
    next = last + 1
  }
  if (next <= LAST) gaps.push([next, LAST])
  return gaps
}

export function isIn(set: CharSet, code: number): boolean {
  return set.some(([first, last]) => first <= code && code <= last)
}

/** With the other case of each letter. */
export function anyCase(set: CharSet): CharSet {
  const more: [number, number][] = []
  for (const [lower, upper] of casePairs()) {
    if (isIn(set, lower)) more.push([upper, upper])
    if (isIn(set, upper)) more.push([lower, lower])
  }
  return unionOf([set, more])
}

/** Most characters of a set that are told one by one. */
const MOST_LETTERS = 8

/** The few characters of a set, in lower case; null for others and for what is not ASCII. */
export function lettersOf(set: CharSet): readonly string[] | null {
  const letters = new Set<string>()
  for (const [first, last] of set) {
    if (last >= 0x80 || last - first >= MOST_LETTERS) return null
    for (let code = first; code <= last; code += 1) letters.add(String.fromCharCode(code).toLowerCase())
  }
  return letters.size === 0 || letters.size > MOST_LETTERS ? null : [...letters]
}

let pairs: readonly (readonly [number, number])[] | null = null

function casePairs(): readonly (readonly [number, number])[] {
  if (pairs !== null) return pairs
  const made: [number, number][] = []
  for (let code = 0; code < 0x1_e944; code += 1) {
    const text = String.fromCodePoint(code)
    const lower = text.toLowerCase()
    // The Kelvin sign is no k to an expression, as in PCRE without Unicode classes.
    const isStrange = code >= 0x80 && lower.codePointAt(0)! < 0x80
    if (lower !== text && lower.length === text.length && !isStrange) made.push([lower.codePointAt(0)!, code])
  }
  pairs = made
  return made
}
