// Hosts of an endpoint product's export: its records, each with its name and every address that it lists.
import type { EdrHost } from '@penstock/model/events'
import { recordOf } from '@penstock/model/others'
import { observeSources } from '@penstock/sensor/others'

interface Gathered {
  name: string
  readonly ips: Set<string>
  readonly macs: Set<string>
}

/** In the order of the export; throws CaptureError when the file is none that is known. */
export function loadHosts(paths: readonly string[]): readonly EdrHost[] {
  const hosts = new Map<string, Gathered>()
  const ipsOfMac = new Map<string, Set<string>>()
  for (const { claims, bindings } of observeSources(paths)) {
    for (const { mac, ip, ground } of bindings) {
      if (ground !== 'reported' || ip === null) continue
      ipsOfMac.set(mac, (ipsOfMac.get(mac) ?? new Set()).add(ip))
    }
    for (const { about, field, value, method, protocol } of claims) {
      if (protocol !== 'edr' || recordOf(method) === null) continue
      const host = hosts.get(method) ?? { name: '', ips: new Set<string>(), macs: new Set<string>() }
      if (field === 'name') host.name = value
      if (about.ip !== null) host.ips.add(about.ip)
      if (about.mac !== null) host.macs.add(about.mac)
      hosts.set(method, host)
    }
  }
  return [...hosts.values()].map(({ name, ips, macs }) => ({
    name,
    ips: [...new Set([...ips, ...[...macs].flatMap((mac) => [...(ipsOfMac.get(mac) ?? [])])])],
    macs: [...macs],
  }))
}
