// Conduits for traffic that was seen between zones and that nothing allows: as narrow as what was seen, and never for what the principles
// of the partition rule out (IEC 62443-3-2 ZCR 3; IEC 62443-3-3 SR 5.2, SR 7.7; IEC 61511-1 cl. 11.2).
import { compareTexts } from '@penstock/model/kernel'
import { findProtocolThreat } from '@penstock/model/paths'
import type { PlantConduit, PlantFile } from '@penstock/model/plant'
import { type Judgement, judgeConversation, type ZoneModel, zoneModelOf } from '@penstock/model/zones'
import { levelDistance, type PlantView, zoneOf } from '../checks/plant-view.ts'
import { ringOf } from '../rings/ring-of.ts'
import { drawConduit } from './apply-proposal.ts'
import type { ConduitDraft, DeniedService, LeftOutBecause, SeenConversation, StoppedTraffic } from './proposal.ts'

export interface DraftedConduits {
  readonly drafts: readonly ConduitDraft[]
  readonly stopped: readonly StoppedTraffic[]
}

interface Service {
  readonly client: string
  readonly server: string
  readonly clientAsset: string | null
  readonly serverAsset: string | null
  readonly clientZone: string
  readonly serverZone: string
  readonly protocol: string
  readonly seen: SeenConversation[]
  because: LeftOutBecause | null
}

/** `view` is of the plant with every proposed zone drawn; `drawn` says by which proposal a zone is. */
export function draftConduits(
  view: PlantView,
  seen: readonly SeenConversation[],
  drawn: ReadonlyMap<string, string>,
): DraftedConduits {
  const services = servicesOf(view, seen)
  const pairs = Map.groupBy(services, ({ clientZone, serverZone }) =>
    JSON.stringify([clientZone, serverZone].sort(compareTexts)),
  )
  const taken = new Set(view.plant.conduits.map(({ id }) => id))
  const drafts: ConduitDraft[] = []
  const stopped: StoppedTraffic[] = []
  for (const [key, group] of [...pairs].sort(([a], [b]) => compareTexts(a, b))) {
    const zones = JSON.parse(key) as [string, string]
    const made = draftsOfPair(view, zones, group, taken, drawn)
    drafts.push(...made)
    if (made.length === 0) stopped.push({ zones, denies: deniedOf(group) })
  }
  return { drafts, stopped }
}

/** What was seen between zones and is not allowed, one for each pair of ends and protocol. */
function servicesOf(view: PlantView, seen: readonly SeenConversation[]): readonly Service[] {
  const services = new Map<string, Service>()
  for (const conversation of seen) {
    const judgement = judgeConversation(view.model, conversation)
    const { verdict, rule, clientZone, serverZone, clientAsset, serverAsset } = judgement
    if (clientZone === null || serverZone === null || clientZone === serverZone) continue
    if (verdict === 'allowed' || (verdict === 'unknown' && rule !== 'zones.protocol-unknown')) continue
    const client = clientAsset ?? conversation.client.ip ?? conversation.client.mac ?? 'unknown'
    const server = serverAsset ?? conversation.server.ip ?? conversation.server.mac ?? 'unknown'
    const protocol = judgement.protocol ?? portText(conversation)
    const key = JSON.stringify([client, server, protocol])
    const because = leftOutBecause(view, conversation, judgement)
    const known = services.get(key)
    if (known === undefined) {
      const ends = { client, server, clientAsset, serverAsset, clientZone, serverZone }
      services.set(key, { ...ends, protocol, seen: [conversation], because })
      continue
    }
    known.seen.push(conversation)
    // One answer shows that it works; anything else that rules it out stays.
    if (known.because === 'unanswered') known.because = because
    else if (because !== 'unanswered') known.because ??= because
  }
  return [...services.values()].sort((a, b) => compareTexts(textOf(a), textOf(b)))
}

function portText({ transport, serverPort }: SeenConversation): string {
  return serverPort === null ? transport : `${transport}/${serverPort}`
}

function textOf({ client, server, protocol }: Service): string {
  return `${client} ${server} ${protocol}`
}

/** Protocols that do nothing but engineering. */
const ENGINEERING: ReadonlySet<string> = new Set(['tristation', 'codesys'])
const CHANGES: ReadonlySet<string> = new Set(['write', 'control', 'program'])

