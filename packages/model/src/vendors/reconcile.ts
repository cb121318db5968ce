// The register held against observed sessions: entries with what was seen of each, and drift, which says what the register does not know.
// A drift stands as long as the record shows it; whether the next session of the same access showed it again is told beside it.
import { compareTexts, type EpochMicros } from '@penstock/model/kernel'
import type { PlantFile } from '@penstock/model/plant'
import type { RegisterEntry } from './register.ts'
import {
  type AccessSession,
  breaks,
  type DriftKind,
  type SeenConversation,
  type Sessions,
  sessionsOf,
} from './sessions.ts'

export interface Retest {
  readonly conversation: string
  readonly at: EpochMicros
  /** `again`: that session showed the same. `kept`: it did not. */
  readonly result: 'again' | 'kept'
}

export interface Drift {
  /** Of what it says, so that the same one is the same on every run. */
  readonly key: string
  readonly kind: DriftKind
  /** 1 worst to 4. */
  readonly severity: 1 | 2 | 3 | 4
  /** Entries that the session may belong to; none where none fits. */
  readonly access: readonly string[]
  readonly vendors: readonly string[]
  readonly conversation: string
  readonly client: string
  readonly server: string
  readonly protocol: string | null
  /** What the register says, in its own words. */
  readonly registered: string
  readonly seen: string
  readonly places: readonly string[]
  readonly firstAt: EpochMicros
  readonly lastAt: EpochMicros
  readonly retest: Retest | null
}

export interface ReconciledEntry {
  readonly entry: RegisterEntry
  /** The latest first. */
  readonly sessions: readonly AccessSession[]
  readonly lastSeenAt: EpochMicros | null
}

export interface Reconciled {
  readonly entries: readonly ReconciledEntry[]
  /** The worst first, of equal ones the latest. */
  readonly drift: readonly Drift[]
  readonly sessions: readonly AccessSession[]
  readonly unanswered: number
}

export function reconcile(plant: PlantFile, conversations: readonly SeenConversation[]): Reconciled {
  const seen = sessionsOf(plant, conversations)
  const drift = seen.sessions.flatMap((session) => session.drift.map((kind) => driftOf(seen, session, kind)))
  return {
    entries: entriesWith(seen.register, seen.sessions),
    drift: drift.toSorted((a, b) => a.severity - b.severity || b.lastAt - a.lastAt || compareTexts(a.key, b.key)),
    sessions: seen.sessions,
    unanswered: seen.unanswered,
  }
}

/** Entries with the sessions that each may have had. */
export function entriesWith(
  register: readonly RegisterEntry[],
  sessions: readonly AccessSession[],
): readonly ReconciledEntry[] {
  return register.map((entry) => {
    const meant = sessions.filter(({ access }) => access.includes(entry.access.id))
    const own = meant.filter(({ access }) => access.length === 1)
    return { entry, sessions: meant, lastSeenAt: own[0]?.moments.at(-1) ?? null }
  })
}

function driftOf(seen: Sessions, session: AccessSession, kind: DriftKind): Drift {
  const { access, conversation, client, server, protocol, moments } = session
  const meant = meantEntries(seen.register, session)
  const broken = moments.filter((at) =>
    kind === 'outside-hours' || kind === 'after-end' ? meant.some((entry) => breaks(entry, kind, at)) : true,
  )
  const said = SAYS[kind](meant, session)
  const lastAt = broken.at(-1)!
  return {
    key: JSON.stringify([kind, [...access].sort(), conversation]),
    kind,
    severity: severityOf(kind, meant),
    access,
    vendors: [...new Set(meant.flatMap((entry) => entry.access.vendor ?? []))],
    conversation,
    client,
    server,
    protocol,
    registered: said.registered,
    seen: said.seen,
    places: meant.flatMap((entry) => said.keys.map((name) => `remoteAccess[id=${entry.access.id}].${name}`)),
    firstAt: broken[0]!,
    lastAt,
    retest: retestOf(seen, session, kind, lastAt),
  }
}

