// What stands behind `?` on the pages of incidents.
import { z } from 'zod'

export const IncidentsPart = z.enum(['cases', 'handoffs', 'suspicions'])
export type IncidentsPart = z.infer<typeof IncidentsPart>

export const IncidentsSearch = z.object({
  part: IncidentsPart.optional().catch(undefined),
  /** Left out: what runs. */
  state: z.enum(['running', 'open', 'acknowledged', 'closed', 'merged', 'all']).optional().catch(undefined),
  q: z.string().max(200).optional().catch(undefined),
})
export type IncidentsSearch = z.infer<typeof IncidentsSearch>

export const IncidentTab = z.enum([
  'happened',
  'hypotheses',
  'tasks',
  'observables',
  'evidence',
  'handoffs',
  'playbooks',
])
export type IncidentTab = z.infer<typeof IncidentTab>

export const IncidentSearch = z.object({
  sheet: IncidentTab.optional().catch(undefined),
  /** Clock of the timeline: when it happened, or when it was written. */
  by: z.enum(['happened', 'written']).optional().catch(undefined),
})
export type IncidentSearch = z.infer<typeof IncidentSearch>
