// Observed conversations as sessions of the register: which of its entries each may belong to, and what of it the register does not know.
// What happens behind the last host of a way cannot be told from that host's own work, and is not taken for anybody's session.
import { compareTexts, type EpochMicros } from '@penstock/model/kernel'
import { interfacesOf, ipKey, isOutsideZone, macKey, type PlantFile } from '@penstock/model/plant'
import { type JudgedConversation, judgeConversation, type ZoneModel, zoneModelOf } from '@penstock/model/zones'
import { type RegisterEntry, registerOf } from './register.ts'

export interface SeenConversation
  extends Pick<JudgedConversation, 'client' | 'server' | 'protocol' | 'portGuess' | 'transport' | 'serverPort'> {
  /** As the record names it. */
  readonly id: string
  readonly isAnswered: boolean
  readonly firstAt: EpochMicros
  readonly lastAt: EpochMicros
  /** Further instants at which it was seen. */
  readonly moments?: readonly EpochMicros[]
}

export type DriftKind = 'new-source' | 'new-tool' | 'new-target' | 'outside-hours' | 'after-end' | 'unregistered'

export interface AccessSession {
  readonly conversation: string
  /** Ids of the entries that it may belong to: one where source and protocol, or another session at that time, decide. */
  readonly access: readonly string[]
  /** Through the entrance, or on from one of its gates. */
  readonly part: 'entrance' | 'inside'
  /** Ids of assets, or addresses as they were on the wire. */
  readonly client: string
  readonly server: string
  readonly protocol: string | null
  /** When it was seen, in order. */
  readonly moments: readonly EpochMicros[]
  readonly drift: readonly DriftKind[]
}

/** Programs by which a person or a tunnel comes in, by the vocabulary of plant files. */
const REMOTE = /^(openvpn|ipsec|ike|wireguard|l2tp|pptp|sslvpn|rdp|vnc|ssh|telnet|teamviewer|anydesk|radmin|splashtop)$/
/** How far a step inside may lie from the session at the entrance that it belongs to. */
const BESIDE_MICROS = 600_000_000

export interface Sessions {
  readonly register: readonly RegisterEntry[]
  /** The latest first. */
  readonly sessions: readonly AccessSession[]
  /** Calls at an entrance that nobody answered. */
  readonly unanswered: number
}

export function sessionsOf(plant: PlantFile, conversations: readonly SeenConversation[]): Sessions {
  const register = registerOf(plant)
  const ground = new Ground(plant, register)
  let unanswered = 0
  const placed = conversations.flatMap((one) => {
    const found = ground.place(one)
    if (found === null) return []
    if (!one.isAnswered) {
      unanswered += 1
      return []
    }
    return [found]
  })
  const entrances = placed.filter(({ part }) => part === 'entrance')
  const sessions = placed
    .map((one) => (one.part === 'inside' ? { ...one, access: besides(one, entrances) } : one))
    .map((one) => ({ ...one, drift: [...one.drift, ...timesOf(register, one)] }))
  return {
    register,
    sessions: sessions.toSorted(
      (a, b) => b.moments.at(-1)! - a.moments.at(-1)! || compareTexts(a.conversation, b.conversation),
    ),
    unanswered,
  }
}

/** Addresses at which sessions show: of gates, entrances, and of targets behind a firewall that is one. What has neither end here is none. */
export function watchedAddresses(plant: PlantFile): ReadonlySet<string> {
  const watched = new Set(plant.remoteAccess.flatMap(({ path, targets }) => [...path.slice(1), ...targets]))
  const cards = plant.assets.filter(({ id }) => watched.has(id)).flatMap((asset) => interfacesOf(asset))
  return new Set(cards.flatMap(({ ip, mac }) => [ipKey(ip ?? ''), macKey(mac ?? '')]).filter((key) => key !== null))
}

export function isWatched(
  watched: ReadonlySet<string>,
  { client, server }: Pick<SeenConversation, 'client' | 'server'>,
): boolean {
  return [client, server].some(
    ({ ip, mac }) => watched.has(ipKey(ip ?? '') ?? '') || watched.has(macKey(mac ?? '') ?? ''),
  )
}

