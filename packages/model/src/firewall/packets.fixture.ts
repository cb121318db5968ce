// Packets of tests, written as `tcp 10.0.0.1 > 10.0.0.2:502`, with interfaces in front where they are known: `lan>wan tcp …`.
import { type Decision, decidePacket, type Packet, type RuleSet, readFirewall, rulesOf } from '@penstock/model/firewall'
import { parseIp } from '@penstock/model/plant'
import { protocolNumber } from './services.ts'

function packet(text: string): Packet {
  const form = /^(?:(\S*)>(\S*) )?(\w+) (\S+?)(?:@(\d+))? > (\S+?)(?:@(\d+))?$/.exec(text)
  const [, from, to, protocol = '', source = '', sourcePort, destination = '', port] = form ?? []
  return {
    from: from === undefined || from === '' ? null : from,
    to: to === undefined || to === '' ? null : to,
    source: parseIp(source)!,
    destination: parseIp(destination)!,
    protocol: protocolNumber(protocol)!,
    sourcePort: Number(sourcePort ?? 40_000),
    port: Number(port ?? 0),
  }
}

/** `accept by web`, `deny`, `undecided`. */
export function told(set: RuleSet, text: string): string {
  const { verdict, rule }: Decision = decidePacket(set, packet(text))
  return verdict === 'undecided' || rule === null ? verdict : `${verdict} by ${rule.id}`
}

export function rulesFrom(text: string): RuleSet {
  const read = readFirewall(text)
  if (!read.ok) throw new Error(JSON.stringify(read.refusal))
  return read.value
}

export function ruleIds(set: RuleSet): readonly string[] {
  return rulesOf(set).map((rule) => rule.id)
}
