// What an exported file says of itself, so that nobody takes it for more than it is.

/** What a file says of itself. */
export interface FileWords {
  readonly scope: string
  /** When it was made. */
  readonly at: string
  /** The moment that it shows; null: the one at which it was made. */
  readonly asOf: string | null
  readonly version: string
  readonly count: number
}
