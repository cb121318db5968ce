// A record's fields as a shape's reader found them, or why there are none.
import type { EpochMicros } from '@penstock/model/kernel'
import type { UnknownCode } from '../event.ts'
import type { Fields } from '../fields.ts'

export type Found = { readonly fields: Fields } | { readonly code: UnknownCode; readonly detail: string }

/** Gives nothing for a record that only tells of those to come. */
export type ShapeReader = (record: string, loggedAt: EpochMicros) => readonly Found[]