/** Several vendors use one jump host: whose step it was is told by who was at the entrance then. */
function besides(step: AccessSession, entrances: readonly AccessSession[]): readonly string[] {
  const [from, to] = [step.moments[0]! - BESIDE_MICROS, step.moments.at(-1)! + BESIDE_MICROS]
  const there = new Set(
    entrances.filter(({ moments }) => moments[0]! <= to && moments.at(-1)! >= from).flatMap(({ access }) => access),
  )
  const meant = step.access.filter((id) => there.has(id))
  return meant.length === 0 ? step.access : meant
}

/** Hours and ends are held against a session that belongs to one entry, or breaks those of each that it may belong to. */
function timesOf(register: readonly RegisterEntry[], { access, moments }: AccessSession): readonly DriftKind[] {
  const meant = register.filter((entry) => access.includes(entry.access.id))
  if (meant.length === 0) return []
  return (['outside-hours', 'after-end'] as const).filter((kind) =>
    meant.every((entry) => moments.some((at) => breaks(entry, kind, at))),
  )
}

/** Whether an instant lies outside the hours of an entry, or after its end. */
export function breaks(
  { windows, endsAt }: RegisterEntry,
  kind: 'outside-hours' | 'after-end',
  at: EpochMicros,
): boolean {
  if (kind === 'after-end') return endsAt !== null && at >= endsAt
  return windows !== null && !windows.holds(at)
}

type Placed = AccessSession

class Ground {
  readonly #plant: PlantFile
  readonly #register: readonly RegisterEntry[]
  readonly #model: ZoneModel
  readonly #outside: ReadonlySet<string>
  readonly #industrial: ReadonlySet<string>
  readonly #flows: ReadonlySet<string>
  readonly #enforcing: ReadonlySet<string>

