// Turns a draft into an asset: its key, its interfaces, what its fields say, and what it is likely for.
import { compareTexts, micros, type SiteKey } from '@penstock/model/kernel'
import { classOfIp, classOfMac, ZERO_MAC } from './addresses.ts'
import { type Anchor, ipAnchor, keyOfAnchor } from './anchor.ts'
import type { Asset, FieldState, KeptFields } from './asset.ts'
import { interfacesOf } from './asset-interfaces.ts'
import type { Components } from './components.ts'
import type { AssetOwner, DeclaredAsset } from './declared.ts'
import type { Draft } from './drafts.ts'
import type { Holdings } from './endpoint.ts'
import { NOTHING_SAID } from './field-states.ts'
import { type InferredRole, inferRole, levelOfRole } from './infer-role.ts'
import { isPart } from './module-path.ts'
import type { Presences } from './presence.ts'
import { GROUND, type Sightings } from './sightings.ts'
import { protocolsOf } from './talk.ts'

/** What the whole resolution knows that one asset is made from. */
export interface AssemblyContext {
  readonly site: SiteKey
  readonly sightings: Sightings
  readonly holdings: Holdings
  readonly presences: Presences
  readonly components: Components
}

export function assembleAsset(draft: Draft, context: AssemblyContext): Asset {
  const { sightings, components } = context
  const root = components.rootOf(draft.anchors[0]!)
  const macs = valuesOf(draft.anchors, 'mac:')
  const ips = addressesOf(draft.anchors, macs, sightings)
  const isShared = macs.length > 0 && macs.every((mac) => classOfMac(mac) === 'shared')
  // Of several registers the one said last comes first; what it leaves open the others fill.
  const entries = [...draft.declared].sort((a, b) => b.declaredAt - a.declaredAt || compareTexts(a.id, b.id))
  const entry = entries[0] ?? null
  const forwardedIps = countForwarded(macs, root, context)
  sayRole(draft, forwardedIps, isShared)
  sayPlace(draft, context.presences)
  const fields = draft.notes.states()
  const kept = draft.notes.keptStates()
  const level = fields.purdueLevel.value === null ? null : Number(fields.purdueLevel.value)
  const declaredLines = draft.declared.flatMap((asset) => asset.interfaces)
  return {
    key: keyOfAnchor(context.site, mainAnchor(draft.anchors, context.presences)),
    site: context.site,
    kind: isShared ? 'shared-address' : isModule(draft.anchors) ? 'module' : 'device',
    status: draft.heard === null ? 'declared' : entry === null ? 'observed' : 'confirmed',
    declaredId: draft.declared.map((asset) => asset.id).sort(compareTexts)[0] ?? null,
    anchors: [...draft.anchors].sort(compareTexts),
    macs: hasLoopbackFrames(draft.anchors, sightings) ? [ZERO_MAC, ...macs] : macs,
    ips,
    contestedIps: contestedIps(draft, macs, ips, context),
    names: [...new Set(fields.name.said.flatMap((said) => said.value ?? []))],
    interfaces: interfacesOf(macs, ips, lowerCase(declaredLines), sightings, (mac, ip) =>
      isHeldBy(mac, ip, root, context),
    ),
    fields,
    kept,
    role: fields.role.value,
    purdueLevel: level === null || Number.isNaN(level) ? null : level,
    protocols: protocolsOf(draft.talk),
    forwardedIps,
    zone: kept.zone?.value ?? null,
    domain: entries.find(({ domain }) => domain !== null)?.domain ?? null,
    functions: functionsOf(kept.function ?? NOTHING_SAID),
    owner: ownerOf(kept, entries),
    declared: entry === null ? null : { source: entry.source, at: entry.declaredAt },
    version: draft.decisions.size,
    firstAt: draft.heard?.firstAt ?? null,
    lastAt: draft.heard?.lastAt ?? null,
    proof: draft.heard?.proof ?? null,
  }
}

