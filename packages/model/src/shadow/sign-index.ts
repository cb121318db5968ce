// Indicators arranged for looking up: by name, by what software calls itself, by path, port and maker prefix.
import { BehaviourIndex, type ShadowBehaviour } from './heuristics/behaviour-index.ts'
import type { Indicator, ShadowIndicators, ZoneKind } from './indicators.ts'

export interface Sign {
  readonly indicator: Indicator
  /** What of the indicator fits. */
  readonly pattern: string
  /** A path that anybody may have. */
  readonly isCommon?: boolean
}

export interface MakerGroup {
  readonly id: string
  readonly title: string
  readonly vendor: string
}

type Severities = Readonly<Record<ZoneKind, number>>

/** The category of what only a heuristic tells; H01 of the catalogue says how bad it is in a zone. */
const BEHAVIOUR = 'behaviour'
const BEHAVIOUR_SEVERITY: Severities = {
  safety: 4,
  control: 4,
  supervisory: 3,
  operations: 2,
  dmz: 2,
  enterprise: 1,
  guest: 0,
}

/** A category that makers' prefixes belong to. */
export const DEVICE_MAKER = 'device-maker'

/** One segment, or one that ends in a word of every interface: `/v1/`, `/metrics`, `/api/status`. */
const COMMON_PATH = /^\/[^/]+\/?$|\/(health|heartbeat|ready|settings|status)$/

export class SignIndex {
  private readonly exact = new Map<string, Sign[]>()
  private readonly suffixes = new Map<string, Sign[]>()
  private readonly names: { readonly form: RegExp; readonly sign: Sign }[] = []
  private readonly agents: { readonly form: RegExp; readonly sign: Sign }[] = []
  private readonly paths = new Map<string, Sign[]>()
  private readonly servers: { readonly beginning: string; readonly sign: Sign }[] = []
  private readonly makers = new Map<string, MakerGroup>()
  private readonly categories: Map<string, { readonly title: string; readonly severity: Severities }>
  private readonly byId: ReadonlyMap<string, Indicator>
  private readonly heuristics: ReadonlyMap<string, string>
  /** Words that heuristics look for. */
  readonly behaviour: BehaviourIndex

  constructor(catalogue: ShadowIndicators, behaviour: ShadowBehaviour) {
    this.categories = new Map(catalogue.categories.map(({ id, title, severity }) => [id, { title, severity }]))
    this.categories.set(BEHAVIOUR, { title: 'Behaviour and unregistered devices', severity: BEHAVIOUR_SEVERITY })
    this.heuristics = new Map(catalogue.heuristics.map(({ id, name }) => [id, name]))
    this.behaviour = new BehaviourIndex(behaviour)
    this.byId = new Map(catalogue.indicators.map((indicator) => [indicator.id, indicator]))
    for (const indicator of catalogue.indicators) this.add(indicator)
    for (const { id, title, prefixes } of catalogue.ouiGroups)
      for (const { prefix, vendor } of prefixes) this.makers.set(hexOf(prefix), { id, title, vendor })
  }

  /** Indicators of a host name, each once, the strongest pattern first. */
  ofName(name: string): { readonly sign: Sign; readonly isExact: boolean }[] {
    const lower = name.toLowerCase().replace(/\.$/, '')
    const found = [
      ...(this.exact.get(lower) ?? []).map((sign) => ({ sign, isExact: true })),
      ...this.names.filter(({ form }) => form.test(lower)).map(({ sign }) => ({ sign, isExact: true })),
    ]
    for (let at = 0; at >= 0; at = lower.indexOf('.', at) + 1 || -1)
      found.push(...(this.suffixes.get(lower.slice(at)) ?? []).map((sign) => ({ sign, isExact: false })))
    return found.filter(({ sign }, at) => found.findIndex((one) => one.sign.indicator === sign.indicator) === at)
  }

  ofAgent(text: string): Sign[] {
    return this.agents.filter(({ form }) => form.test(text)).map(({ sign }) => sign)
  }

  /** Indicators whose service has this path, or one below it. Several products answer the same one. */
  ofPath(path: string): Sign[] {
    const found = new Map<string, Sign>()
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1))
      for (const sign of this.paths.get(path.slice(0, end)) ?? []) found.set(sign.indicator.id, sign)
    return [...found.values()]
  }

  ofServer(text: string): Sign[] {
    return this.servers.filter(({ beginning }) => text.startsWith(beginning)).map(({ sign }) => sign)
  }

  hasPort(indicator: Indicator, transport: string, port: number | null): boolean {
    return port !== null && indicator.ports.some((one) => one.transport === transport && holdsPort(one, port))
  }

  /** The group of a maker's prefix, the longest first: MA-S, MA-M, MA-L. */
  ofMac(mac: string): MakerGroup | undefined {
    const hex = hexOf(mac)
    return this.makers.get(hex.slice(0, 9)) ?? this.makers.get(hex.slice(0, 7)) ?? this.makers.get(hex.slice(0, 6))
  }

  indicator(id: string): Indicator | undefined {
    return this.byId.get(id)
  }

  /** What the catalogue calls a heuristic, as the beginning of a sentence. */
  heuristicName(id: string): string {
    const name = this.heuristics.get(id) ?? id
    return name.slice(0, 1).toUpperCase() + name.slice(1)
  }

  category(id: string): string {
    return this.categories.get(id)?.title ?? id
  }

  severity(category: string, zone: ZoneKind): number {
    return this.categories.get(category)?.severity[zone] ?? 0
  }

  private add(indicator: Indicator): void {
    for (const { match, pattern } of indicator.domains) {
      const sign = { indicator, pattern }
      if (match === 'regex') this.names.push({ form: new RegExp(pattern), sign })
      else push(match === 'exact' ? this.exact : this.suffixes, pattern.toLowerCase(), sign)
    }
    for (const pattern of indicator.userAgents)
      this.agents.push({ form: new RegExp(pattern), sign: { indicator, pattern } })
    for (const marker of indicator.markers) this.addMarker(indicator, marker)
  }

  private addMarker(indicator: Indicator, marker: string): void {
    // What else the catalogue asks of an answer (`with owned_by vllm`) is not seen.
    const isMore = / with |'/.test(marker)
    if (/^paths? /.test(marker))
      for (const word of marker.split(' ').filter((one) => one.startsWith('/')))
        push(this.paths, word.replace(/\/$/, ''), {
          indicator,
          pattern: word,
          isCommon: isMore || COMMON_PATH.test(word),
        })
    const server = /^Server: (\S+)$/.exec(marker)?.[1]
    if (server !== undefined) this.servers.push({ beginning: server, sign: { indicator, pattern: server } })
  }
}

function holdsPort({ port, portRange }: Indicator['ports'][number], asked: number): boolean {
  const [first = 0, last = 0] = portRange === undefined ? [port, port] : portRange.split('-').map(Number)
  return asked >= first && asked <= last
}

function push(map: Map<string, Sign[]>, key: string, sign: Sign): void {
  map.set(key, [...(map.get(key) ?? []), sign])
}

function hexOf(mac: string): string {
  return mac.replaceAll(':', '').toUpperCase()
}