function leftOutBecause(
  view: PlantView,
  { isAnswered, transport, kinds, functions }: SeenConversation,
  { rule, protocol, clientZone, serverZone, clientAsset, serverAsset }: Judgement,
): LeftOutBecause | null {
  const [from, to] = [view.levelOf(clientZone ?? ''), view.levelOf(serverZone ?? '')]
  const rings = [ringOf(from), ringOf(to)]
  const isOf = (names: readonly string[]): boolean => rings.some((ring) => ring !== null && names.includes(ring))
  if (isOf(['outside', 'corporate']) && isOf(['supervisory', 'control'])) return 'past-dmz'
  if (levelDistance(from, to) >= 2) return 'level-jump'
  const name = protocol ?? ''
  const codes = findProtocolThreat(name)?.codes.logic ?? []
  const isProgramming =
    ENGINEERING.has(name) ||
    kinds.includes('program') ||
    functions.some(({ code }) => /^\d+$/.test(code) && codes.includes(Number(code)))
  const isChanging = isProgramming || kinds.some((kind) => CHANGES.has(kind))
  if (view.isSafetyZone(serverZone ?? '') && !view.isSafety(clientAsset ?? '')) {
    if (isChanging) return 'writes-safety'
    if (rings[0] !== 'control') return 'reaches-safety'
  }
  const role = view.index.assetById.get(clientAsset ?? '')?.role ?? ''
  if (isProgramming && !/engineering/.test(role)) return 'engineering'
  if (rule === 'zones.function-limit') return 'function-limit'
  const isStranger = (asset: string | null, zone: string | null): boolean =>
    asset === null && !view.isOutside(zone ?? '')
  if (isStranger(clientAsset, clientZone) || isStranger(serverAsset, serverZone)) return 'unregistered'
  if (rule === 'zones.protocol-unknown' || protocol === null) return 'no-name'
  return transport === 'tcp' && !isAnswered ? 'unanswered' : null
}

function draftsOfPair(
  view: PlantView,
  zones: readonly [string, string],
  group: readonly Service[],
  taken: Set<string>,
  drawn: ReadonlyMap<string, string>,
): readonly ConduitDraft[] {
  const parts = narrowEnough(view, group)
  const denies = deniedOf(group)
  return parts.map((services, at): ConduitDraft => {
    const name = parts.length === 1 ? '' : ` ${[...new Set(services.map(({ server }) => server))].join(' ')}`
    const joining = view.index.conduitsBetween(zones[0], zones[1])
    const documented = joining.find(({ status }) => status !== 'undocumented')
    const surveyed = at > 0 ? undefined : joining.find(({ status }) => status === 'undocumented')
    const conduit = { ...conduitOf(view, services), id: surveyed?.id ?? freeId(zones, taken) }
    return {
      kind: 'conduit',
      key: `conduit ${zones.join(' ')}${name}`,
      before: surveyed?.id ?? null,
      beside: documented?.id ?? null,
      conduit,
      allows: services.map(({ client, server, protocol, seen }) => ({ client, server, protocol, refs: refsOf(seen) })),
      denies: at === 0 ? denies : [],
      needs: zones.flatMap((zone) => drawn.get(zone) ?? []),
      facts: [
        ...services.map((one) => `${textOf(one)} allowed`),
        ...(at === 0 ? denies : []).map((one) => `${one.client} ${one.server} ${one.protocol} ${one.because}`),
      ].sort(compareTexts),
    }
  })
}

function deniedOf(group: readonly Service[]): readonly DeniedService[] {
  return group.flatMap(({ client, server, protocol, seen, because }) =>
    because === null ? [] : [{ client, server, protocol, refs: refsOf(seen), because }],
  )
}

function refsOf(seen: readonly SeenConversation[]): readonly string[] {
  return seen.map(({ ref }) => ref)
}

/**
 * Parts of which each is one conduit that lets nothing through that is left out: all of it, else by server, else by both ends and
 * direction. What even that would let through is left out for the same reason.
 */
