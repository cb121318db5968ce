// An account as administrators see it, and a guest's terms as everybody concerned sees them.
import type { AccountView, SessionView } from '@penstock/contract/access'
import { type EpochMicros, idOfUuid, isoOfMicros, isoOrNull } from '@penstock/model/kernel'
import { siteScope, subjectOf } from './policy.ts'
import { type AccountRow, findAccount, type Tx } from './queries.ts'
import { countSessions } from './session-queries.ts'
import { countPasskeys, countRecoveryCodes } from './way-queries.ts'

/** Views of accounts at `at`, in the order given. */
export async function accountViews(tx: Tx, rows: readonly AccountRow[], at: EpochMicros): Promise<AccountView[]> {
  const [passkeys, codes, sessions] = [
    await countPasskeys(tx),
    await countRecoveryCodes(tx),
    await countSessions(tx, at),
  ]
  const views: AccountView[] = []
  for (const row of rows) {
    const { roles } = subjectOf(row)
    const isEnded = row.ends_at !== null && row.ends_at <= at
    const seen = isEnded ? undefined : sessions.get(row.id)
    views.push({
      id: idOfUuid('acc', row.id),
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
