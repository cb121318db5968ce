// A document in neutral form: what it says, of which place and moment. How it looks is the business of what writes it.
import type { EpochMicros } from '@penstock/model/kernel'
import type { Drawing } from './drawing.ts'

export interface PlantDocument {
  /** Kebab case, a part of the file's name: `continuity-plan`. */
  readonly kind: string
  readonly title: string
  readonly about: DocumentAbout
  readonly sections: readonly Section[]
}

/** What a reader must know of a document before its first sentence. */
export interface DocumentAbout {
  /** Id of the site, or of the plant of a file. */
  readonly site: string
  /** What is in it and what is not, in one sentence. */
  readonly scope: string
  /** The moment that is told; null: the records as they stood at `madeAt`. */
  readonly asOf: EpochMicros | null
  readonly madeAt: EpochMicros
  /** Of Penstock. */
  readonly version: string
}

export interface Section {
  readonly heading: string
  /** 1 starts a page in print, 2 stands below it. */
  readonly depth: 1 | 2
  readonly blocks: readonly Block[]
}

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [name: string, value: Cell])[] }
  | Table
  | { readonly kind: 'drawing'; readonly drawing: Drawing }

export interface Table {
  readonly kind: 'table'
  readonly columns: readonly Column[]
  /** Each as long as `columns`. */
  readonly rows: readonly (readonly Cell[])[]
  /** Told in place of a table without rows: why there is none. */
  readonly empty: string
}

export interface Column {
  readonly name: string
  /** Share of the width; 1 unless given. */
  readonly width?: number
}

/** A number stays one where the form has numbers (a workbook); a mark says how far the statement stands. */
export type Cell = string | number | null | MarkedCell

export interface MarkedCell {
  readonly text: string
  readonly mark: Mark
}

/** `unconfirmed`: observed or computed, and nobody said so. `stale`: said so too long ago. `gap`: it does not hold. */
export type Mark = 'unconfirmed' | 'stale' | 'gap'

/** The words of each mark: no statement rests on a colour. */
export const MARK_WORDS: Readonly<Record<Mark, string>> = {
  unconfirmed: 'not confirmed',
  stale: 'out of date',
  gap: 'gap',
}