function narrowEnough(view: PlantView, group: readonly Service[]): readonly (readonly Service[])[] {
  const denied = group.filter(({ because }) => because !== null)
  const steps = [() => '', ({ server }: Service) => server, (one: Service) => JSON.stringify([one.client, one.server])]
  const allowed = group.filter(({ because }) => because === null)
  if (allowed.length === 0) return []
  if (denied.length === 0) return [allowed]
  for (const step of steps) {
    const parts = [...Map.groupBy(allowed, step).values()]
    const wide = parts.flatMap((part) => passesOf(view, part, denied).map((because) => ({ part, because })))
    if (wide.length === 0) return parts
    if (step !== steps.at(-1)) continue
    for (const { part, because } of wide) for (const one of part) one.because = because
    return parts.filter((part) => wide.every((one) => one.part !== part))
  }
  return []
}

/** Why what the part would let through is left out; empty when it lets nothing of it through. */
function passesOf(view: PlantView, part: readonly Service[], denied: readonly Service[]): readonly LeftOutBecause[] {
  const conduit = { ...conduitOf(view, part), id: 'drafted' }
  const model = modelWith(view.plant, conduit)
  return denied.flatMap(({ seen, because }) =>
    because !== null && seen.some((one) => judgeConversation(model, one).verdict === 'allowed') ? [because] : [],
  )
}

/** The plant with this one conduit only: what another would allow was allowed before. */
function modelWith(plant: PlantFile, conduit: PlantConduit): ZoneModel {
  return zoneModelOf(drawConduit({ ...plant, conduits: [] }, conduit, null), 0)
}

function conduitOf(view: PlantView, services: readonly Service[]): Omit<PlantConduit, 'id'> {
  const first = services[0]!
  const zones = [first.clientZone, first.serverZone] as const
  // The side that starts more is side A.
  const forward = services.filter(({ clientZone }) => clientZone === zones[0]).length
  const [zoneA, zoneB] = forward * 2 >= services.length ? zones : ([zones[1], zones[0]] as const)
  const sideOf = (zone: string): readonly (string | null)[] =>
    services.map((one) => (one.clientZone === zone ? one.clientAsset : one.serverAsset))
  const [a, b] = [sideOf(zoneA), sideOf(zoneB)]
  const isListed = [...a, ...b].every((asset) => asset !== null)
  const targets = [zoneA, zoneB].flatMap((zone) => view.index.zoneById.get(zone)?.slTarget ?? [])
  const limits = functionLimits(services)
  return {
    zoneA,
    zoneB,
    enforcedBy: devicesBetween(view, zoneA, zoneB),
    protocols: sorted(services.map(({ protocol }) => protocol)),
    direction: services.every(({ clientZone }) => clientZone === zoneA) ? 'a-to-b' : 'both',
    status: 'as designed',
    ...(targets.length === 2 ? { slTarget: Math.min(...targets) } : {}),
    ...(isListed ? { endpoints: { a: sorted(a as string[]), b: sorted(b as string[]) } } : {}),
    ...(limits.length === 0 ? {} : { functionLimits: limits }),
  }
}

/** The codes that were seen, where every function of the protocol has a number. */
function functionLimits(services: readonly Service[]): NonNullable<PlantConduit['functionLimits']> {
  return [...Map.groupBy(services, ({ protocol }) => protocol)].flatMap(([protocol, group]) => {
    const functions = group.flatMap(({ seen }) => seen.flatMap((one) => one.functions))
    const codes = functions.map(({ code }) => (/^\d+$/.test(code) ? Number(code) : null))
    if (codes.length === 0 || codes.includes(null)) return []
    return [{ protocol, functions: [...new Set(codes as number[])].sort((x, y) => x - y) }]
  })
}

/** Firewalls with a card in both zones. */
function devicesBetween(view: PlantView, zoneA: string, zoneB: string): string[] {
  return sorted(
    view.plant.assets
      .filter(({ role }) => role === 'firewall' || role === 'router')
      .filter(({ id, interfaces }) => {
        const zones = new Set([zoneOf(view, id), ...(interfaces ?? []).map(({ zone }) => zone)])
        return zones.has(zoneA) && zones.has(zoneB)
      })
      .map(({ id }) => id),
  )
}

function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(compareTexts)
}

function freeId(zones: readonly [string, string], taken: Set<string>): string {
  const base = `C-${zones.map((zone) => zone.replace(/^Z-/, '')).join('-')}`.slice(0, 100)
  let id = base
  for (let n = 2; taken.has(id); n++) id = `${base}-${n}`
  taken.add(id)
  return id
}
