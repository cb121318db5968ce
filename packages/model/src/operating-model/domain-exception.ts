// A dated exception: one person works in the other domain for a while. Their own domain is suspended as long as it runs, so that nobody ever
// holds live rights in both; two leads of different domains agree to it, and it ends by itself. Pure: whoever asks brings the instant.
import { accept, type EpochMicros, micros, type Result, refuse } from '@penstock/model/kernel'
import type { DomainException, ExceptionTerms } from './exception-terms.ts'
import type { Independence } from './independence.ts'
import type { Policy, PolicySubject } from './policy.ts'
import { domainOfRoles } from './role-rights.ts'
import type { Role } from './roles.ts'

const DAY_MICROS = 86_400_000_000
export const LONGEST_EXCEPTION_DAYS = 30
/** How long a policy keeps one that is over: longer than any session that was open when it ended. */
export const KEPT_AFTER_MICROS = DAY_MICROS

export type ExceptionRefusal =
  | { readonly code: 'domain-exception.no-domain' }
  | { readonly code: 'domain-exception.role' }
  | { readonly code: 'domain-exception.dates' }
  | { readonly code: 'domain-exception.sites' }
  | { readonly code: 'domain-exception.independence' }
  | { readonly code: 'domain-exception.already' }

type Held = Pick<Policy, 'independence' | 'exceptions'>

/** Judges what is asked for a person, at `at`; `others` are those that this person has asked for and that nobody decided. */
export function judgeException(
  terms: ExceptionTerms,
  person: PolicySubject,
  held: Held,
  at: EpochMicros,
  others: readonly Pick<ExceptionTerms, 'since' | 'until'>[] = [],
): Result<ExceptionTerms, ExceptionRefusal> {
  const { from, to, role, sites, since, until, subject } = terms
  if (person.guest !== undefined || domainOfRoles(person.roles) !== from || from === to)
    return refuse({ code: 'domain-exception.no-domain' })
  if (domainOfRoles([role]) !== to) return refuse({ code: 'domain-exception.role' })
  if (until <= since || until <= at || isTooLong(terms)) return refuse({ code: 'domain-exception.dates' })
  if (person.sites !== '*' && !sites.every((site) => person.sites.includes(site)))
    return refuse({ code: 'domain-exception.sites' })
  if (isForbidden(terms, held.independence)) return refuse({ code: 'domain-exception.independence' })
  const mine = (held.exceptions ?? []).filter((each) => each.terms.subject === subject).map((each) => each.terms)
  const isOverlapping = [...mine, ...others].some((each) => each.since < until && since < each.until)
  return isOverlapping ? refuse({ code: 'domain-exception.already' }) : accept(terms)
}

export function isTooLong({ since, until }: Pick<ExceptionTerms, 'since' | 'until'>): boolean {
  return until - since > LONGEST_EXCEPTION_DAYS * DAY_MICROS
}

/** A duty of revocation within 24 hours, or of vetting, lets nobody of IT into its sites, with a date neither. */
export function isForbidden({ to, sites }: ExceptionTerms, independence: Independence | undefined): boolean {
  if (to !== 'ot' || independence === undefined) return false
  const { consequences, sites: regulated } = independence
  if (!consequences.includes('revocation-24h') && !consequences.includes('personnel-vetting')) return false
  return regulated === '*' || sites.some((site) => regulated.includes(site))
}

/** Still of use in the next policy: not long over, allowed by its independence, and of somebody who is still of the domain that it suspends. */
export function outlasts(
  { terms }: DomainException,
  { subjects, independence }: Pick<Policy, 'subjects' | 'independence'>,
  at: EpochMicros,
): boolean {
  const person = subjects.find(({ subject }) => subject === terms.subject)
  const isOfDomain = person !== undefined && domainOfRoles(person.roles) === terms.from
  return isOfDomain && terms.until + KEPT_AFTER_MICROS > at && !isForbidden(terms, independence)
}

/** The person as they are at `at`: in the other domain alone while an exception runs, and never longer than to the next turn. */
export function personAt<P extends PolicySubject>(
  person: P,
  exceptions: readonly DomainException[] | undefined,
  at: EpochMicros,
): P {
  const mine = termsOf(person.subject, exceptions).filter(({ until }) => until > at)
  if (mine.length === 0) return person
  const running = mine.find(({ since }) => since <= at)
  const turn = running?.until ?? micros(Math.min(...mine.map(({ since }) => since)))
  const until = micros(Math.min(turn, person.until ?? turn))
  if (running === undefined) return { ...person, until }
  const roles: readonly Role[] = [running.role]
  return { ...person, roles: [...roles], sites: [...running.sites], until }
}

/** The subject of a policy as it is at `at`. */
export function subjectAt(
  { subjects, exceptions }: Pick<Policy, 'subjects' | 'exceptions'>,
  subject: string,
  at: EpochMicros,
): PolicySubject | undefined {
  const person = subjects.find((known) => known.subject === subject)
  return person && personAt(person, exceptions, at)
}

/** True when an exception of this person began or ended after `since` and up to `at`: a session of before is none any more. */
export function hasTurned(
  subject: string,
  exceptions: readonly DomainException[] | undefined,
  since: EpochMicros,
  at: EpochMicros,
): boolean {
  return termsOf(subject, exceptions).some((terms) =>
    [terms.since, terms.until].some((turn) => since < turn && turn <= at),
  )
}

/** Persons whose rights at `at` another policy turns by an exception that it brings or takes away. */
export function turnedBy(before: Policy, after: Policy, at: EpochMicros): readonly string[] {
  const running = ({ exceptions }: Policy) =>
    new Map(
      (exceptions ?? []).flatMap(({ id, terms }) =>
        terms.since <= at && at < terms.until ? [[id, terms.subject] as const] : [],
      ),
    )
  const [was, is] = [running(before), running(after)]
  return [...new Set([...was, ...is].flatMap(([id, subject]) => (was.has(id) && is.has(id) ? [] : [subject])))]
}

function termsOf(subject: string, exceptions: readonly DomainException[] | undefined): readonly ExceptionTerms[] {
  return (exceptions ?? []).map(({ terms }) => terms).filter((terms) => terms.subject === subject)
}
