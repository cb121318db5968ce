// A document that is made from the code, so that it cannot say something else.

export interface GeneratedDocument {
  /** Path below the repository. */
  readonly path: string
  /** The whole text, for the repository at `folder`; the same sources give the same text. */
  readonly render: (folder: string) => string
}
