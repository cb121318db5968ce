// Weaknesses of remote access, each with what shows it: places of the record, firewall rules that let it through, sessions that were seen.
// A weakness that nothing but the register tells is marked so. Each is tested again by the next session of its access.
// Source of the set: IEC 62443-3-3 SR 1.1, 1.2, 1.13, 2.6, 5.2 and IEC 62443-2-1 on access by suppliers.
import { compareTexts, type EpochMicros, microsOfIso } from '@penstock/model/kernel'
import { interfacesOf, type PlantFile, type PlantIndex, plantIndex } from '@penstock/model/plant'
import type { ReconciledEntry } from './reconcile.ts'
import { type RuleBehind, rulesBehind } from './rules-behind.ts'
import type { AccessSession } from './sessions.ts'

export type WeaknessKind =
  | 'no-second-factor'
  | 'not-recorded'
  | 'no-jump-host'
  | 'always-on'
  | 'ended-still-open'
  | 'shared-account'
  | 'leaver-account'
  | 'default-password'
  | 'idle-account'
  | 'dual-homed'
  | 'own-uplink'
  | 'sources-unknown'
  | 'hours-unreadable'

export interface AccessWeakness {
  readonly key: string
  readonly kind: WeaknessKind
  readonly severity: 1 | 2 | 3 | 4
  readonly access: string
  readonly vendor: string | null
  /** The account or asset that has it; null where the access as a whole does. */
  readonly subject: string | null
  readonly places: readonly string[]
  /** Rules of firewalls that let it through, read from the devices. */
  readonly rules: readonly RuleBehind[]
  /** Policies of the plant that forbid it. */
  readonly policies: readonly string[]
  /** Sessions that show it, the latest first. */
  readonly sessions: readonly { readonly conversation: string; readonly at: EpochMicros }[]
  /** On what it stands: sessions, or else rules, or else the record alone. */
  readonly basis: 'session' | 'rule' | 'record'
  /** When the last session by this access showed it again; null while none was seen. */
  readonly retestedAt: EpochMicros | null
}

/** An account that nobody used for so long is asked about. */
const IDLE_DAYS = 90
const DAY_MICROS = 86_400_000_000
const MOST_SESSIONS = 5

export function accessWeaknesses(
  plant: PlantFile,
  entries: readonly ReconciledEntry[],
  at: EpochMicros,
): readonly AccessWeakness[] {
  const index = plantIndex(plant)
  const rules = rulesBehind(plant)
  return entries
    .flatMap((one) => {
      const shown = rules(one.entry.access)
      return foundOn(plant, index, one, at).map((found) => weaknessOf(plant, one, found, shown))
    })
    .toSorted((a, b) => a.severity - b.severity || compareTexts(a.key, b.key))
}

interface Found {
  readonly kind: WeaknessKind
  readonly subject?: string
  /** Fields of the entry, or whole places. */
  readonly keys?: readonly string[]
  readonly places?: readonly string[]
  readonly isShownBy?: (session: AccessSession) => boolean
}

function weaknessOf(
  plant: PlantFile,
  { entry, sessions }: ReconciledEntry,
  found: Found,
  rules: readonly RuleBehind[],
): AccessWeakness {
  const { kind, subject = null, keys = [], places = [], isShownBy = () => true } = found
  const { id, vendor } = entry.access
  const shown = sessions
    .filter((one) => one.access.length === 1 && isShownBy(one))
    .map(({ conversation, moments }) => ({ conversation, at: moments.at(-1)! }))
  return {
    key: JSON.stringify([kind, id, subject]),
    kind,
    severity: severityOf(kind, entry.reachesControl),
    access: id,
    vendor,
    subject,
    places: [...keys.map((name) => `remoteAccess[id=${id}].${name}`), ...places],
    rules,
    policies: plant.policies.filter(({ check }) => forbids(check, kind, subject)).map((one) => one.id),
    sessions: shown.slice(0, MOST_SESSIONS),
    basis: shown.length > 0 ? 'session' : rules.length > 0 ? 'rule' : 'record',
    retestedAt: shown[0]?.at ?? null,
  }
}

type PolicyCheck = PlantFile['policies'][number]['check']

const REQUIREMENTS: Readonly<Partial<Record<WeaknessKind, readonly [kind: string, key: string]>>> = {
  'no-second-factor': ['remote-access', 'mfa'],
  'not-recorded': ['remote-access', 'recorded'],
  'no-jump-host': ['remote-access', 'jumpHost'],
  'always-on': ['remote-access', 'hours'],
  'shared-account': ['accounts', 'shared'],
  'leaver-account': ['accounts', 'enabledAfterLeaving'],
  'default-password': ['accounts', 'defaultPassword'],
}

function forbids({ kind, requires, except }: PolicyCheck, weakness: WeaknessKind, subject: string | null): boolean {
  const asked = REQUIREMENTS[weakness]
  if (asked === undefined || kind !== asked[0] || typeof requires !== 'object') return false
  if (subject !== null && Array.isArray(except) && except.includes(subject)) return false
  return Object.hasOwn(requires, asked[1])
}