/** It has no interface of its own, whatever a register calls it. */
function isModule(anchors: readonly Anchor[]): boolean {
  return (
    anchors.some((anchor) => anchor.startsWith('module:')) &&
    anchors.every((anchor) => anchor.startsWith('module:') || anchor.startsWith('declared:'))
  )
}

/** A person's word is the one function; registers may name several. */
function functionsOf({ value, basis, said }: FieldState): string[] {
  if (basis === 'confirmed') return value === null ? [] : [value]
  return [...new Set(said.flatMap((one) => one.value ?? []))].sort(compareTexts)
}

/** Who answers for it, and when that was last said: by a person, else by the register entry that names the owner. */
function ownerOf(
  { owner = NOTHING_SAID, team = NOTHING_SAID }: KeptFields,
  entries: readonly DeclaredAsset[],
): AssetOwner | null {
  if (owner.value === null && team.value === null) return null
  const words = [owner, team].flatMap(({ value, said: [chosen] }) =>
    value !== null && chosen?.basis === 'confirmed' ? chosen.lastAt : [],
  )
  const declared = entries.find((entry) => entry.owner !== null)?.owner?.confirmedAt ?? null
  const confirmedAt = words.length === 0 ? declared : micros(Math.max(...words))
  return { group: team.value, person: owner.value, confirmedAt }
}

/** The register's id, else the burnt-in MAC that was heard first, else another MAC, else the IP that was heard first. */
function mainAnchor(anchors: readonly Anchor[], presences: Presences): Anchor {
  const rank = (anchor: Anchor) => {
    if (anchor.startsWith('declared:')) return 0
    if (anchor.startsWith('module:')) return 6
    if (anchor.startsWith('ip:')) return 5
    if (!presences.heard.has(anchor)) return 4
    const kind = classOfMac(anchor.slice(4))
    return kind === 'universal' || kind === 'virtual' ? 1 : kind === 'local' ? 2 : 3
  }
  const firstAt = (anchor: Anchor) => presences.heard.get(anchor)?.firstAt ?? Number.MAX_SAFE_INTEGER
  return [...anchors].sort((a, b) => rank(a) - rank(b) || firstAt(a) - firstAt(b) || compareTexts(a, b))[0]!
}

function sayRole(draft: Draft, forwardedIps: number, isShared: boolean): void {
  const { notes, talk, heard } = draft
  if (heard === null) {
    sayLevelOfRole(draft, null)
    return
  }
  const texts = (['model', 'orderNumber', 'description'] as const).flatMap((field) => notes.texts(field))
  const inferred = inferRole({
    serves: talk.serves,
    calls: talk.calls,
    publishes: talk.publishes,
    controllers: talk.controllers.size,
    controlKinds: talk.controlKinds,
    makers: notes.texts('vendor').map((text) => text.toLowerCase()),
    texts: texts.map((text) => text.toLowerCase()),
    names: notes.texts('name').map((text) => text.toLowerCase()),
    forwardedIps,
    isShared,
    isPart: draft.anchors.some((anchor) => anchor.startsWith('module:') && isPart(anchor)),
  })
  if (inferred !== null) say(draft, 'role', inferred.role, inferred.rule, inferred.reason)
  sayLevelOfRole(draft, inferred)
}

/** A module that nobody names is called by its place. */
function sayPlace(draft: Draft, { modules }: Presences): void {
  if (!isModule(draft.anchors)) return
  const place = draft.anchors.map((anchor) => modules.get(anchor)).find((found) => found !== undefined)
  if (place === undefined) return
  const [address = ''] = place.base.slice(place.base.indexOf(':') + 1).split('%')
  say(draft, 'name', `${address} ${place.path}`, 'module.place', 'the place at which its gateway was asked')
}

/** The level follows the role that is shown; a level that a person or a device named still outranks it. */
function sayLevelOfRole(draft: Draft, inferred: InferredRole | null): void {
  const role = draft.notes.state('role')
  if (role.value === null) return
  const isFromRule = inferred !== null && role.basis === 'inferred' && role.said[0]!.method === inferred.rule
  const level = isFromRule ? inferred.purdueLevel : levelOfRole(role.value)
  if (level === null) return
  say(draft, 'purdueLevel', String(level), isFromRule ? inferred.rule : 'role.level', `role ${role.value}`)
}

