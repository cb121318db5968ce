// Which accounts are one person's, by what directory and register say of them and never by a name alone; and whether anybody holds live rights in
// both domains. Names that look alike are a question for whoever keeps the accounts, never a reason to block.
import type { Domain, EpochMicros } from '@penstock/model/kernel'
import { z } from 'zod'
import type { Policy, PolicySubject } from './policy.ts'
import { domainOfRoles } from './role-rights.ts'

/** `person`: the record of the plant file. `employee`: the number. `mail`: the address. `subject`: what an identity provider calls the person. */
export const IdentityKind = z.enum(['person', 'employee', 'mail', 'subject'])
export type IdentityKind = z.infer<typeof IdentityKind>

export const Identity = z.strictObject({
  kind: IdentityKind,
  value: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[\p{L}\p{N}._@|:/+=-]+$/u),
})
export type Identity = z.infer<typeof Identity>

/** Kinds of which one person has one: two values of one of these are two people, whatever else they share. */
const OWN: readonly IdentityKind[] = ['person', 'employee']

/** One spelling; a subject is case-sensitive, the rest is not. */
export function identityKey({ kind, value }: Identity): string {
  return `${kind}:${kind === 'subject' ? value : value.toLowerCase()}`
}

export interface KnownAccount {
  readonly id: string
  readonly name: string
  readonly identities: readonly Identity[]
}

/** Accounts of one person each, those of two and more; a pair that shares something and is told apart by something else is a question. */
export interface SamePersons {
  readonly persons: readonly (readonly string[])[]
  readonly questions: readonly AlikeAccounts[]
}

export interface AlikeAccounts {
  readonly accounts: readonly [string, string]
  /** `name`: they are called alike. `contradiction`: they share one identity and differ in another. */
  readonly because: 'name' | 'contradiction'
}

export function samePersons(accounts: readonly KnownAccount[]): SamePersons {
  const groups = new Map(accounts.map(({ id }) => [id, [id]]))
  const known = new Map(accounts.map((account) => [account.id, account]))
  const questions: AlikeAccounts[] = []
  const byKey = new Map<string, string>()
  for (const { id, identities } of accounts)
    for (const identity of identities) {
      const key = identityKey(identity)
      const other = byKey.get(key)
      if (other === undefined) byKey.set(key, id)
      else if (groups.get(other) !== groups.get(id)) {
        const [ours, theirs] = [groups.get(id)!, groups.get(other)!]
        const apart = ours.flatMap((a) => theirs.flatMap((b) => (areTwo(known.get(a)!, known.get(b)!) ? [[a, b]] : [])))
        if (apart.length > 0) questions.push({ accounts: [other, id], because: 'contradiction' })
        else {
          const joined = [...theirs, ...ours]
          for (const each of joined) groups.set(each, joined)
        }
      }
    }
  const byName = Map.groupBy(accounts, ({ name }) => stemOf(name))
  for (const [stem, alike] of byName)
    for (const [at, a] of alike.entries())
      for (const b of alike.slice(at + 1))
        if (stem !== '' && groups.get(a.id) !== groups.get(b.id) && !areTwo(a, b))
          questions.push({ accounts: [a.id, b.id], because: 'name' })
  return { persons: [...new Set(groups.values())].filter(({ length }) => length > 1), questions }
}

/** They differ in something of which everybody has one. */
function areTwo(a: KnownAccount, b: KnownAccount): boolean {
  return OWN.some((kind) => {
    const of = ({ identities }: KnownAccount) => identities.filter((one) => one.kind === kind).map(identityKey)
    const [ours, theirs] = [of(a), of(b)]
    return ours.length > 0 && theirs.length > 0 && !ours.some((key) => theirs.includes(key))
  })
}

const AFFIX = /^(?:it|ot|adm|admin|ent|dmz|lead|analyst|engineer)$/

/** The name without what says of which side or rank it is: `ot-jane`, `jane.it` and `jane_adm2` are alike. */
function stemOf(name: string): string {
  const parts = name
    .toLowerCase()
    .replace(/@.*$/, '')
    .split(/[._-]+/)
    .map((part) => part.replace(/\d+$/, ''))
    .filter((part) => part.length > 1 && !AFFIX.test(part))
  return parts.toSorted().join(' ')
}

/** One person who would hold live rights in both domains. */
export interface TwoDomainHolder {
  readonly person: string
  readonly accounts: readonly string[]
}

type Held = Pick<Policy, 'subjects' | 'exceptions'>

/**
 * Persons with live accounts in both domains at `at` or with a dated exception that would open one domain while another account of theirs holds
 * the other. An account that has ended holds nothing.
 */
export function twoDomainHolders({ subjects, exceptions = [] }: Held, at: EpochMicros): readonly TwoDomainHolder[] {
  const live = subjects.filter(({ person, until }) => person !== undefined && (until === undefined || until > at))
  return [...Map.groupBy(live, ({ person }) => person!)].flatMap(([person, accounts]) => {
    const domains = new Set(accounts.flatMap((one) => domainOf(one) ?? []))
    const isOpened = exceptions.some(
      ({ terms }) =>
        terms.until > at &&
        accounts.some(({ subject }) => subject === terms.subject) &&
        accounts.some((one) => one.subject !== terms.subject && domainOf(one) === terms.from),
    )
    return domains.size > 1 || isOpened ? [{ person, accounts: accounts.map(({ subject }) => subject) }] : []
  })
}

function domainOf({ roles }: PolicySubject): Domain | null {
  return domainOfRoles(roles)
}
