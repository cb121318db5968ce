// Detections of a cell: the list, one with what proves it, and what people do with it.

import { InstantText } from '@penstock/contract/history'
import { AddressList } from '@penstock/contract/observations'
import { PageQuery, pageOf, route } from '@penstock/contract/route'
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'
import {
  DetectionRecord,
  DetectionRow,
  DetectionState,
  DetectionSummary,
  DetectionVerdict,
  FindingKind,
  FindingLevel,
} from './view.ts'

export * from './view.ts'

const DetectionParams = z.strictObject({ detectionId: z.string() })
const Version = z.int().min(1)
const Line = z.string().trim().min(1).max(200)
const Note = z.string().trim().max(2000)

/** Id of the entry. It moves no version: whoever works on the detection goes on. */
const Added = z.strictObject({ id: z.string() })

const Filter = {
  site: SiteKey.optional(),
  /** Addresses of the subject, comma between them. */
  address: AddressList.optional(),
}

export const listDetections = route({
  method: 'GET',
  path: '/detections',
  side: 'cell',
  permission: 'detection:read',
  summary: 'What rules and detectors found, latest first; `open` are those without a verdict',
  query: PageQuery.extend({
    ...Filter,
    state: z.enum([...DetectionState.options, 'open', 'all']).default('open'),
    kind: FindingKind.optional(),
    /** This level and worse ones. */
    level: FindingLevel.optional(),
    rule: z.string().max(200).optional(),
    technique: z.string().max(20).optional(),
    verdict: DetectionVerdict.optional(),
    text: Line.optional(),
    /** Raised from here on, and before this. */
    from: InstantText.optional(),
    to: InstantText.optional(),
    suppressed: z.enum(['no', 'yes', 'all']).default('no'),
    sort: z.enum(['-lastAt', '-raisedAt', 'raisedAt']).default('-lastAt'),
  }),
  response: pageOf(DetectionRow),
  refusals: [],
})

export const readDetectionSummary = route({
  method: 'GET',
  path: '/detections/summary',
  side: 'cell',
  permission: 'detection:read',
  summary: 'How many detections stand how, what was suppressed, and whose verdicts were refused',
  query: z.strictObject(Filter),
  response: DetectionSummary,
  refusals: [],
})

export const readDetection = route({
  method: 'GET',
  path: '/detections/{detectionId}',
  side: 'cell',
  permission: 'detection:read',
  summary: 'One detection with the events and packets that prove it, and what people said to it',
  params: DetectionParams,
  query: z.strictObject({ address: AddressList.optional() }),
  response: DetectionRecord,
  refusals: ['not-found'],
})

export const acknowledgeDetection = route({
  method: 'POST',
  path: '/detections/{detectionId}/acknowledgement',
  side: 'cell',
  permission: 'detection:read',
  summary: 'Say that somebody looks at it',
  params: DetectionParams,
  body: z.strictObject({ version: Version }),
  response: DetectionRow,
  refusals: ['not-found', 'version-moved', 'detections.no-role', 'detections.acknowledged', 'detections.closed'],
})

export const commentDetection = route({
  method: 'POST',
  path: '/detections/{detectionId}/comments',
  side: 'cell',
  permission: 'detection:read',
  summary: 'Add a comment; whoever may read it may comment on it when they are of its domain',
  params: DetectionParams,
  body: z.strictObject({ text: Note.min(1) }),
  response: Added,
  refusals: ['not-found', 'detections.no-role'],
})

export const judgeDetection = route({
  method: 'POST',
  path: '/detections/{detectionId}/verdict',
  side: 'cell',
  permission: 'detection:read',
  summary: 'Say what it was, which closes it; of a person without a role in the domain it is refused, kept and counted',
  params: DetectionParams,
  body: z.strictObject({ version: Version, verdict: DetectionVerdict, note: Note.default('') }),
  response: DetectionRow,
  refusals: ['not-found', 'version-moved', 'detections.no-role', 'detections.closed'],
})

export const reopenDetection = route({
  method: 'POST',
  path: '/detections/{detectionId}/reopening',
  side: 'cell',
  permission: 'detection:read',
  summary: 'Take a closed one up again, with the reason; unless the same was found anew meanwhile',
  params: DetectionParams,
  body: z.strictObject({ version: Version, reason: Note.min(1) }),
  response: DetectionRow,
  refusals: ['not-found', 'version-moved', 'detections.no-role', 'detections.open', 'detections.found-anew'],
})

export const escalateDetection = route({
  method: 'POST',
  path: '/detections/{detectionId}/escalation',
  side: 'cell',
  permission: 'detection:read',
  summary: 'Note the case that it went to; it stays open until it has a verdict',
  params: DetectionParams,
  body: z.strictObject({ reference: Line, note: Note.default('') }),
  response: Added,
  refusals: ['not-found', 'detections.no-role'],
})
