// Hosts of an endpoint product's export: its records, each with its name and every address that it lists.
import { type EdrHost, EdrHosts } from '@penstock/model/events'
import { observeSources } from '@penstock/sensor/others'

/** In the order of the export; throws CaptureError when the file is none that is known. */
export function loadHosts(paths: readonly string[]): readonly EdrHost[] {
  const hosts = new EdrHosts()
  for (const { claims, bindings } of observeSources(paths)) hosts.take(claims, bindings)
  return [...hosts.all().values()]
}
