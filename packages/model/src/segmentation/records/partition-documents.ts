// Documents of a partition record: the cyber security requirements specification (ZCR 6), the review of the segmentation, and the drawing of
// zones and conduits. Each tells one record and nothing beside it. Clauses are named; their wording is the standard's.
import { type PlantDocument, type Section, unconfirmed } from '@penstock/model/documents'
import { conduitsOf } from './document-words.ts'
import type { PartitionRecord } from './partition-record.ts'
import { review } from './review.ts'
import { specification } from './specification.ts'
import { zoneDrawing } from './zone-drawing.ts'

export const PARTITION_DOCUMENTS = ['crs', 'review', 'drawing'] as const
export type PartitionDocumentKind = (typeof PARTITION_DOCUMENTS)[number]

export interface RecordApproval {
  readonly sha256: string
  readonly madeBy: string
  /** In words: who approved or refused it, when, and why; null while nobody did. */
  readonly decided: string | null
  readonly isApproved: boolean
}

const SCOPES = {
  crs: ['cyber-security-requirements', 'Cyber security requirements specification'],
  review: ['segmentation-review', 'Segmentation review'],
  drawing: ['zone-drawing', 'Zones and conduits'],
} as const satisfies Record<PartitionDocumentKind, readonly [string, string]>

const SECTIONS = {
  crs: specification,
  review,
  drawing: (record) => [zoneDrawing(record), conduitsOf(record)],
} as const satisfies Record<PartitionDocumentKind, (record: PartitionRecord) => readonly Section[]>

export function partitionDocument(
  kind: PartitionDocumentKind,
  record: PartitionRecord,
  approval: RecordApproval,
  about: Omit<PlantDocument['about'], 'scope'>,
): PlantDocument {
  const [name, title] = SCOPES[kind]
  const scope = `${title} of ${record.system.name}: ${record.zones.length} zones, ${record.conduits.length} conduits. Made from the declared plant.`
  return {
    kind: name,
    title: `${title}: ${record.system.name}`,
    about: { ...about, scope },
    sections: [...SECTIONS[kind](record), approvalOf(approval)],
  }
}

function approvalOf({ sha256, madeBy, decided, isApproved }: RecordApproval): Section {
  return {
    heading: 'Approval (ZCR 7)',
    depth: 1,
    blocks: [
      {
        kind: 'facts',
        facts: [
          ['SHA-256 of the record', sha256],
          ['Made by', madeBy],
          ['Decision', isApproved ? decided : unconfirmed(decided ?? 'not approved yet')],
        ],
      },
    ],
  }
}
