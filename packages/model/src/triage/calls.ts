// Whom to call, and how: by the rotas of the operating roles, by who answers for the asset and the function. A channel that does not rest on
// corporate IT comes first, since whoever is in there may listen. Roles are those of `reference/governance.json`.
import { type EpochMicros, wallClockOf } from '@penstock/model/kernel'
import type { PlantFile } from '@penstock/model/plant'
import type { FoundEnd } from './ends.ts'
import type { SafetyStanding } from './safeguards.ts'

export type CallReason = 'shift' | 'duty-manager' | 'process-safety' | 'asset-owner' | 'function-owner' | 'vendor'

export interface Call {
  readonly reason: CallReason
  /** Asset, function, vendor or rota that it follows from. */
  readonly of: string
  readonly person: string | null
  readonly name: string | null
  readonly title: string | null
  readonly channel: string | null
  readonly address: string | null
  /** Whether that channel works, and is private, while corporate IT is not. */
  readonly isIndependent: boolean
  readonly verifiedOn: string | null
  /** Null for who is on no rota. */
  readonly isOnShift: boolean | null
  /** Why nobody can be called by it. */
  readonly missing: 'rota-gap' | 'no-contact' | 'left' | 'unknown-person' | null
}

type People = Pick<PlantFile, 'people' | 'rotas' | 'functions' | 'vendors'>

interface Asked {
  readonly ends: readonly FoundEnd[]
  /** Functions at stake, the one that is served first. */
  readonly functions: readonly string[]
  readonly safety: SafetyStanding
  readonly isOnOt: boolean
  readonly now: EpochMicros
}

const DAY_HOURS = 24
const HOUR_MINUTES = 60

/** The one to call first is first; everybody once, by the first reason. */
export function callsOf(plant: People, { ends, functions, safety, isOnOt, now }: Asked): readonly Call[] {
  const duty = (role: string, reason: CallReason): readonly Call[] =>
    plant.rotas.filter((rota) => rota.role === role).map((rota) => onRota(plant, rota, reason, now))
  const assets = ends.flatMap(({ asset, side }) => (asset === null || side === 'outside' ? [] : [asset]))
  const calls = [
    ...(isOnOt ? duty('SHIFT', 'shift') : []),
    ...(safety === 'safety-system' || safety === 'safeguard' ? duty('PSE', 'process-safety') : []),
    ...assets.flatMap(({ id, owner }) => ownCall(plant, owner?.person ?? null, 'asset-owner', id)),
    ...(isOnOt ? duty('OTDM', 'duty-manager') : []),
    ...functions.slice(0, 1).flatMap((id) => {
      const owner = plant.functions.find((one) => one.id === id)?.bia?.owner ?? null
      return ownCall(plant, owner, 'function-owner', id)
    }),
    ...assets.flatMap(({ id }) =>
      plant.vendors.filter(({ products }) => products.includes(id)).map((vendor) => vendorCall(plant, vendor)),
    ),
  ]
  const known = new Set<string>()
  return calls.filter(({ person, reason, of }) => known.size < known.add(person ?? `${reason} ${of}`).size)
}

function onRota(
  plant: People,
  { id, slots, timeZone }: PlantFile['rotas'][number],
  reason: CallReason,
  now: EpochMicros,
): Call {
  const local = wallClockOf(timeZone)?.(now)
  const hour = local === undefined ? null : local.weekday * DAY_HOURS + local.minute / HOUR_MINUTES
  const slot = hour === null ? undefined : slots.find(({ fromH, toH }) => fromH <= hour && hour < toH)
  if (slot === undefined) return { ...NOBODY, reason, of: id, isOnShift: false, missing: 'rota-gap' }
  const first = personCall(plant, slot.primary, reason, id)
  const second =
    first.missing === null || slot.alternate === null ? null : personCall(plant, slot.alternate, reason, id)
  return { ...(second ?? first), isOnShift: true }
}

function ownCall(plant: People, person: string | null, reason: CallReason, of: string): readonly Call[] {
  return person === null ? [] : [personCall(plant, person, reason, of)]
}

function personCall({ people }: People, id: string, reason: CallReason, of: string): Call {
  const found = people.find((one) => one.id === id)
  if (found === undefined) return { ...NOBODY, reason, of, person: id, missing: 'unknown-person' }
  const { displayName: name, title, contacts, leftOn } = found
  const best = contacts.find(({ independentOfCorporateIt }) => independentOfCorporateIt) ?? contacts[0]
  return {
    ...{ reason, of, person: id, name, title, isOnShift: null },
    channel: best?.channel ?? null,
    address: best?.address ?? null,
    isIndependent: best?.independentOfCorporateIt ?? false,
    verifiedOn: best?.verifiedOn ?? null,
    missing: leftOn !== null ? 'left' : best === undefined ? 'no-contact' : null,
  }
}

/** A vendor's own people where the plant lists them; else its hours. */
function vendorCall(plant: People, { id, name, supportHours }: PlantFile['vendors'][number]): Call {
  const person = plant.people.find((one) => one.vendor === id)
  if (person !== undefined) return personCall(plant, person.id, 'vendor', id)
  return { ...NOBODY, reason: 'vendor', of: id, name, title: supportHours, missing: 'no-contact' }
}

const NOBODY = {
  person: null,
  name: null,
  title: null,
  channel: null,
  address: null,
  isIndependent: false,
  verifiedOn: null,
  isOnShift: null,
} satisfies Partial<Call>
