// What people do with a detection: look at it, say what it was, take it up again. A verdict closes it.
import { accept, type Domain, type Result, refuse } from '@penstock/model/kernel'
import type { DetectionState, DetectionVerdict } from './finding.ts'

export interface Worked {
  readonly state: DetectionState
  readonly verdict: DetectionVerdict | null
  readonly version: number
}

export type DetectionDeed =
  | { readonly deed: 'acknowledge' }
  | { readonly deed: 'verdict'; readonly verdict: DetectionVerdict }
  | { readonly deed: 'reopen' }

export type WorkRefusal =
  | { readonly code: 'version-moved' }
  | { readonly code: 'detections.acknowledged' }
  | { readonly code: 'detections.closed' }
  | { readonly code: 'detections.open' }

/** What it becomes; `seen` is the version that the person saw. */
export function workOn(detection: Worked, given: DetectionDeed, seen: number): Result<Worked, WorkRefusal> {
  const { state, version } = detection
  if (seen !== version) return refuse({ code: 'version-moved' })
  const next = version + 1
  if (given.deed === 'reopen') {
    if (state !== 'closed') return refuse({ code: 'detections.open' })
    return accept({ state: 'acknowledged', verdict: null, version: next })
  }
  if (state === 'closed') return refuse({ code: 'detections.closed' })
  if (given.deed === 'verdict') return accept({ state: 'closed', verdict: given.verdict, version: next })
  if (state === 'acknowledged') return refuse({ code: 'detections.acknowledged' })
  return accept({ state: 'acknowledged', verdict: null, version: next })
}

/** Only the team of a domain says what a detection of it was; whoever looks in from outside may read. */
export function mayWorkOn(own: Domain | null, domain: Domain): boolean {
  return own === domain
}
