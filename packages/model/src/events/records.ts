// A file's lines become records by the framing of a format: lines, JSON objects of one or many lines, elements, the whole file. Bounded: a
// record that grows past the longest is given as far as it was held, so that its reader says that it is too long.
import type { Framing } from './event.ts'

/** Characters of the longest record. */
export const LONGEST_RECORD = 1_048_576

export class RecordSplitter {
  readonly #framing: Framing
  #held = ''
  #depth = 0
  #inText = false
  #isEscaped = false
  /** Of JSON: one object a line, or objects over many lines; null before the first line. */
  #isLines: boolean | null = null
  #isOver = false

  constructor(framing: Framing) {
    this.#framing = framing
  }

  /** The records that this line ends; lines come without their line ends. */
  push(line: string): readonly string[] {
    switch (this.#framing) {
      case 'lines':
        return line.trim() === '' ? [] : [line]
      case 'json':
        return this.#pushJson(line)
      case 'xml':
        return this.#pushXml(line)
      case 'file':
        this.#hold(`${line}\n`)
        return []
    }
  }

  /** What is left at the end of the file. */
  end(): readonly string[] {
    const rest = this.#held
    this.#held = ''
    return rest.trim() === '' ? [] : [rest]
  }

  #hold(text: string): void {
    if (this.#isOver) return
    this.#held += text
    this.#isOver = this.#held.length > LONGEST_RECORD
  }

  #taken(): string {
    const record = this.#held
    this.#held = ''
    this.#isOver = false
    return record
  }

  #pushJson(line: string): readonly string[] {
    if (this.#isLines === null) {
      const text = line.replace(/^\ufeff/, '').trimStart()
      if (text === '') return []
      this.#isLines = !/^[[{]/.test(text) || isObject(text)
    }
    if (this.#isLines) return line.trim() === '' ? [] : [line]
    return this.#objectsOf(`${line}\n`)
  }

  /** Objects at the top, or the entries of a list at the top. */
  #objectsOf(text: string): readonly string[] {
    const records: string[] = []
    let from = this.#depth > 0 ? 0 : -1
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (this.#inText) {
        if (this.#isEscaped) this.#isEscaped = false
        else if (code === 0x5c) this.#isEscaped = true
        else if (code === 0x22) this.#inText = false
      } else if (code === 0x22) this.#inText = this.#depth > 0
      else if (code === 0x7b || (code === 0x5b && this.#depth > 0)) {
        if (this.#depth === 0) from = at
        this.#depth += 1
      } else if ((code === 0x7d || code === 0x5d) && this.#depth > 0) {
        this.#depth -= 1
        if (this.#depth > 0) continue
        this.#hold(text.slice(from, at + 1))
        records.push(this.#taken())
        from = -1
      }
    }
    if (this.#depth > 0 && from >= 0) this.#hold(text.slice(from))
    return records
  }

  #pushXml(line: string): readonly string[] {
    const records: string[] = []
    let text = `${line}\n`
    for (;;) {
      if (this.#held === '') {
        const begins = text.search(/<Event[\s>]/)
        if (begins < 0) {
          const isBetween = /^\s*(<\?xml[^>]*>|<\/?Events[^>]*>|\ufeff)*\s*$/.test(text.slice(0, 4096))
          return isBetween ? records : [...records, text.trim()]
        }
        text = text.slice(begins)
      }
      const ends = text.indexOf('</Event>')
      if (ends < 0) {
        this.#hold(text)
        return records
      }
      this.#hold(text.slice(0, ends + 8))
      records.push(this.#taken())
      text = text.slice(ends + 8)
    }
  }
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