/** Entries that a session speaks of: its own, or where none fits those of its entrance. */
function meantEntries(
  register: readonly RegisterEntry[],
  { access, server, client }: AccessSession,
): readonly RegisterEntry[] {
  if (access.length > 0) return register.filter((entry) => access.includes(entry.access.id))
  return register.filter(
    (entry) => entry.entry === server || entry.entry === client || entry.access.targets.includes(server),
  )
}

/** The next session by the same access, or through the same entrance where none is known. */
function retestOf(seen: Sessions, session: AccessSession, kind: DriftKind, after: EpochMicros): Retest | null {
  const isSame = (one: AccessSession): boolean =>
    one.part === session.part &&
    (session.access.length === 0 ? one.server === session.server : one.access.some((id) => session.access.includes(id)))
  const later = seen.sessions.filter((one) => isSame(one) && one.moments.at(-1)! > after)
  const next = later.at(-1)
  if (next === undefined) return null
  const at = next.moments.find((moment) => moment > after)!
  const isTime = kind === 'outside-hours' || kind === 'after-end'
  const isAgain = isTime
    ? next.conversation !== session.conversation && next.drift.includes(kind)
    : next.drift.includes(kind)
  return { conversation: next.conversation, at, result: isAgain ? 'again' : 'kept' }
}

function severityOf(kind: DriftKind, entries: readonly RegisterEntry[]): Drift['severity'] {
  const isControl = entries.some(({ reachesControl }) => reachesControl)
  const isOt = entries.some(({ reachesOt }) => reachesOt)
  if (kind === 'new-target' || kind === 'unregistered') return isControl ? 1 : 2
  if (kind === 'outside-hours') return isControl ? 2 : 3
  return isOt ? 2 : 3
}

interface Said {
  readonly registered: string
  readonly seen: string
  /** Fields of the entry that it is held against. */
  readonly keys: readonly string[]
}

const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '))

const SAYS: Readonly<Record<DriftKind, (entries: readonly RegisterEntry[], session: AccessSession) => Said>> = {
  'new-source': (entries, { client, server }) => ({
    registered: list(entries.flatMap(({ access }) => access.sourceNetworks ?? [access.path[0] ?? ''])),
    seen: entries.some(({ entry }) => entry === client) ? server : client,
    keys: ['sourceNetworks', 'path'],
  }),
  'new-tool': (entries, { protocol }) => ({
    registered: list([...new Set(entries.flatMap(({ access }) => access.protocols))]),
    seen: protocol ?? 'a protocol without a name',
    keys: ['protocols'],
  }),
  'new-target': (entries, { client, server, protocol }) => ({
    registered: list([
      ...new Set(
        entries.flatMap(({ access: { path, targets } }) =>
          path.at(-1) === client ? targets : [path[path.indexOf(client) + 1] ?? ''],
        ),
      ),
    ]),
    seen: `${server}${protocol === null ? '' : ` by ${protocol}`}`,
    keys: ['targets', 'path'],
  }),
  'outside-hours': (entries) => ({
    registered: list(
      entries.flatMap(({ windows }) => (windows === null ? [] : `${windows.text} (${windows.timeZone})`)),
    ),
    seen: 'a session outside them',
    keys: ['hours'],
  }),
  'after-end': (entries) => ({
    registered: list(
      entries.map(({ access, vendor, endedBy }) =>
        endedBy === 'contract'
          ? `contract until ${vendor?.contract.until}`
          : endedBy === 'status'
            ? 'expired'
            : `approved until ${access.approvedUntil}`,
      ),
    ),
    seen: 'a session after its end',
    keys: ['approvedUntil', 'status'],
  }),
  unregistered: (entries, { client, server, protocol }) => ({
    registered: list([...new Set(entries.map(({ access }) => `${access.title} (${access.id})`))]),
    seen: `${client} → ${server}${protocol === null ? '' : ` by ${protocol}`}`,
    keys: ['sourceNetworks', 'protocols'],
  }),
}
