// What an exported file says of itself, so that nobody takes it for more than it is.

/** What a file says of itself. */
export interface FileWords {
  readonly scope: string
  readonly at: string
  readonly version: string
  readonly count: number
}