function foundOn(
  plant: PlantFile,
  index: PlantIndex,
  { entry, sessions }: ReconciledEntry,
  at: EpochMicros,
): readonly Found[] {
  const { access, reachesOt, windows, endsAt } = entry
  const { hours } = access
  const isPerson = access.machineToMachine !== true
  const found: Found[] = []
  if (isPerson && !access.mfa) found.push({ kind: 'no-second-factor', keys: ['mfa'] })
  if (isPerson && !access.recorded) found.push({ kind: 'not-recorded', keys: ['recorded'] })
  if (isPerson && reachesOt && access.jumpHost === null) {
    const isPast = ({ part, server }: AccessSession): boolean =>
      part === 'inside' ? access.targets.includes(server) : true
    found.push({ kind: 'no-jump-host', keys: ['jumpHost', 'path'], isShownBy: isPast })
  }
  const isTimed =
    hours !== null && (hours.maxSessionH !== undefined || hours.needsPermit === true || hours.windows !== undefined)
  if (isPerson && (!isTimed || hours.always === true)) found.push({ kind: 'always-on', keys: ['hours'] })
  if (hours?.windows !== undefined && windows === null)
    found.push({ kind: 'hours-unreadable', keys: ['hours.windows'] })
  if (endsAt !== null && endsAt <= at) {
    found.push({
      kind: 'ended-still-open',
      keys: ['approvedUntil', 'status'],
      places: entry.vendor === null ? [] : [`vendors[id=${entry.vendor.id}].contract`],
      isShownBy: ({ moments }) => moments.at(-1)! >= endsAt,
    })
  }
  if (!entry.knowsSources) found.push({ kind: 'sources-unknown', keys: ['sourceNetworks'] })
  return [...found, ...accountsOn(plant, entry.access.accounts, at, sessions), ...assetsOn(plant, index, entry.access)]
}

function accountsOn(
  plant: PlantFile,
  ids: readonly string[],
  at: EpochMicros,
  sessions: readonly AccessSession[],
): readonly Found[] {
  const people = new Map(plant.people.map((one) => [one.id, one]))
  const lastSeen = sessions[0]?.moments.at(-1) ?? null
  return plant.accounts
    .filter(({ id, enabled }) => enabled && ids.includes(id))
    .flatMap((account) => {
      const place = (...keys: readonly string[]): Pick<Found, 'subject' | 'places'> => ({
        subject: account.id,
        places: keys.map((name) => `accounts[id=${account.id}].${name}`),
      })
      const found: Found[] = []
      if (account.shared) found.push({ kind: 'shared-account', ...place('shared') })
      if (account.defaultPassword === true) found.push({ kind: 'default-password', ...place('defaultPassword') })
      const left = account.person === null ? null : (people.get(account.person)?.leftOn ?? null)
      if (left !== null && (microsOfIso(left) ?? at) + DAY_MICROS <= at) {
        const { places } = place('enabled', 'person')
        const leaver = `people[id=${account.person}].leftOn`
        found.push({
          kind: 'leaver-account',
          subject: account.id,
          places: [...places!, leaver],
          isShownBy: () => false,
        })
      }
      const used = account.lastUse === null ? null : microsOfIso(account.lastUse)
      const isOnly = ids.length === 1
      const last = isOnly && lastSeen !== null ? Math.max(used ?? 0, lastSeen) : used
      if (last !== null && at - last > IDLE_DAYS * DAY_MICROS)
        found.push({ kind: 'idle-account', ...place('lastUse'), isShownBy: () => false })
      return found
    })
}

/** Hosts and routers on the way with cards in two zones that no rule of the plant's stands between, and ways out of their own. */
function assetsOn(plant: PlantFile, index: PlantIndex, access: ReconciledEntry['entry']['access']): readonly Found[] {
  const touches =
    (asset: string) =>
    (session: AccessSession): boolean =>
      session.client === asset || session.server === asset
  return [...new Set([...access.path, ...access.targets])].flatMap((id) => {
    const asset = index.assetById.get(id)
    if (asset === undefined) return []
    const found: Found[] = []
    const own = (asset.uplinks ?? []).filter((one) => !one.throughSiteFirewall)
    const zones = new Set(interfacesOf(asset).map(({ zone }) => zone))
    const isEnforcing = plant.conduits.some(({ enforcedBy }) => enforcedBy?.includes(id) === true)
    // A router with a way out of its own enforces nobody's rules but its owner's.
    if (zones.size > 1 && (!isEnforcing || own.length > 0))
      found.push({ kind: 'dual-homed', subject: id, places: [`assets[id=${id}].interfaces`], isShownBy: touches(id) })
    if (own.length > 0)
      found.push({ kind: 'own-uplink', subject: id, places: [`assets[id=${id}].uplinks`], isShownBy: touches(id) })
    return found
  })
}

function severityOf(kind: WeaknessKind, reachesControl: boolean): AccessWeakness['severity'] {
  switch (kind) {
    case 'default-password':
    case 'ended-still-open':
      return reachesControl ? 1 : 2
    case 'no-second-factor':
    case 'no-jump-host':
    case 'always-on':
    case 'shared-account':
    case 'leaver-account':
    case 'dual-homed':
    case 'own-uplink':
      return reachesControl ? 2 : 3
    case 'not-recorded':
    case 'idle-account':
    case 'sources-unknown':
      return 3
    case 'hours-unreadable':
      return 4
  }
}
