// Hosts of an endpoint product's export where there is no plant yet: who works in the control networks, who stands in one and in another network
// at once, and who is neither, by nothing but the networks that somebody named as OT. What a plant file says later is more, and takes its place.
import { compareTexts } from '@penstock/model/kernel'
import { isInSubnet, parseIp, parseSubnet } from '@penstock/model/plant'
import type { EdrHost } from './edr-scope.ts'
import { type EdrTag, isOwn } from './edr-tag.ts'

/** A network that somebody says is OT. */
export interface OtNetwork {
  readonly name: string
  readonly subnet: string
}

export interface TaggedHost {
  readonly host: EdrHost
  readonly tag: EdrTag
  /** Names of the control networks that it has an address in. */
  readonly networks: readonly string[]
  /** `protected`: detect only; isolating or stopping anything on it needs an authorisation of OT. */
  readonly group: 'protected' | 'standard'
}

/** Hosts in the order of the export; a network that is none is passed over. */
export function tagHosts(hosts: readonly EdrHost[], networks: readonly OtNetwork[]): readonly TaggedHost[] {
  const known = networks.flatMap(({ name, subnet }) => {
    const parsed = parseSubnet(subnet)
    return parsed === null ? [] : [{ name, subnet: parsed }]
  })
  return hosts.map((host) => {
    const places = host.ips.flatMap((text) => {
      const ip = parseIp(text)
      return ip === null || isOwn(text) ? [] : [known.find(({ subnet }) => isInSubnet(ip, subnet))?.name ?? null]
    })
    const inside = [...new Set(places.filter((name) => name !== null))].sort(compareTexts)
    const tag = tagOf(places.length, inside.length, places.includes(null))
    return { host, tag, networks: inside, group: tag === 'outside' ? 'standard' : 'protected' }
  })
}

function tagOf(places: number, inside: number, isAlsoOutside: boolean): EdrTag {
  if (places === 0) return 'unknown'
  if (inside === 0) return 'outside'
  return isAlsoOutside ? 'bridges' : 'ot'
}

/** Where the hosts stand, most of them first, so that somebody can say which of it is OT: networks of 256 addresses, and of a /64. */
export function networksOf(hosts: readonly EdrHost[]): readonly { readonly subnet: string; readonly hosts: number }[] {
  const counts = new Map<string, number>()
  for (const { ips } of hosts)
    for (const subnet of new Set(ips.flatMap((text) => (isOwn(text) ? [] : (around(text) ?? []))))) {
      counts.set(subnet, (counts.get(subnet) ?? 0) + 1)
    }
  return [...counts]
    .map(([subnet, count]) => ({ subnet, hosts: count }))
    .sort((a, b) => b.hosts - a.hosts || compareTexts(a.subnet, b.subnet))
}

function around(text: string): string | null {
  const ip = parseIp(text)
  if (ip === null) return null
  if (ip.bits === 128) {
    const groups = [112n, 96n, 80n, 64n].map((shift) => ((ip.value >> shift) & 0xffffn).toString(16))
    return `${groups.join(':').replace(/(:0)+$/, '')}::/64`
  }
  const bytes = [24n, 16n, 8n].map((shift) => (ip.value >> shift) & 255n)
  return `${bytes.join('.')}.0/24`
}

/** The scenario whose playbook comes first: over a host that bridges, or of an infection that reaches the hosts of the control network. */
export function firstScenario(hosts: readonly Pick<TaggedHost, 'tag'>[]): 'XD-01' | 'XD-10' {
  return hosts.some(({ tag }) => tag === 'bridges') ? 'XD-01' : 'XD-10'
}
