// What the doctor finds: a stable code, where, what it means for the data of the plant, and how to mend it.

export interface Finding {
  readonly code: string
  /** A fault loses or hides something; a warning may come to that. */
  readonly severity: 'fault' | 'warning'
  readonly place: string
  readonly meaning: string
  readonly mend: string
}
