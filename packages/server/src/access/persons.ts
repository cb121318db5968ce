// Whose accounts are one person's, over all accounts that are or may come to life, and who would hold both domains.
import { type EpochMicros, idOfUuid } from '@penstock/model/kernel'
import {
  type Policy,
  type SamePersons,
  samePersons,
  type TwoDomainHolder,
  twoDomainHolders,
} from '@penstock/model/operating-model'
import { subjectOf } from './policy-subject.ts'
import type { AccountRow } from './queries.ts'

/** By id of the account: what is the same for all accounts of a person who has more than one. */
export function personKeys(rows: readonly AccountRow[]): ReadonlyMap<string, string> {
  return new Map(
    personsOf(rows).persons.flatMap((accounts) => {
      const [key] = accounts.toSorted()
      return accounts.map((account) => [account, key!] as const)
    }),
  )
}

export function personsOf(rows: readonly AccountRow[]): SamePersons {
  return samePersons(
    rows
      .filter(({ state }) => state !== 'withdrawn')
      .map(({ id, name, identities }) => ({ id: idOfUuid('acc', id), name, identities })),
  )
}

/** Persons who would hold both domains if accounts of these states were live. */
export function holdersOf(
  rows: readonly AccountRow[],
  live: ReadonlySet<AccountRow['state']>,
  exceptions: Policy['exceptions'],
  at: EpochMicros,
): readonly TwoDomainHolder[] {
  const keys = personKeys(rows)
  const subjects = rows.filter(({ state }) => live.has(state)).map((row) => subjectOf(row, keys))
  return twoDomainHolders({ subjects, exceptions }, at)
}
