// A policy as access lists of a Cisco ASA: one list for each interface where traffic comes in, objects for what has many parts.
// Rules for an interface where traffic leaves have no word in an access list; `advanced` of FTD has (`ifc`), so that is used.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { ANY_ADDRESS, ANY_IPV4, ANY_IPV6, addressText, type IpRange, rangesText, subnetsOf } from './ranges.ts'
import { clipped } from './reading.ts'
import type { FirewallPolicy, FirewallRule } from './rule-set.ts'
import { type PortRange, portCount, protocolText, type Service, TCP, UDP } from './services.ts'
import { refusalOf, remarkText, type WriteRefusal } from './write-nftables.ts'

const LIST = 'PENSTOCK'

export function writeCiscoAsa(policy: FirewallPolicy, title: string): Result<string, WriteRefusal> {
  const refusal = refusalOf(policy)
  if (refusal !== null) return refuse(refusal)
  const groups = new Map<string, { readonly name: string; readonly lines: readonly string[] }>()
  const entries = policy.rules.flatMap((rule) => entriesOf(rule, groups))
  const last = policy.otherwise === 'accept' ? [`access-list ${LIST} advanced permit ip any any`] : []
  return accept(
    [
      `! ${clipped(title)}`,
      ...[...groups.values()].flatMap(({ name, lines }) => [`object-group network ${name}`, ...lines]),
      ...entries,
      ...last,
      `access-group ${LIST} global`,
      '',
    ].join('\n'),
  )
}

type Groups = Map<string, { readonly name: string; readonly lines: readonly string[] }>

function entriesOf(rule: FirewallRule, groups: Groups): readonly string[] {
  if (!rule.isEnabled || !rule.isForNew) return []
  const remark = remarkText(rule)
  const verb = rule.action === 'accept' ? 'permit' : 'deny'
  const tail = rule.isLogged ? ' log' : ''
  const lines = (rule.from ?? [null]).flatMap((from) =>
    (rule.to ?? [null]).flatMap((to) =>
      rule.services.flatMap((service) =>
        portPairs(service).flatMap(({ protocol, source, destination }) => {
          const [a, b] = [addressWords(rule.source, groups), addressWords(rule.destination, groups)]
          const words = [verb, protocol, placeWords(from), a, source, placeWords(to), b, destination]
          return [`access-list ${LIST} advanced ${words.filter((word) => word !== '').join(' ')}${tail}`]
        }),
      ),
    ),
  )
  return lines.length === 0 || remark === null ? lines : [`access-list ${LIST} remark ${remark}`, ...lines]
}

function placeWords(name: string | null): string {
  return name === null ? '' : `ifc ${name}`
}

function addressWords(ranges: readonly IpRange[], groups: Groups): string {
  const text = rangesText(ranges)
  if (text === rangesText(ANY_ADDRESS)) return 'any'
  if (text === rangesText(ANY_IPV4)) return 'any4'
  if (text === rangesText(ANY_IPV6)) return 'any6'
  const known = groups.get(text)
  if (known !== undefined) return `object-group ${known.name}`
  const lines = ranges.flatMap((range) =>
    subnetsOf(range).map(({ first, prefix }) => ` network-object ${subnetWords(range.bits, first, prefix)}`),
  )
  if (lines.length === 1) return lines[0]!.slice(' network-object '.length)
  const name = `${LIST}-NET-${groups.size + 1}`
  groups.set(text, { name, lines })
  return `object-group ${name}`
}

function subnetWords(bits: 32 | 128, first: bigint, prefix: number): string {
  const address = addressText(bits, first)
  if (prefix === bits) return `host ${address}`
  if (bits === 128) return `${address}/${prefix}`
  const mask = ((1n << 32n) - 1n) ^ ((1n << BigInt(32 - prefix)) - 1n)
  return `${address} ${addressText(32, mask)}`
}

/** Access lists take one operator each side, so that many ranges make many lines; all protocols with ports are tcp and udp. */
function portPairs({ protocol, sourcePorts, ports }: Service) {
  const hasPorts = protocol === TCP || protocol === UDP
  const isWhole = portCount(sourcePorts) === 65_536 && portCount(ports) === 65_536
  const word = protocol === null ? 'ip' : protocolText(protocol)
  if (isWhole || (!hasPorts && protocol !== null)) return [{ protocol: word, source: '', destination: '' }]
  const names = protocol === null ? ['tcp', 'udp'] : [word]
  return names.flatMap((name) =>
    sourcePorts.flatMap((source) =>
      ports.map((port) => ({ protocol: name, source: operator(source), destination: operator(port) })),
    ),
  )
}

function operator({ first, last }: PortRange): string {
  if (first === 0 && last === 65_535) return ''
  return first === last ? `eq ${first}` : `range ${first} ${last}`
}
