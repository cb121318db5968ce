// Lines and words of command-line configurations: quotes with backslashes, and brackets as words of their own.

/** The words of a line; a quote that is not closed runs to its end. */
function wordsOf(line: string): readonly string[] {
  const words: string[] = []
  let at = 0
  while (at < line.length) {
    const character = line[at]!
    if (character === ' ' || character === '\t' || character === '\r') at += 1
    else if (character === '"' || character === "'") at = quoted(line, at, words)
    else {
      let end = at
      while (end < line.length && !/[\s"]/.test(line[end]!)) end += 1
      if (end === at) end += 1
      words.push(line.slice(at, end))
      at = end
    }
  }
  return words
}

function quoted(line: string, at: number, words: string[]): number {
  const quote = line[at]!
  const parts: string[] = []
  let end = at + 1
  while (end < line.length && line[end] !== quote) {
    if (line[end] === '\\' && end + 1 < line.length) end += 1
    parts.push(line[end]!)
    end += 1
  }
  words.push(parts.join(''))
  return end + 1
}

export interface Line {
  readonly number: number
  readonly text: string
  readonly words: readonly string[]
  /** Whether it begins with a blank, as statements inside another do. */
  readonly isIndented: boolean
}

/** Lines that say something, numbered from 1. */
export function linesOf(text: string): readonly Line[] {
  const lines: Line[] = []
  for (const [at, raw] of text.split('\n').entries()) {
    const words = wordsOf(raw)
    if (words.length > 0) lines.push({ number: at + 1, text: raw.trim(), words, isIndented: /^\s/.test(raw) })
  }
  return lines
}
