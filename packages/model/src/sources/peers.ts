// Who may speak through a listener: addresses and subnets, each of one enrolled source. The narrowest that holds an address decides.
import { isInSubnet, parseIp, parseSubnet, type Subnet } from '@penstock/model/plant'
import { z } from 'zod'

/** An address, or a subnet such as `10.20.0.0/16`. */
const Peer = z
  .string()
  .trim()
  .max(80)
  .refine((text) => subnetOf(text) !== null, 'an address, or a subnet such as 10.20.0.0/16')

/** None stands for whoever comes. */
export const Peers = z.array(Peer).max(200)

/** What an enrolled source holds in place of a token. */
export const ListenerBinding = z.strictObject({ name: z.string(), peers: Peers })
export type ListenerBinding = z.infer<typeof ListenerBinding>

interface Bound {
  readonly peers: readonly string[]
}

/** The one whose peers hold the address most narrowly; without any, the one that takes whoever comes; null when nobody does. */
export function findPeer<Source extends Bound>(sources: readonly Source[], address: string): Source | null {
  return findNamed(sources, address) ?? sources.find(({ peers }) => peers.length === 0) ?? null
}

/** The same, without one that takes whoever comes. */
export function findNamed<Source extends Bound>(sources: readonly Source[], address: string): Source | null {
  const ip = parseIp(address)
  if (ip === null) return null
  let found: { readonly source: Source; readonly prefix: number } | null = null
  for (const source of sources)
    for (const peer of source.peers) {
      const subnet = subnetOf(peer)
      if (subnet === null || !isInSubnet(ip, subnet)) continue
      if (found === null || subnet.prefix > found.prefix) found = { source, prefix: subnet.prefix }
    }
  return found?.source ?? null
}

/** A peer that both name, or that both take whoever comes (`*`): then nobody could say whose a line is. Null when there is none. */
export function clashOf(a: Bound, b: Bound): string | null {
  if (a.peers.length === 0 && b.peers.length === 0) return '*'
  const keys = new Set(b.peers.map(keyOf))
  return a.peers.find((peer) => keys.has(keyOf(peer))) ?? null
}

function keyOf(peer: string): string {
  const subnet = subnetOf(peer)
  return subnet === null ? peer : `${subnet.bits} ${subnet.base} ${subnet.prefix}`
}

function subnetOf(text: string): Subnet | null {
  const subnet = parseSubnet(text)
  if (subnet !== null) return subnet
  const ip = parseIp(text)
  return ip === null ? null : { bits: ip.bits, prefix: ip.bits, base: ip.value }
}
