// A policy as an nftables rule set. Only what decides is written: places, addresses, services, the verdict, a comment.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { type IpRange, isEveryAddress, rangeText } from './ranges.ts'
import { clipped } from './reading.ts'
import type { FirewallPolicy, FirewallRule } from './rule-set.ts'
import { isAnyService, type PortRange, portCount, protocolText, type Service, TCP, UDP } from './services.ts'

export interface WriteRefusal {
  readonly code: 'firewall.cannot-be-written'
  readonly rule: string
  readonly because: string
}

/** Refused when a rule asks what cannot be said, so that nothing is written that lets through more or less. */
export function writeNftables(policy: FirewallPolicy, title: string): Result<string, WriteRefusal> {
  const refusal = refusalOf(policy)
  if (refusal !== null) return refuse(refusal)
  const lines = policy.rules.flatMap(rulesText)
  return accept(
    [
      `# ${clipped(title)}`,
      'table inet penstock {',
      '  chain forward {',
      `    type filter hook forward priority filter; policy ${policy.otherwise === 'accept' ? 'accept' : 'drop'};`,
      '    ct state established,related accept',
      ...lines.map((line) => `    ${line}`),
      '  }',
      '}',
      '',
    ].join('\n'),
  )
}

/** The first rule that only the neutral form can hold. */
export function refusalOf(policy: FirewallPolicy): WriteRefusal | null {
  for (const rule of policy.rules) {
    const because =
      rule.conditions[0] ??
      (rule.action === 'return' || rule.action === 'unknown' ? `action ${rule.action}` : null) ??
      [...(rule.from ?? []), ...(rule.to ?? [])].find((name) => !/^[\w.:/-]{1,64}\*?$/.test(name)) ??
      null
    if (because !== null) return { code: 'firewall.cannot-be-written', rule: rule.id, because }
  }
  return null
}

/** A remark that cannot end a line or a quoted text. */
export function remarkText(rule: FirewallRule): string | null {
  const text = clipped(rule.remark ?? rule.name ?? '')
    .replaceAll(/["\\'{};#]/g, ' ')
    .trim()
  return text === '' ? null : text.slice(0, 120)
}

function rulesText(rule: FirewallRule): readonly string[] {
  if (!rule.isEnabled || !rule.isForNew) return []
  const places = [nameText('iifname', rule.from), nameText('oifname', rule.to)].filter((text) => text !== null)
  const families = ([32, 128] as const).flatMap((bits): readonly string[] => {
    const source = rule.source.filter((range) => range.bits === bits)
    const destination = rule.destination.filter((range) => range.bits === bits)
    if (source.length === 0 || destination.length === 0) return []
    const word = bits === 32 ? 'ip' : 'ip6'
    const isWhole = isWholeFamily(source) && isWholeFamily(destination)
    const asks = [
      ...(isWholeFamily(source) ? [] : [`${word} saddr ${setText(source.map(rangeText))}`]),
      ...(isWholeFamily(destination) ? [] : [`${word} daddr ${setText(destination.map(rangeText))}`]),
    ]
    return [isWhole ? `meta nfproto ${bits === 32 ? 'ipv4' : 'ipv6'}` : asks.join(' ')]
  })
  const isBoth = families.length === 2 && families.every((text) => text.startsWith('meta nfproto'))
  const remark = remarkText(rule)
  const tail = [
    ...(rule.isLogged ? ['log'] : []),
    rule.action === 'accept' ? 'accept' : 'drop',
    ...(remark === null ? [] : [`comment "${remark}"`]),
  ]
  return (isBoth ? [''] : families).flatMap((addresses) =>
    rule.services.map((service) =>
      [...places, addresses, serviceWords(service), ...tail].filter((text) => text !== '').join(' '),
    ),
  )
}

function nameText(word: string, names: readonly string[] | null): string | null {
  if (names === null) return null
  return `${word} ${setText(names.map((name) => `"${name}"`))}`
}

function isWholeFamily(ranges: readonly IpRange[]): boolean {
  return (
    ranges.length === 1 &&
    (isEveryAddress(ranges) ||
      (ranges[0]!.bits === 128 && ranges[0]!.first === 0n && ranges[0]!.last === (1n << 128n) - 1n))
  )
}

function serviceWords(service: Service): string {
  if (isAnyService(service)) return ''
  const { protocol, sourcePorts, ports } = service
  const isWhole = portCount(ports) === 65_536 && portCount(sourcePorts) === 65_536
  if (isWhole || (protocol !== TCP && protocol !== UDP && protocol !== null)) return `meta l4proto ${protocol ?? ''}`
  const word = protocol === null ? 'th' : protocolText(protocol)
  return [
    ...(portCount(sourcePorts) === 65_536 ? [] : [`${word} sport ${portsText(sourcePorts)}`]),
    ...(portCount(ports) === 65_536 ? [] : [`${word} dport ${portsText(ports)}`]),
  ].join(' ')
}

function portsText(ports: readonly PortRange[]): string {
  return setText(ports.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)))
}

function setText(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : `{ ${values.join(', ')} }`
}
