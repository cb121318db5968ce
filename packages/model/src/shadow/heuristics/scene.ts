// What a heuristic of the catalogue looks at: talks, bindings and claims of the devices that a batch speaks of, and where each stands.
import type { EpochMicros } from '@penstock/model/kernel'
import type { Claim, Proof } from '@penstock/model/observations'
import type { ZoneKind } from '../indicators.ts'
import type { SignIndex } from '../sign-index.ts'
import { type Bound, isOwnWord, type SignSeen, type Talk } from '../signs.ts'

export interface Standing {
  /** Null while nobody said in which zone it stands. */
  readonly zone: ZoneKind | null
  /** Of the world outside: no device of the plant. */
  readonly isOutside: boolean
  /** An entry of the register claims the address. */
  readonly isRegistered: boolean
}

export type Said<P extends Proof> = Pick<Claim, 'about' | 'field' | 'value' | 'protocol' | 'method'> & {
  readonly proof: P
  readonly firstAt: EpochMicros
  readonly lastAt: EpochMicros
}

export interface Seen<P extends Proof> {
  readonly conversations: readonly Talk<P>[]
  readonly bindings: readonly Bound<P>[]
  readonly claims: readonly Said<P>[]
}

export type Placed = (host: string) => Standing

export interface Scene<P extends Proof> extends Seen<P> {
  readonly index: SignIndex
  readonly standingOf: Placed
  /** IP addresses that the device of a MAC address said are its own, in order. */
  readonly ipsOf: (mac: string) => readonly string[]
  /** The MAC address that said so of an IP address, one of the register before others. */
  readonly macOf: (ip: string) => string | null
}

export type Trait<P extends Proof> = Omit<SignSeen<P>, 'indicator' | 'name' | 'category'> & {
  /** Added to the name that the catalogue gives, such as a maker. */
  readonly of?: string
}

export interface Heuristic {
  /** Id in the catalogue. */
  readonly id: string
  /** Category of the catalogue by whose severities it counts. */
  readonly category: string
  /** How much one trait says, as the strengths of signs. */
  readonly strength: number
  readonly zones: ReadonlySet<ZoneKind>
  /** Whose entry in the register answers the question: the device's, its peer's, nobody's. */
  readonly answeredBy: 'device' | 'peer' | 'nobody'
  readonly find: <P extends Proof>(scene: Scene<P>) => Iterable<Trait<P>>
}

export const OT_ZONES: ReadonlySet<ZoneKind> = new Set<ZoneKind>(['safety', 'control', 'supervisory', 'operations'])

export function sceneOf<P extends Proof>(index: SignIndex, seen: Seen<P>, standingOf: Placed): Scene<P> {
  const own = seen.bindings.filter(({ ip, ground }) => ip !== null && isOwnWord(ground))
  const ips = Map.groupBy(own, ({ mac }) => mac)
  const macs = Map.groupBy(own, ({ ip }) => ip)
  return {
    ...seen,
    index,
    standingOf,
    ipsOf: (mac) => [...new Set((ips.get(mac) ?? []).flatMap(({ ip }) => ip ?? []))].sort(),
    macOf: (ip) => {
      const said = [...new Set((macs.get(ip) ?? []).map(({ mac }) => mac))].sort()
      return said.find((mac) => standingOf(mac).isRegistered) ?? said[0] ?? null
    },
  }
}

/** By what a device that something was said about is called, with its MAC address: by each of its IP addresses where it has any. */
export function hostsOf<P extends Proof>(
  { about }: Pick<Said<P>, 'about'>,
  { ipsOf, macOf }: Scene<P>,
): readonly { readonly host: string; readonly mac: string | null }[] {
  const { ip, mac } = about
  if (ip !== null) return [{ host: ip, mac: mac ?? macOf(ip) }]
  if (mac === null) return []
  const ips = ipsOf(mac)
  return ips.length === 0 ? [{ host: mac, mac }] : ips.map((host) => ({ host, mac }))
}
