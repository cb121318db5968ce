// What a dated exception is, as it is asked for, approved, and held by the policy (`domain-exception.ts` has its rules).
import { Domain, EpochMicros, SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'
import { FourEyesDecision } from './four-eyes.ts'

/** Roles that an exception gives: those that watch. Who leads a domain decides for it, and that is nobody's for a while. */
export const ExceptionRole = z.enum(['it-analyst', 'ot-analyst', 'ot-engineer'])
export type ExceptionRole = z.infer<typeof ExceptionRole>

/** What is asked for, exactly: this is what is approved. */
export const ExceptionTerms = z.strictObject({
  /** Account of the person. */
  subject: z.string(),
  /** The domain that is suspended, and the one that is opened. */
  from: Domain,
  to: Domain,
  role: ExceptionRole,
  sites: z.array(SiteKey).min(1).max(200),
  since: EpochMicros,
  until: EpochMicros,
  reason: z.string(),
})
export type ExceptionTerms = z.infer<typeof ExceptionTerms>

/** As policy and cells hold it. */
export const DomainException = z.strictObject({ id: z.string(), terms: ExceptionTerms, decision: FourEyesDecision })
export type DomainException = z.infer<typeof DomainException>