function say(draft: Draft, field: 'name' | 'role' | 'purdueLevel', value: string, rule: string, reason: string): void {
  const { heard, told, declared } = draft
  const at = heard ?? told ?? { firstAt: declared[0]!.declaredAt, lastAt: declared[0]!.declaredAt, proof: null }
  draft.notes.say(field, {
    value,
    protocol: null,
    method: rule,
    basis: 'inferred',
    source: 'rule',
    proof: at.proof,
    firstAt: at.firstAt,
    lastAt: at.lastAt,
    reason,
  })
}

function addressesOf(anchors: readonly Anchor[], macs: readonly string[], sightings: Sightings): string[] {
  const ips = new Set(valuesOf(anchors, 'ip:'))
  for (const mac of macs) {
    for (const { ip, grounds } of sightings.macs.get(mac)?.sightings.values() ?? []) {
      if (classOfIp(ip) === 'link-local' && (grounds & (GROUND.frame | GROUND.own)) !== 0) ips.add(ip)
    }
  }
  return [...ips].sort(compareTexts)
}

/** Addresses that a MAC of this device also spoke with, or that the register gives it, and that another asset holds. */
function contestedIps(
  draft: Draft,
  macs: readonly string[],
  ips: readonly string[],
  { holdings, sightings }: AssemblyContext,
): string[] {
  const contested = new Set<string>()
  for (const mac of macs) {
    for (const ip of sightings.macs.get(mac)?.sightings.keys() ?? []) {
      if (holdings.get(ip)?.others.get(mac)?.kind === 'rival') contested.add(ip)
    }
  }
  for (const { ip } of lowerCase(draft.declared.flatMap((asset) => asset.interfaces))) {
    if (ip !== null && classOfIp(ip) === 'unicast') contested.add(ip)
  }
  for (const ip of ips) contested.delete(ip)
  return [...contested].sort(compareTexts)
}

function countForwarded(macs: readonly string[], root: Anchor, context: AssemblyContext): number {
  const foreign = new Set<string>()
  for (const mac of macs) {
    for (const { ip, grounds } of context.sightings.macs.get(mac)?.sightings.values() ?? []) {
      if ((grounds & GROUND.frame) !== 0 && !isHeldBy(mac, ip, root, context)) foreign.add(ip)
    }
  }
  return foreign.size
}

/** True when the IP that this MAC was seen with is on the device of `root`. */
function isHeldBy(mac: string, ip: string, root: Anchor, { components, holdings }: AssemblyContext): boolean {
  if (classOfIp(ip) === 'link-local') return true
  const other = holdings.get(ip)?.others.get(mac)
  if (other?.kind === 'rival') return false
  const anchor = other === undefined ? ipAnchor(ip) : ipAnchor(ip, mac)
  return components.has(anchor) && components.rootOf(anchor) === root
}

/** The all-zero MAC is shown with the device only where it stood for one address: it names nobody. */
function hasLoopbackFrames(anchors: readonly Anchor[], { loopbackFrames }: Sightings): boolean {
  const [anchor] = loopbackFrames
  return loopbackFrames.size === 1 && anchor !== undefined && anchors.includes(anchor)
}

function valuesOf(anchors: readonly Anchor[], prefix: 'mac:' | 'ip:'): string[] {
  const values = anchors.filter((anchor) => anchor.startsWith(prefix)).map((anchor) => anchor.slice(prefix.length))
  return [...new Set(values.map((value) => value.split('%')[0]!))].sort(compareTexts)
}

function lowerCase<Line extends { readonly mac: string | null; readonly ip: string | null }>(
  lines: readonly Line[],
): Line[] {
  return lines.map((line) => ({ ...line, mac: line.mac?.toLowerCase() ?? null, ip: line.ip?.toLowerCase() ?? null }))
}
