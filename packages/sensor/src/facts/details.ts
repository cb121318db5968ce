// Details of conversations: words that passed in the clear and say what the talk is about or which software talks. Equal ones
// cost a look-up by digest; text is made once.
import type { DetailKind } from '@penstock/model/observations'
import { KeyTable, roomyInts } from '@penstock/sensor/tables'
import { tidy } from './claims.ts'

const MOST_ROWS = 65_536
const MOST_WORDS = 65_536
const LONGEST_WORD = 256

export class Details {
  overflow = 0
  private readonly kinds: DetailKind[] = []
  private readonly table: KeyTable
  private readonly seed: number
  private counts: Int32Array = new Int32Array(256)
  private wordOf: Int32Array = new Int32Array(256)
  /** Words by digest, whoever said them: the row is the number of the word. */
  private readonly digests: KeyTable
  private words: string[] = []
  private first = 0
  private second = 0

  constructor(seed: number) {
    this.table = new KeyTable(MOST_ROWS, seed)
    this.digests = new KeyTable(MOST_WORDS, seed)
    this.seed = seed | 0
  }

  /** Counts what `bytes[from..to)` of a flow says. False when nobody has said it: `open` is then due with its text. */
  again(flow: number, kind: DetailKind, bytes: Uint8Array, from: number, to: number): boolean {
    let first = this.seed ^ 0x811c9dc5
    let second = ~this.seed
    for (let at = from; at < to; at += 1) {
      first = Math.imul(first ^ bytes[at]!, 0x01000193)
      second = (Math.imul(second ^ (second >>> 15), 0x2c1b3c6d) + bytes[at]!) | 0
    }
    this.first = first ^ (to - from)
    this.second = second
    const row = this.table.find(flow, this.kind(kind), this.first, this.second)
    if (row >= 0) {
      this.counts[row]! += 1
      return true
    }
    const word = this.digests.find(this.first, this.second, this.kind(kind), 0)
    if (word < 0) return false
    this.addRow(flow, kind, word)
    return true
  }

  /** Opens the word that `again` did not find. Text is made harmless to lay out, not to interpret: it stays what the wire said. */
  open(flow: number, kind: DetailKind, text: string): void {
    const tidied = tidy(text).slice(0, LONGEST_WORD)
    const word = tidied === '' ? -1 : this.digests.add(this.first, this.second, this.kind(kind), 0)
    if (word < 0) {
      this.overflow += 1
      return
    }
    this.words[word] = tidied
    this.addRow(flow, kind, word)
  }

  private addRow(flow: number, kind: DetailKind, word: number): void {
    const row = this.table.add(flow, this.kind(kind), this.first, this.second)
    if (row < 0) {
      this.overflow += 1
      return
    }
    if (row >= this.counts.length) {
      this.counts = roomyInts(this.counts, this.table.capacity)
      this.wordOf = roomyInts(this.wordOf, this.table.capacity)
    }
    this.counts[row] = 1
    this.wordOf[row] = word
  }

  /** Counts a text that was worked out from the message. */
  note(flow: number, kind: DetailKind, text: string): void {
    const bytes = Buffer.from(text, 'utf8')
    if (text !== '' && !this.again(flow, kind, bytes, 0, bytes.length)) this.open(flow, kind, text)
  }

  /** Calls back for each row: flow, number of the kind, number of the word and count. */
  drain(each: (flow: number, kind: number, word: number, count: number) => void): void {
    const { keys } = this.table
    for (let row = 0; row < this.table.highWater; row += 1)
      each(keys[row << 2]!, keys[(row << 2) + 1]!, this.wordOf[row]!, this.counts[row]!)
    this.table.clear()
  }

  kindName(kind: number): DetailKind {
    return this.kinds[kind]!
  }

  text(word: number): string {
    return this.words[word] ?? ''
  }

  /** Forgets all words; called when no row refers to them any more. */
  forgetWords(): void {
    this.digests.clear()
    this.words = []
  }

  private kind(name: DetailKind): number {
    const known = this.kinds.indexOf(name)
    return known >= 0 ? known : this.kinds.push(name) - 1
  }
}
