// The words of an nftables rule set with their lines: `;` and the end of a line end a statement, braces nest.
import { type Reading, tellFault } from '../reading.ts'

/** A statement with what stands in its braces: statements of a block, or the values of a set. */
export interface NftStatement {
  readonly line: number
  readonly words: readonly NftWord[]
}

/** What names stand for: `$X` of a definition and `@x` of a set, as their words. */
export interface NftNames {
  readonly values: Map<string, readonly string[]>
  readonly reading: Reading
}

export type NftWord = string | { readonly block: readonly NftStatement[] }

const MOST_LEVELS = 32

export function readNftStatements(text: string, reading: Reading): readonly NftStatement[] {
  const top: NftStatement[] = []
  const levels: { statements: NftStatement[]; words: NftWord[]; line: number }[] = [
    { statements: top, words: [], line: 1 },
  ]
  let line = 1
  let at = 0
  const close = (): void => {
    const level = levels.at(-1)!
    if (level.words.length > 0) level.statements.push({ line: level.line, words: level.words })
    level.words = []
  }
  const add = (word: NftWord): void => {
    const level = levels.at(-1)!
    if (level.words.length === 0) level.line = line
    level.words.push(word)
  }
  while (at < text.length) {
    const character = text[at]!
    if (character === '\n' || character === ';') {
      // A set may run over lines: there only commas part its values.
      if (character === '\n') line += 1
      if (!(character === '\n' && levels.at(-1)!.words.at(-1) === ',')) close()
      at += 1
    } else if (character === '\\' && text[at + 1] === '\n') {
      line += 1
      at += 2
    } else if (character === '#') {
      while (at < text.length && text[at] !== '\n') at += 1
    } else if (/\s/.test(character)) at += 1
    else if (character === '{') {
      if (levels.length >= MOST_LEVELS) {
        tellFault(reading, line, 'firewall.too-deep', '{')
        return top
      }
      const block: NftStatement[] = []
      add({ block })
      levels.push({ statements: block, words: [], line })
      at += 1
    } else if (character === '}') {
      close()
      if (levels.length > 1) levels.pop()
      else tellFault(reading, line, 'firewall.not-closed', '}')
      at += 1
    } else if (character === ',') {
      add(',')
      at += 1
    } else if (character === '"') {
      let end = text.indexOf('"', at + 1)
      if (end < 0) end = text.length
      add(text.slice(at + 1, end))
      for (let n = at; n < end; n += 1) if (text[n] === '\n') line += 1
      at = end + 1
    } else {
      let end = at
      while (end < text.length && !/[\s;{},"#]/.test(text[end]!)) end += 1
      add(text.slice(at, end))
      at = end
    }
  }
  close()
  if (levels.length > 1) tellFault(reading, levels.at(-1)!.line, 'firewall.not-closed', '{')
  while (levels.length > 1) {
    levels.pop()
    close()
  }
  return top
}

export function statementText({ words }: NftStatement): string {
  return words.map(wordText).join(' ')
}

export function wordText(word: NftWord | undefined): string {
  return word === undefined || typeof word === 'string' ? (word ?? '') : '{ … }'
}

/** The values of `{ 1, 2-3 }`, of `1` or of `1, 2`, words of one value joined. */
export function setValues(word: NftWord | undefined): readonly string[] {
  if (word === undefined) return []
  if (typeof word === 'string') return [word]
  const values: string[] = []
  for (const { words } of word.block) {
    let value: string[] = []
    for (const one of [...words, ',']) {
      if (one !== ',') value.push(typeof one === 'string' ? one : '{ … }')
      else if (value.length > 0) {
        values.push(value.join(' '))
        value = []
      }
    }
  }
  return values
}
