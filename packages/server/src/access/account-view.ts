// An account as administrators see it, and a guest's terms as everybody concerned sees them.
import type { AccountView, SessionView } from '@penstock/contract/access'
import { type EpochMicros, idOfUuid, isoOfMicros, isoOrNull } from '@penstock/model/kernel'
import { personsOf } from './persons.ts'
import { siteScope, subjectOf } from './policy-subject.ts'
import { type AccountRow, findAccount, listAccountRows, type Tx } from './queries.ts'
import { countSessions } from './session-queries.ts'
import { countPasskeys, countRecoveryCodes } from './way-queries.ts'

/** Views of accounts at `at`, in the order given. */
export async function accountViews(tx: Tx, rows: readonly AccountRow[], at: EpochMicros): Promise<AccountView[]> {
  const [passkeys, codes, sessions] = [
    await countPasskeys(tx),
    await countRecoveryCodes(tx),
    await countSessions(tx, at),
  ]
  const all = await listAccountRows(tx)
  const names = new Map(all.map(({ id, name }) => [idOfUuid('acc', id), name]))
  const { persons, questions } = personsOf(all)
  const views: AccountView[] = []
  for (const row of rows) {
    const { roles } = subjectOf(row)
    const isEnded = row.ends_at !== null && row.ends_at <= at
    const seen = isEnded ? undefined : sessions.get(row.id)
    const id = idOfUuid('acc', row.id)
    views.push({
      id,
      name: row.name,
      roles,
      sites: siteScope(row.sites),
      state: row.state === 'invited' ? 'invited' : row.state === 'active' ? 'active' : 'suspended',
      guest: await guestView(tx, row),
      endsAt: isoOrNull(row.ends_at),
      isEnded,
      hasPassword: row.password_hash !== null,
      hasTotp: row.totp_confirmed_at !== null,
      passkeys: passkeys.get(row.id) ?? 0,
      recoveryCodes: codes.get(row.id)?.remaining ?? 0,
      sessions: seen?.count ?? 0,
      lastSeenAt: seen === undefined ? null : isoOfMicros(seen.lastSeenAt),
      createdAt: isoOfMicros(row.created_at),
      identities: row.identities.map((one) => ({ ...one })),
      samePerson: (persons.find((one) => one.includes(id)) ?? [])
        .filter((other) => other !== id)
        .flatMap((other) => names.get(other) ?? []),
      questions: questions.flatMap(({ accounts, because }) => {
        const other = accounts.includes(id) ? accounts.find((one) => one !== id) : undefined
        return other === undefined ? [] : [{ name: names.get(other) ?? other, because }]
      }),
      version: row.version,
    })
  }
  return views
}

/** As what a guest is here and who answers for it; null for everybody else. */
export async function guestView(tx: Tx, row: AccountRow): Promise<SessionView['guest']> {
  const { guest } = subjectOf(row)
  if (guest === undefined || row.sponsor === null) return null
  const sponsor = await findAccount(tx, row.sponsor)
  return { capacity: guest.capacity, rooms: guest.rooms, sponsorId: guest.sponsor, sponsor: sponsor?.name ?? '' }
}
