// Hosts of an endpoint product, from what its lists said: each record with its name and every address that any of its rows gives.
import { recordOf } from '@penstock/model/others'
import type { EdrHost } from './edr-scope.ts'

/** What one row of a list says of an interface; `method` names the record (`methodOfRecord`). */
export interface EdrClaim {
  readonly about: { readonly mac: string | null; readonly ip: string | null }
  readonly field: string
  readonly value: string
  readonly protocol: string
  readonly method: string
}

export interface EdrBinding {
  readonly mac: string
  readonly ip: string | null
  readonly ground: string
}

interface Gathered {
  name: string
  readonly ips: Set<string>
  readonly macs: Set<string>
}

/** Takes what lists say, in any number of parts; hosts come in the order in which they were first named. */
export class EdrHosts {
  readonly #hosts = new Map<string, Gathered>()
  readonly #ipsOfMac = new Map<string, Set<string>>()

  take(claims: Iterable<EdrClaim>, bindings: Iterable<EdrBinding>): void {
    for (const { mac, ip, ground } of bindings) {
      if (ground !== 'reported' || ip === null) continue
      this.#ipsOfMac.set(mac, (this.#ipsOfMac.get(mac) ?? new Set()).add(ip))
    }
    for (const { about, field, value, method, protocol } of claims) {
      if (protocol !== 'edr' || recordOf(method) === null) continue
      const host = this.#hosts.get(method) ?? { name: '', ips: new Set<string>(), macs: new Set<string>() }
      if (field === 'name') host.name = value
      if (about.ip !== null) host.ips.add(about.ip)
      if (about.mac !== null) host.macs.add(about.mac)
      this.#hosts.set(method, host)
    }
  }

  /** By the method that names the record. */
  all(): ReadonlyMap<string, EdrHost> {
    const ipsOf = (macs: ReadonlySet<string>) => [...macs].flatMap((mac) => [...(this.#ipsOfMac.get(mac) ?? [])])
    return new Map(
      [...this.#hosts].map(([method, { name, ips, macs }]) => [
        method,
        { name, ips: [...new Set([...ips, ...ipsOf(macs)])], macs: [...macs] },
      ]),
    )
  }
}

/** Names are the host's own words: no control character reaches a terminal or a file of lines. */
export function nameOfHost({ name, ips, macs }: EdrHost): string {
  return (name || ips[0] || macs[0] || 'unnamed').replaceAll(/\p{C}/gu, '·').slice(0, 80)
}
