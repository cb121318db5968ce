// Firewall rules of the record that let a remote access through, hop by hop.
import { decidePacket, type FirewallRule, type RuleSet, readFirewall, TCP, UDP } from '@penstock/model/firewall'
import { type Ip, interfacesOf, type PlantFile, parseIp, parseSubnet, plantIndex } from '@penstock/model/plant'
import type { RemoteAccess } from './register.ts'

export interface RuleBehind {
  /** Id of the configuration in the plant file, and the device that it was read from. */
  readonly config: string
  readonly device: string
  readonly rule: string
  readonly line: number | null
  readonly name: string | null
  readonly from: string
  readonly to: string
  /** False where the rule asks something that the record does not tell. */
  readonly isSure: boolean
}

/** A high port, as a client takes it. */
const CLIENT_PORT = 50_000

export function rulesBehind(plant: PlantFile): (access: RemoteAccess) => readonly RuleBehind[] {
  const index = plantIndex(plant)
  const sets = plant.firewallConfigs.flatMap(({ id, asset, dialect, text }) => {
    const read = readFirewall(text, dialect)
    return read.ok ? [{ id, asset, set: read.value }] : []
  })
  const addressesOf = (id: string, access: RemoteAccess): readonly Ip[] => {
    const asset = index.assetById.get(id)
    const own =
      asset === undefined ? [] : interfacesOf(asset).flatMap(({ ip }) => (ip === null ? [] : (parseIp(ip) ?? [])))
    if (own.length > 0 || id !== access.path[0]) return own
    return (access.sourceNetworks ?? []).flatMap((text) => firstOf(text) ?? [])
  }
  return (access) => {
    const { path, targets } = access
    const hops = [
      ...path.slice(1).map((to, at): readonly [string, string] => [path[at]!, to]),
      ...targets.map((to): readonly [string, string] => [path.at(-1) ?? to, to]),
    ]
    const services = access.protocols.flatMap((name) => {
      const known = index.protocol(name)
      return (known?.ports ?? []).flatMap((port) =>
        (known?.transport ?? []).flatMap((one) =>
          one === 'ethernet' ? [] : { port, protocol: one === 'tcp' ? TCP : UDP },
        ),
      )
    })
    const found = new Map<string, RuleBehind>()
    for (const { id, asset, set } of sets) {
      for (const [from, to] of hops) {
        for (const source of addressesOf(from, access)) {
          for (const destination of addressesOf(to, access)) {
            for (const service of services) {
              for (const { rule, isSure } of acceptedBy(set, { source, destination, ...service })) {
                const key = `${id} ${rule.id} ${from} ${to}`
                const { line, name, remark } = rule
                found.set(key, {
                  config: id,
                  device: asset,
                  rule: rule.id,
                  line,
                  name: name ?? remark,
                  from,
                  to,
                  isSure,
                })
              }
            }
          }
        }
      }
    }
    return [...found.values()]
  }
}

interface Asked {
  readonly source: Ip
  readonly destination: Ip
  readonly protocol: number
  readonly port: number
}

function acceptedBy(set: RuleSet, asked: Asked): readonly { readonly rule: FirewallRule; readonly isSure: boolean }[] {
  if (asked.source.bits !== asked.destination.bits) return []
  const { verdict, rule, unsure } = decidePacket(set, { ...asked, from: null, to: null, sourcePort: CLIENT_PORT })
  if (verdict === 'accept') return rule === null ? [] : [{ rule, isSure: true }]
  if (verdict === 'deny') return []
  return unsure.filter(({ action }) => action === 'accept').map((one) => ({ rule: one, isSure: false }))
}

function firstOf(text: string): Ip | null {
  const subnet = parseSubnet(text)
  if (subnet === null) return null
  const [address] = text.split('/')
  return parseIp(address ?? '')
}
