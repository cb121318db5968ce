// What a field of a change says last: what it is now, or what it was where the thing is gone.
import type { FieldDiff } from '@penstock/contract/drift'

export function lastValue(fields: readonly FieldDiff[], name: string): string | null {
  const field = fields.find((each) => each.field === name)
  return field?.after ?? field?.before ?? null
}
