// The rules of the model over a declared plant and the sessions that the reader may see, in the words of the wire. Pure.
import type { CutPlanView, RadiusView, RegisterEntryView, VendorRow, WeaknessView } from '@penstock/contract/vendors'
import { type EpochMicros, isoOfMicros, isoOrNull, micros, microsOfIso } from '@penstock/model/kernel'
import type { AttackModel } from '@penstock/model/paths'
import { nearestTo, type PlantFile } from '@penstock/model/plant'
import {
  type AccessWeakness,
  accessesOf,
  accessWeaknesses,
  type BlastRadius,
  blastRadius,
  type Cut,
  type CutPlan,
  cutPlan,
  entriesWith,
  listParties,
  partiesOf,
  type ReconciledEntry,
  registerOf,
} from '@penstock/model/vendors'
import type { Answerers, Refusal, Reply } from '@penstock/server/desk'
import { pathView } from '@penstock/server/paths'
import type { Answers, Questions } from './question.ts'

export interface OpenVendors {
  readonly plant: PlantFile
  readonly model: AttackModel
}

export const ANSWERS: Answerers<Questions, Answers, OpenVendors> = {
  list: ({ plant }, { at, sessions }) => {
    const entries = entriesWith(registerOf(plant), sessions)
    const weaknesses = accessWeaknesses(plant, entries, at)
    return {
      ok: true,
      value: { vendors: listParties(plant).map(({ id }) => vendorRow(plant, id, entries, weaknesses)) },
    }
  },
  register: ({ plant }, { vendor, at, sessions }) => {
    const parties = partiesOf(plant, vendor)
    if (parties === null) return unknownVendor(plant, vendor)
    const own = new Set(accessesOf(plant, parties).map(({ id }) => id))
    const entries = entriesWith(registerOf(plant), sessions).filter(({ entry }) => own.has(entry.access.id))
    const weaknesses = accessWeaknesses(plant, entries, at)
    return { ok: true, value: { entries: entries.map(entryView), weaknesses: weaknesses.map(weaknessView) } }
  },
  radius: ({ plant, model }, { vendor, hours, at, sessions }) => {
    const radius = blastRadius(plant, model, vendor)
    const plan = cutPlan(plant, model, vendor, { at, hours, sessions })
    if (radius === null || plan === null) return unknownVendor(plant, vendor)
    return {
      ok: true,
      value: { radius: radiusView(model, radius), cutPlan: planView(plan, plant.about.currency ?? null) },
    }
  },
}

function vendorRow(
  plant: PlantFile,
  id: string,
  entries: readonly ReconciledEntry[],
  weaknesses: readonly AccessWeakness[],
): Omit<VendorRow, 'drift' | 'worst'> {
  const parties = partiesOf(plant, id)!
  const own = new Set(accessesOf(plant, parties).map((access) => access.id))
  const mine = entries.filter(({ entry }) => own.has(entry.access.id))
  const vendor = plant.vendors.find((one) => one.id === id)
  const uses = mine.flatMap(({ entry }) => microsOfIso(entry.access.lastUse ?? '') ?? [])
  const seen = mine.flatMap(({ lastSeenAt }) => lastSeenAt ?? [])
  return {
    id,
    kind: parties.party.kind,
    name: parties.party.name,
    contractUntil: vendor?.contract.until ?? null,
    accesses: own.size,
    products: vendor?.products.length ?? 0,
    fourthParties: vendor?.fourthParties.length ?? 0,
    lastUse: uses.length === 0 ? null : isoOfMicros(latest(uses)).slice(0, 10),
    lastSeenAt: seen.length === 0 ? null : isoOfMicros(latest(seen)),
    weaknesses: weaknesses.filter(({ access }) => own.has(access)).length,
  }
}

function latest(instants: readonly EpochMicros[]): EpochMicros {
  return micros(Math.max(...instants))
}

function entryView({ entry, lastSeenAt }: ReconciledEntry): RegisterEntryView {
  const { access, owner, tools, windows, endsAt, endedBy } = entry
  const { id, title, path, targets, protocols, hours, status, approvedBy, approvedUntil, lastUse, mfa, recorded } =
    access
  return {
    ...{ id, title, vendor: access.vendor, owner, path, targets, protocols, tools: [...tools] },
    hours: {
      text: hours?.windows ?? null,
      timeZone: windows?.timeZone ?? null,
      isZoneStated: windows?.isZoneStated ?? false,
      isAlways: hours === null || hours.always === true,
      needsPermit: hours?.needsPermit === true,
      maxSessionH: hours?.maxSessionH ?? null,
    },
    ...{ status, approvedBy, approvedUntil, lastUse, mfa, recorded, jumpHost: access.jumpHost },
    isMachine: access.machineToMachine === true,
    sources: access.sourceNetworks,
    endsAt: isoOrNull(endsAt),
    endedBy,
    lastSeenAt: isoOrNull(lastSeenAt),
  }
}

function weaknessView({ sessions, retestedAt, rules, places, policies, ...one }: AccessWeakness): WeaknessView {
  return {
    ...one,
    places: [...places],
    policies: [...policies],
    rules: [...rules],
    sessions: sessions.map(({ conversation, at }) => ({ conversation, at: isoOfMicros(at) })),
    retestedAt: isoOrNull(retestedAt),
  }
}

function radiusView(model: AttackModel, radius: BlastRadius): Answers['radius']['radius'] {
  const { party, parties, hasWayIn, assets, supports, accounts, accesses, goals, paths, zones } = radius
  return {
    ...{ party, hasWayIn, assets: [...assets], supports: [...supports] },
    accounts: accounts.map((one) => ({ ...one, systems: [...one.systems] })),
    accesses: [...accesses],
    compromised: [...parties.compromised],
    edges: parties.edges.map((edge) => ({ ...edge, places: [...edge.places] })),
    goals: [...goals],
    paths: paths.map((path) => ({
      ...pathView(model, path),
      goal: path.goal,
      goalText: path.goalText,
      isCrossing: path.isCrossing,
    })),
    zones: [...zones],
  } satisfies Omit<RadiusView, 'assets'> & { assets: unknown }
}

function planView({ cuts, ...plan }: CutPlan, currency: string | null): CutPlanView {
  return { ...plan, currency, cuts: cuts.map(cutView) }
}

function cutView({
  unexplained,
  alsoCuts,
  hindrances,
  interrupts,
  messages,
  losses,
  ...cut
}: Cut): CutPlanView['cuts'][number] {
  return {
    ...cut,
    alsoCuts: [...alsoCuts],
    hindrances: [...hindrances],
    interrupts: [...interrupts],
    messages: [...messages],
    losses: [...losses],
    unexplained: unexplained === null ? null : { ...unexplained, at: isoOfMicros(unexplained.at) },
  }
}

function unknownVendor(plant: PlantFile, id: string): Reply<never> {
  const nearest = nearestTo(
    id,
    listParties(plant).map((one) => one.id),
  )
  return { ok: false, refusal: { code: 'vendors.unknown-vendor', unknown: [{ id, nearest }] } as Refusal }
}
