// Lines inside `object` and `object-group` of a Cisco ASA.
import { type IpRange, maskedRange, parseRange, rangeBetween } from '../ranges.ts'
import { keepUnknown, type ObjectBook, type Reading, tellFault } from '../reading.ts'
import {
  ALL_PORTS,
  type PortRange,
  portNumber,
  protocolNumber,
  type Service,
  TCP,
  UDP,
  withoutPorts,
} from '../services.ts'
import type { Line } from './words.ts'

export interface Objects {
  readonly addresses: ObjectBook<IpRange>
  readonly services: ObjectBook<Service>
  readonly protocols: ObjectBook<Service>
  /** `name 10.0.0.1 pump` */
  readonly aliases: Map<string, string>
  readonly reading: Reading
}

export function defineObjectLine(block: Line, line: Line, objects: Objects): void {
  const [, kind = '', name = ''] = block.words
  const [verb = ''] = line.words
  if (verb === 'description' || verb === 'nat') objects.reading.asideCount += 1
  else if (kind === 'network') addressLine(name, line, objects)
  else if (kind === 'service') serviceLine(block, name, line, objects)
  else if (kind === 'protocol' && verb === 'protocol-object') protocolLine(name, line, objects)
  else if (verb === 'group-object') objects.protocols.define(name, line.number, { members: [line.words[1] ?? ''] })
  else if (kind !== 'icmp-type') keepUnknown(objects.reading, line.number, line.text)
}

function addressLine(name: string, line: Line, { addresses, aliases, reading }: Objects): void {
  const words = line.words[0] === 'network-object' ? line.words.slice(1) : line.words
  const [verb = '', second = '', third = ''] = words
  if (verb === 'object' || verb === 'group-object') {
    addresses.define(name, line.number, { members: [second] })
    return
  }
  if (verb === 'fqdn') {
    addresses.define(name, line.number, { conditions: [`name ${words.at(-1) ?? ''}`] })
    return
  }
  const range = addressOf(words, aliases)
  if (range !== null) addresses.define(name, line.number, { values: [range] })
  else if (['host', 'subnet', 'range'].includes(verb) || line.words[0] === 'network-object') {
    tellFault(reading, line.number, 'firewall.bad-address', `${second} ${third}`)
    addresses.define(name, line.number, { conditions: [`address ${name}`] })
  } else keepUnknown(reading, line.number, line.text)
}

function addressOf(words: readonly string[], aliases: ReadonlyMap<string, string>): IpRange | null {
  const said = (text: string): string => aliases.get(text) ?? text
  const [verb = '', second = '', third = ''] = words
  if (verb === 'host') return parseRange(said(second))
  if (verb === 'range') return rangeBetween(said(second), said(third))
  if (verb === 'subnet') return third === '' ? parseRange(second) : maskedRange(said(second), third)
  return second === '' ? parseRange(verb) : maskedRange(said(verb), second)
}

/** `service tcp source range 1 9 destination eq 80`, `service-object udp destination eq 53`, `port-object range 1 9` */
function serviceLine(block: Line, name: string, line: Line, { services, reading }: Objects): void {
  const [verb = '', second = '', third = ''] = line.words
  if (verb === 'group-object' || (verb === 'service-object' && second === 'object')) {
    services.define(name, line.number, { members: [verb === 'group-object' ? second : third] })
    return
  }
  const transports = transportsOf(verb === 'port-object' ? (block.words[3] ?? 'tcp-udp') : second)
  const ports = new PortReader(line.words, verb === 'port-object' ? 1 : 2)
  let sourcePorts: readonly PortRange[] = ALL_PORTS
  let toPorts: readonly PortRange[] = ALL_PORTS
  if (verb === 'port-object') toPorts = ports.read() ?? []
  else {
    if (ports.take('source')) sourcePorts = ports.read() ?? []
    if (ports.take('destination')) toPorts = ports.read() ?? []
  }
  if (!['service', 'service-object', 'port-object'].includes(verb) || transports === null) {
    keepUnknown(reading, line.number, line.text)
    services.define(name, line.number, { conditions: [`service ${name}`] })
    return
  }
  if (sourcePorts.length === 0 || toPorts.length === 0) {
    tellFault(reading, line.number, 'firewall.bad-port', line.text)
    services.define(name, line.number, { conditions: [`service ${name}`] })
    return
  }
  const values = transports.map((protocol) => ({ protocol, sourcePorts, ports: toPorts }))
  const rest = ports.rest()
  services.define(name, line.number, { values, conditions: rest === '' ? [] : [`service ${name} ${rest}`] })
}

function protocolLine(name: string, line: Line, { protocols, reading }: Objects): void {
  const found = transportsOf(line.words[1] ?? '')
  if (found === null) {
    tellFault(reading, line.number, 'firewall.bad-protocol', line.words[1] ?? '')
    protocols.define(name, line.number, { conditions: [`protocol ${name}`] })
  } else {
    const values = found.map((protocol) => ({ protocol, sourcePorts: ALL_PORTS, ports: ALL_PORTS }))
    protocols.define(name, line.number, { values })
  }
}

/** Protocols of `tcp`, `tcp-udp`, `ip`; null when it is none. */
export function transportsOf(text: string): readonly (number | null)[] | null {
  if (text === 'ip') return [null]
  if (text === 'tcp-udp') return [TCP, UDP]
  const number = protocolNumber(text)
  return number === null ? null : [number]
}

/** Reads `eq https`, `range 1 9`, `gt 1023` off a list of words. */
export class PortReader {
  readonly #words: readonly string[]
  #at: number

  constructor(words: readonly string[], at: number) {
    this.#words = words
    this.#at = at
  }

  take(word: string): boolean {
    if (this.#words[this.#at] !== word) return false
    this.#at += 1
    return true
  }

  /** Where it stands; moves past what `read` took. */
  get at(): number {
    return this.#at
  }

  rest(): string {
    return this.#words.slice(this.#at).join(' ')
  }

  /** null when no operator stands here; empty when one does and its ports are none. */
  read(): readonly PortRange[] | null {
    const operator = this.#words[this.#at] ?? ''
    if (!['eq', 'neq', 'gt', 'lt', 'range'].includes(operator)) return null
    const first = portNumber(this.#words[this.#at + 1] ?? '')
    const last = operator === 'range' ? portNumber(this.#words[this.#at + 2] ?? '') : first
    this.#at += operator === 'range' ? 3 : 2
    if (first === null || last === null || last < first) return []
    if (operator === 'neq') return withoutPorts([{ first, last }])
    if (operator === 'gt') return first === 65_535 ? [] : [{ first: first + 1, last: 65_535 }]
    if (operator === 'lt') return first === 0 ? [] : [{ first: 0, last: first - 1 }]
    return [{ first, last }]
  }
}
