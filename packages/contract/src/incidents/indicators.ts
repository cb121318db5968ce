// Indicators of a case as STIX 2.1, out and in.
import { route } from '@penstock/contract/route'
import { z } from 'zod'
import { IncidentRecord } from './view.ts'

const CaseParams = z.strictObject({ incidentId: z.string() })

/** What did not go or did not come: its place, and why. */
export const StixLeftView = z.strictObject({
  place: z.string(),
  why: z.enum(['tlp-red', 'kind', 'form', 'pattern', 'marking', 'ended', 'twice']),
})
export type StixLeftView = z.infer<typeof StixLeftView>

export const exportIndicators = route({
  method: 'POST',
  path: '/incidents/{incidentId}/indicators/export',
  side: 'hub',
  permission: 'incident:work',
  summary:
    'The indicators of a case as a STIX 2.1 bundle with TLP 2.0 markings, and what stays at home with the reason; an audit entry says who took it',
  params: CaseParams,
  body: z.strictObject({}),
  response: z.strictObject({
    bundle: z.record(z.string(), z.unknown()),
    written: z.int(),
    left: z.array(StixLeftView),
  }),
  refusals: ['not-found'],
})

export const importIndicators = route({
  method: 'POST',
  path: '/incidents/{incidentId}/indicators',
  side: 'hub',
  permission: 'incident:work',
  summary: 'Add the indicators of a STIX 2.1 bundle to a case; what cannot be read is named with its place',
  params: CaseParams,
  body: z.strictObject({ version: z.int(), bundle: z.record(z.string(), z.unknown()) }),
  response: z.strictObject({ record: IncidentRecord, added: z.int(), left: z.array(StixLeftView) }),
  refusals: ['not-found', 'version-moved', 'incidents.closed', 'incidents.merged', 'incidents.no-bundle'],
})
