// Made-up estates for the tests of identity resolution: devices whose true interfaces are known, and the facts that a
// sensor beside them would report. Everything follows from the arguments.

import type { Asset, AssetResolution, DeclaredAsset, FactSource, SiteFacts } from '@penstock/model/assets'
import { micros, SiteKey } from '@penstock/model/kernel'
import type { Binding, Claim, ConversationSeen, Proof } from '@penstock/model/observations'

export const SITE = SiteKey.parse('north')

let frames = 0

/** A proof with a frame number of its own, unless one is given. */
export function proofAt(at: number, frame = ++frames): Proof {
  return { file: 0, frame, at: micros(at), offset: frame * 100, length: 60 }
}

export function bind(
  mac: string,
  ip: string | null,
  ground: Binding['ground'],
  options: { at?: number; lastAt?: number; vlan?: number; protocol?: string } = {},
): Binding {
  const at = options.at ?? 1000
  return {
    mac,
    ip,
    vlan: options.vlan ?? null,
    ground,
    protocol: options.protocol ?? (ground.startsWith('arp') ? 'arp' : 'ip'),
    packets: 3,
    firstAt: micros(at),
    lastAt: micros(options.lastAt ?? at + 500),
    proof: proofAt(at),
  }
}

export function claim(
  about: { mac?: string; ip?: string },
  field: Claim['field'],
  value: string,
  options: { protocol?: string; method?: string; basis?: Claim['basis']; at?: number } = {},
): Claim {
  return {
    about: { mac: about.mac ?? null, ip: about.ip ?? null },
    field,
    value,
    protocol: options.protocol ?? 'cip',
    method: options.method ?? 'list-identity',
    basis: options.basis ?? 'observed',
    proof: proofAt(options.at ?? 1200),
  }
}

export function talk(
  client: { mac?: string; ip?: string },
  server: { mac?: string; ip?: string },
  protocol: string | null,
  options: Partial<ConversationSeen> = {},
): ConversationSeen {
  return {
    client: { mac: client.mac ?? null, ip: client.ip ?? null },
    server: { mac: server.mac ?? null, ip: server.ip ?? null },
    protocol,
    portGuess: null,
    transport: 'tcp',
    serverPort: 502,
    sidesFrom: 'content',
    isAnswered: true,
    vlans: [],
    packets: 10,
    bytes: 1000,
    firstAt: micros(1000),
    lastAt: micros(2000),
    functions: [],
    proof: proofAt(1000),
    ...options,
  }
}

export function source(facts: Partial<FactSource>): FactSource {
  return { id: 'capture-1', segment: null, bindings: [], claims: [], conversations: [], ...facts }
}

export function site(facts: Partial<SiteFacts>): SiteFacts {
  return { site: SITE, sources: [], declared: [], decisions: [], ...facts }
}

export function declare(
  id: string,
  interfaces: readonly { mac?: string; ip?: string; zone?: string }[],
  entry: Partial<DeclaredAsset> = {},
): DeclaredAsset {
  return {
    id,
    interfaces: interfaces.map(({ mac, ip, zone }) => ({ mac: mac ?? null, ip: ip ?? null, zone: zone ?? null })),
    fields: {},
    zone: null,
    domain: null,
    owner: null,
    functions: [],
    source: 'plant.json',
    declaredAt: micros(0),
    ...entry,
  }
}

/** Each asset as its sorted addresses, such as `00:1b:… 10.0.0.1`. */
export function devices({ assets }: AssetResolution): string[] {
  return assets.map((asset) => [...asset.macs, ...asset.ips].join(' ')).sort()
}

export function keptApart({ decisions }: AssetResolution): string[] {
  return decisions.flatMap((decision) => (decision.verdict === 'kept-apart' ? [decision.rule] : []))
}

export function merged({ decisions }: AssetResolution): string[] {
  return decisions.flatMap((decision) => (decision.verdict === 'merged' ? [decision.rule] : []))
}

export function only(assets: readonly Asset[], anchor: string): Asset {
  const found = assets.filter((asset) => asset.anchors.includes(anchor))
  if (found.length !== 1) throw new Error(`${anchor} is on ${found.length} assets`)
  return found[0]!
}
