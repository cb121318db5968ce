// What the documents of a partition record say alike: tables by the names of their columns, lists, findings in words, and the conduits.
import { gap, type Section, type Table } from '@penstock/model/documents'
import { SEGMENTATION_CHECKS } from '../checks/registry.ts'
import { FOUNDATIONAL_REQUIREMENTS, type LevelVector } from '../levels/zone-levels.ts'
import type { ConduitRecord, PartitionRecord } from './partition-record.ts'

export function table(columns: readonly string[], rows: Table['rows'], empty: string): Table {
  return { kind: 'table', columns: columns.map((name) => ({ name })), rows, empty }
}

export function list(items: readonly string[], none: string): string {
  return items.length === 0 ? none : items.join(', ')
}

/** By rule. */
export const SAYS: ReadonlyMap<string, { readonly says: string; readonly source: string }> = new Map(
  SEGMENTATION_CHECKS.map(({ rule, says, source }) => [rule, { says, source }]),
)

export function conduitsOf({ conduits }: PartitionRecord): Section {
  const endsText = ({ endpoints }: ConduitRecord): string =>
    endpoints === null ? 'any' : `${list(endpoints.a, 'none')} | ${list(endpoints.b, 'none')}`
  return {
    heading: 'Conduits',
    depth: 1,
    blocks: [
      table(
        ['Conduit', 'Between', 'Protocols', 'Ends', 'Enforced by', 'SL-T at least', 'Status'],
        conduits.map((one) => [
          one.id,
          `${one.zoneA} ${one.direction === 'both' ? '<->' : '->'} ${one.zoneB}`,
          list(one.protocols, 'none'),
          endsText(one),
          one.devices.length === 0 ? gap('no device') : one.devices.join(', '),
          vectorText(one.targets?.least ?? null),
          one.status === 'as designed' ? one.status : gap(one.status),
        ]),
        'The plant declares no conduit.',
      ),
    ],
  }
}

function vectorText(vector: LevelVector | null): string {
  return vector === null ? 'not stated' : FOUNDATIONAL_REQUIREMENTS.map((one) => `${one} ${vector[one]}`).join(', ')
}
