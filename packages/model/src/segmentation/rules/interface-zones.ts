// Which zones stand behind an interface of a firewall: by its subnets, else by the addresses that its rules name there, else by a
// name that every site uses for the way out; and where one zone of the device is left for one interface of which nothing is known, that one.
import {
  commonRanges,
  type FirewallRule,
  type IpRange,
  isEveryAddress,
  type RuleSet,
  rulesOf,
} from '@penstock/model/firewall'
import type { ZoneModel } from '@penstock/model/zones'
import { zoneRanges, zonesOfDevice } from './conduit-rules.ts'

/** What makers and people call the way out. */
const OUTSIDE = /^(wan\d*|outside|internet|untrust)$/i

/** Interfaces that nothing tells of are left out: any zone may stand behind them. */
export function interfaceZones(
  model: ZoneModel,
  set: RuleSet,
  device: string | null,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  const inside = model.zones.filter(({ subnets }) => subnets.length > 0)
  const add = (name: string, ranges: readonly IpRange[]): void => {
    if (isEveryAddress(ranges)) return
    const zones = inside.filter(({ id }) => commonRanges(ranges, zoneRanges(model, id)).length > 0)
    if (zones.length === 0) return
    const known = found.get(name) ?? new Set<string>()
    found.set(name, known)
    for (const { id } of zones) known.add(id)
  }
  for (const { name, subnets } of set.interfaces) add(name, subnets)
  const rules = rulesOf(set).filter((rule) => rule.isEnabled)
  for (const rule of rules) {
    if (rule.from?.length === 1) add(rule.from[0]!, rule.source)
    if (rule.to?.length === 1) add(rule.to[0]!, rule.destination)
  }
  const unnamed = [...new Set(rules.flatMap(namesOf))].filter((name) => !found.has(name))
  const outside = model.zones.filter(({ purdue }) => purdue?.startsWith('5') === true)
  for (const name of unnamed.filter((each) => OUTSIDE.test(each))) {
    if (outside.length === 1) found.set(name, new Set([outside[0]!.id]))
  }
  const unknown = unnamed.filter((name) => !found.has(name))
  const told = new Set([...found.values()].flatMap((zones) => [...zones]))
  const left = [...zonesOfDevice(model, device)].filter((zone) => !told.has(zone))
  if (unknown.length === 1 && left.length === 1) found.set(unknown[0]!, new Set(left))
  return found
}

function namesOf({ from, to }: FirewallRule): readonly string[] {
  return [...(from ?? []), ...(to ?? [])]
}
