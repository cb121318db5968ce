// What may be done about a detection, each with its safety class, and why the rest is refused (docs: playbooks and OT safety classes). An asset
// that OT depends on is touched by isolating it, whoever runs it: that waits for the change gate.
import { judgeStep, type SafetyClass, type StepRefusal, type Target } from '@penstock/model/incidents'
import type { PlantFile } from '@penstock/model/plant'
import type { AskedSubject, FoundEnd } from './ends.ts'

export type DeedKind =
  | 'look'
  | 'call'
  | 'isolate'
  | 'block-account'
  | 'close-conduit'
  | 'act-on-controller'
  | 'act-on-safety-system'

export type DeedRefusal =
  | StepRefusal
  | { readonly code: 'triage.unknown-host' }
  | { readonly code: 'triage.unknown-account' }

export interface Deed {
  readonly kind: DeedKind
  readonly safety: SafetyClass
  /** Asset, address, account or conduit. */
  readonly target: string | null
  /** Null where it may be asked of those who run it. Nothing is ever sent from here. */
  readonly refusal: DeedRefusal | null
}

interface Asked {
  readonly ends: readonly FoundEnd[]
  readonly subject: AskedSubject
  readonly canCall: boolean
  /** Whether an asset of the plant stands in OT. */
  readonly isOt: (asset: string) => boolean
}

type Facts = Pick<PlantFile, 'functions' | 'accounts' | 'conduits'>

export function deedsOf(plant: Facts, { ends, subject, canCall, isOt }: Asked): readonly Deed[] {
  const targets = new Map(ends.map((end) => [end, targetOf(plant, end)]))
  const controllers = ends.filter((end) => whyNever(targets.get(end)!) === 'controller')
  const safety = ends.filter((end) => whyNever(targets.get(end)!) === 'safety-system')
  return [
    { kind: 'look', safety: 'observe', target: null, refusal: null },
    ...(canCall ? [{ kind: 'call', safety: 'contact', target: null, refusal: null } as const] : []),
    ...ends.filter(({ side }) => side !== 'outside').map((end) => isolation(end, targets.get(end)!)),
    ...(subject.user === undefined || subject.user === '' ? [] : [accountDeed(plant, isOt, subject.user)]),
    ...conduitsBetween(plant, ends).map((id) => judged('close-conduit', 'conduit-contain', id)),
    ...controllers.map(({ asset, text }) => judged('act-on-controller', 'ot-touch', asset?.id ?? text)),
    ...safety.map(({ asset, text }) => judged('act-on-safety-system', 'safety-system', asset?.id ?? text)),
  ]
}

export function isSafetySystem(plant: Facts, end: FoundEnd): boolean {
  return whyNever(targetOf(plant, end)) === 'safety-system'
}

/** A function of safety makes its assets part of it, whatever they are called. */
function targetOf({ functions }: Facts, { asset, text }: FoundEnd): Target {
  const isSafety = (id: string): boolean =>
    functions.some(({ type, own }) => type === 'safety' && own.some(({ assets }) => assets.includes(id)))
  const role = asset?.role ?? null
  return { asset: asset?.id ?? text, role, tags: asset !== null && isSafety(asset.id) ? ['sis'] : [] }
}

function whyNever(target: Target) {
  const told = judgeStep({ safety: 'it-contain' }, { islandMode: null, targets: [target] })
  return told.ok || told.refusal.code !== 'playbooks.never-isolated' ? null : told.refusal.why
}

function isolation({ asset, side, text }: FoundEnd, target: Target): Deed {
  const named = { kind: 'isolate', target: asset?.id ?? text } as const
  const never = judgeStep({ safety: 'it-contain' }, { islandMode: null, targets: [target] })
  if (!never.ok) return { ...named, safety: 'it-contain', refusal: never.refusal }
  if (side === 'unknown') return { ...named, safety: 'it-contain', refusal: { code: 'triage.unknown-host' } }
  return side === 'it' ? { ...named, safety: 'it-contain', refusal: null } : judged('isolate', 'ot-touch', named.target)
}

/** An account that opens something of OT, or under which something runs, is OT's to block. */
function accountDeed({ accounts }: Facts, isOt: (asset: string) => boolean, user: string): Deed {
  const name = user.split(/[\\/]/).at(-1)!.split('@', 1)[0]!.trim().toLowerCase()
  const named = { kind: 'block-account', target: user } as const
  const own = accounts.filter((one) => one.name.toLowerCase() === name)
  if (own.length === 0 && accounts.length > 0)
    return { ...named, safety: 'it-contain', refusal: { code: 'triage.unknown-account' } }
  const isOfOt = own.some(({ kind, systems }) => kind === 'service' || systems.some(isOt))
  return isOfOt ? judged('block-account', 'ot-touch', user) : { ...named, safety: 'it-contain', refusal: null }
}

function conduitsBetween({ conduits }: Facts, ends: readonly FoundEnd[]): readonly string[] {
  const zones = [...new Set(ends.flatMap(({ zone }) => (zone === null ? [] : [zone.id])))]
  return conduits
    .filter(({ zoneA, zoneB }) => zoneA !== zoneB && zones.includes(zoneA) && zones.includes(zoneB))
    .map(({ id }) => id)
}

function judged(kind: DeedKind, safety: SafetyClass, target: string): Deed {
  const told = judgeStep({ safety }, { islandMode: null, targets: [] })
  return { kind, safety, target, refusal: told.ok ? null : told.refusal }
}