  constructor(plant: PlantFile, register: readonly RegisterEntry[]) {
    this.#plant = plant
    this.#register = register
    this.#model = zoneModelOf(plant, 0)
    this.#outside = new Set(plant.zones.filter(isOutsideZone).map(({ id }) => id))
    this.#industrial = new Set(this.#model.protocols.filter((one) => one.isIndustrial).map(({ id }) => id))
    this.#flows = new Set(plant.flows.map(({ src, dst }) => `${src} ${dst}`))
    this.#enforcing = new Set(
      plant.assets
        .filter(({ id, role }) => role === 'firewall' && plant.conduits.some((one) => one.enforcedBy?.includes(id)))
        .map(({ id }) => id),
    )
  }

  place(seen: SeenConversation): Placed | null {
    const judged = judgeConversation(this.#model, { ...seen, functions: [] })
    if (seen.transport === 'ethernet' || judged.rule === 'zones.link-local') return null
    const client = judged.clientAsset ?? seen.client.ip ?? seen.client.mac
    const server = judged.serverAsset ?? seen.server.ip ?? seen.server.mac
    if (client === null || server === null) return null
    const isOut = (zone: string | null, asset: string | null): boolean =>
      zone === null ? asset === null : this.#outside.has(zone)
    const ends = {
      seen,
      client,
      server,
      protocol: judged.protocol,
      isClientOut: isOut(judged.clientZone, judged.clientAsset),
      isServerOut: isOut(judged.serverZone, judged.serverAsset),
    }
    return this.#inside(ends) ?? this.#entrance(ends)
  }

  /** On from a gate to the next hop or to a target. */
  #inside(ends: Ends): Placed | null {
    const { client, server, protocol, isServerOut } = ends
    const through = this.#register.filter(({ gates }) => gates.includes(client) && !this.#enforcing.has(client))
    if (through.length === 0 || isServerOut) return null
    const isNext = ({ access: { path, targets } }: RegisterEntry): boolean =>
      path[path.indexOf(client) + 1] === server || (path.at(-1) === client && targets.includes(server))
    const meant = through.filter(isNext)
    const said = { ...partOf(ends), part: 'inside' as const }
    if (meant.length > 0) {
      const isKnown = this.#flows.has(`${client} ${server}`) || meant.some((entry) => this.#names(entry, protocol))
      return { ...said, access: idsOf(meant), drift: isKnown ? [] : ['new-tool'] }
    }
    // What a gate needs itself (names, time, logons, definitions) is nobody's session.
    if (this.#flows.has(`${client} ${server}`) || !this.#isWork(protocol)) return null
    return { ...said, access: idsOf(through), drift: ['new-target'] }
  }

  #entrance(ends: Ends): Placed | null {
    const { client, server, protocol, isClientOut, isServerOut } = ends
    if (isClientOut && isServerOut) return null
    const isTunnelOut = !isClientOut && isServerOut
    const inner = isTunnelOut ? client : server
    const outer = isTunnelOut ? ends.seen.server.ip : ends.seen.client.ip
    const outerName = isTunnelOut ? server : client
    const meant = this.#register.filter((entry) => {
      const { access } = entry
      const isOrigin = !this.#isOutside(access.path[0])
      if (isTunnelOut) return access.opensFromInside === true && entry.entry === inner
      if (isOrigin)
        return !isClientOut && entry.entry === inner && (this.#names(entry, protocol) || this.#isWork(protocol))
      return (
        isClientOut &&
        (entry.entry === inner || (this.#enforcing.has(entry.entry ?? '') && access.targets.includes(inner)))
      )
    })
    if (meant.length === 0) return null
    const said = { ...partOf(ends), part: 'entrance' as const }
    const fromSource = meant.filter(
      (entry) =>
        !entry.knowsSources || entry.access.path[0] === outerName || (outer !== null && entry.isFromSource(outer)),
    )
    const both = fromSource.filter((entry) => this.#names(entry, protocol))
    if (both.length > 0) return { ...said, access: idsOf(surest(both)), drift: [] }
    if (fromSource.length > 0) {
      const sure = surest(fromSource)
      // A router of the vendor's speaks to the world for itself, too: names, time, its maker.
      if (isTunnelOut && !this.#isWork(protocol)) return null
      return { ...said, access: idsOf(sure), drift: ['new-tool'] }
    }
    const byTool = meant.filter((entry) => this.#names(entry, protocol))
    if (byTool.length > 0) return { ...said, access: idsOf(byTool), drift: ['new-source'] }
    return isTunnelOut && !this.#isWork(protocol) ? null : { ...said, access: [], drift: ['unregistered'] }
  }

  #names({ access }: RegisterEntry, protocol: string | null): boolean {
    if (protocol === null) return false
    const names = this.#model.protocols.find(({ id }) => id === protocol)?.aliases ?? []
    return access.protocols.some((name) => name === protocol || names.includes(name))
  }

  #isWork(protocol: string | null): boolean {
    return protocol === null || REMOTE.test(protocol) || this.#industrial.has(protocol)
  }

  #isOutside(asset: string | undefined): boolean {
    const zone = this.#plant.assets.find(({ id }) => id === asset)?.zone
    return zone !== undefined && this.#outside.has(zone)
  }
}

interface Ends {
  readonly seen: SeenConversation
  readonly client: string
  readonly server: string
  readonly protocol: string | null
  readonly isClientOut: boolean
  readonly isServerOut: boolean
}

function partOf({ seen, client, server, protocol }: Ends): Omit<Placed, 'access' | 'part' | 'drift'> {
  const moments = [...new Set([seen.firstAt, ...(seen.moments ?? []), seen.lastAt])].toSorted((a, b) => a - b)
  return { conversation: seen.id, client, server, protocol: protocol ?? seen.portGuess, moments }
}

/** An entry that says where its sessions come from goes before one that does not. */
function surest(entries: readonly RegisterEntry[]): readonly RegisterEntry[] {
  const known = entries.filter(({ knowsSources }) => knowsSources)
  return known.length > 0 ? known : entries
}

function idsOf(entries: readonly RegisterEntry[]): readonly string[] {
  return entries.map(({ access }) => access.id)
}
