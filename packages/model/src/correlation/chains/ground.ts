// What a cell knows of the ends of a wire when it makes signals of packets.
import type { SiteKey } from '@penstock/model/kernel'

export interface ObservedGround {
  readonly site: SiteKey
  /** What else an address is called: its asset, as the plant knows it. */
  readonly namesOf: (address: string) => readonly string[]
  /** Where the key switch of a device stood last, before the batch; null when it told nothing. */
  readonly keyOf?: (address: string) => string | null
}

export function thing(address: string, namesOf: ObservedGround['namesOf']): readonly string[] {
  return [address, ...namesOf(address).filter((name) => name !== address)].slice(0, 10)
}
