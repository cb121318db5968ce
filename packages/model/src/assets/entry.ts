// What a person may enter in a field: text, and for dates, numbers and levels the one form in which they are kept.
import type { RegisterField } from './vocabulary.ts'

const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
/** A day, or a minute of UTC. */
const INSTANT = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?Z)?$/

const FORMS: Partial<Record<RegisterField, RegExp>> = {
  purdueLevel: /^([0-5]|3\.5)$/,
  sparesInStock: /^(0|[1-9]\d{0,5})$/,
  lastBackupAt: INSTANT,
  supportEnd: DATE,
}

/** True for a trimmed value that the field takes. */
export function isEntry(field: RegisterField, value: string): boolean {
  if (value === '' || value !== value.trim() || value.length > 512) return false
  const form = FORMS[field]
  return form === undefined || form.test(value)
}
