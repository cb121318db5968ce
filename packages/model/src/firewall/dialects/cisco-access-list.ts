// One line of an access list: `access-list IN extended permit tcp object A host 10.0.0.1 eq 502 log`.
import { ANY_ADDRESS, ANY_IPV4, ANY_IPV6, type IpRange, maskedRange, parseRange } from '../ranges.ts'
import { newRule, type Resolved, tellFault } from '../reading.ts'
import type { FirewallRule } from '../rule-set.ts'
import { ALL_PORTS, type PortRange, type Service, TCP, UDP } from '../services.ts'
import { type Objects, PortReader, transportsOf } from './cisco-objects.ts'
import type { Line } from './words.ts'

type AccessEntry = { readonly rule: FirewallRule } | { readonly remark: string }

/** Reads words from left to right. */
class Reader {
  readonly words: readonly string[]
  at: number

  constructor(words: readonly string[], at: number) {
    this.words = words
    this.at = at
  }

  next(): string {
    this.at += 1
    return this.words[this.at - 1] ?? ''
  }

  peek(): string {
    return this.words[this.at] ?? ''
  }
}

/** null when it is no such line. */
export function readAccessEntry(line: Line, objects: Objects): AccessEntry | null {
  const reader = new Reader(line.words, 2)
  if (reader.peek() === 'line') reader.at += 2
  if (reader.peek() === 'remark') return { remark: line.words.slice(reader.at + 1).join(' ') }
  const kind = reader.peek()
  if (kind === 'extended' || kind === 'advanced' || kind === 'standard') reader.at += 1
  const verb = reader.next()
  if (verb !== 'permit' && verb !== 'deny' && verb !== 'trust') return null
  if (kind === 'standard') return { rule: standardRule(line, reader, verb, objects) }
  const protocol = protocolOf(line, reader, objects)
  if (protocol === null) return null
  const from = interfaceOf(reader)
  const source = addressOf(line, reader, objects)
  const sourcePorts = portsOf(line, reader, objects, protocol)
  const to = interfaceOf(reader)
  const destination = addressOf(line, reader, objects)
  const ports = portsOf(line, reader, objects, protocol)
  if (source === null || destination === null) return null
  const tail = readTail(reader)
  const conditions = [protocol, source, destination, sourcePorts, ports].flatMap((part) => part?.conditions ?? [])
  return {
    rule: newRule(line.number, {
      id: tail.id ?? `line ${line.number}`,
      action: verb === 'deny' ? 'deny' : 'accept',
      isEnabled: !tail.isInactive,
      from,
      to,
      source: whole(source),
      destination: whole(destination),
      services: servicesOf(protocol, sourcePorts, ports),
      conditions: [...new Set([...conditions, ...tail.conditions])],
      isLogged: tail.isLogged,
    }),
  }
}

function standardRule(line: Line, reader: Reader, verb: string, objects: Objects): FirewallRule {
  const destination = addressOf(line, reader, objects) ?? { values: ANY_ADDRESS, conditions: [line.text] }
  return newRule(line.number, {
    action: verb === 'deny' ? 'deny' : 'accept',
    destination: whole(destination),
    conditions: destination.conditions,
  })
}

/** Where nothing of a side is known, it may be any address. */
function whole({ values, conditions }: Resolved<IpRange>): readonly IpRange[] {
  return values.length === 0 && conditions.length > 0 ? ANY_ADDRESS : values
}

function interfaceOf(reader: Reader): readonly string[] | null {
  if (reader.peek() !== 'ifc') return null
  reader.at += 1
  return [reader.next()]
}

/** The services that the protocol word stands for; those of `object-group` may have ports of their own. */
function protocolOf(line: Line, reader: Reader, { protocols, services, reading }: Objects): Resolved<Service> | null {
  const word = reader.next()
  if (word === 'object' || word === 'object-group') {
    const name = reader.next()
    return protocols.has(name) ? protocols.resolve(name, line.number) : services.resolve(name, line.number)
  }
  const found = transportsOf(word)
  if (found === null) {
    tellFault(reading, line.number, 'firewall.bad-protocol', word)
    return null
  }
  return { values: found.map((protocol) => ({ protocol, sourcePorts: ALL_PORTS, ports: ALL_PORTS })), conditions: [] }
}

function addressOf(line: Line, reader: Reader, { addresses, aliases, reading }: Objects): Resolved<IpRange> | null {
  const word = reader.next()
  if (word === 'any') return { values: ANY_ADDRESS, conditions: [] }
  if (word === 'any4') return { values: ANY_IPV4, conditions: [] }
  if (word === 'any6') return { values: ANY_IPV6, conditions: [] }
  if (word === 'object' || word === 'object-group') return addresses.resolve(reader.next(), line.number)
  if (word === 'interface') return { values: [], conditions: [`address of interface ${reader.next()}`] }
  if (word === '') return null
  const said = word === 'host' ? reader.next() : word
  const address = aliases.get(said) ?? said
  const range = word === 'host' || address.includes('/') ? parseRange(address) : maskedRange(address, reader.next())
  if (range !== null) return { values: [range], conditions: [] }
  tellFault(reading, line.number, 'firewall.bad-address', address)
  return { values: [], conditions: [`address ${address}`] }
}

/** Ports after an address: an operator, or a group of ports; null when none stand here. */
function portsOf(line: Line, reader: Reader, { services, reading }: Objects, protocol: Resolved<Service> | null) {
  const hasPorts = protocol?.values.some((one) => one.protocol === TCP || one.protocol === UDP) === true
  if (hasPorts && reader.peek() === 'object-group' && services.has(reader.words[reader.at + 1] ?? '')) {
    reader.at += 1
    const found = services.resolve(reader.next(), line.number)
    return { ports: found.values.flatMap((service) => service.ports), conditions: found.conditions }
  }
  const operator = new PortReader(reader.words, reader.at)
  const ports = operator.read()
  if (ports === null) return null
  reader.at = operator.at
  if (ports.length > 0) return { ports, conditions: [] }
  tellFault(reading, line.number, 'firewall.bad-port', reader.words.slice(reader.at - 2, reader.at).join(' '))
  return { ports: ALL_PORTS, conditions: [`port ${reader.words[reader.at - 1] ?? ''}`] }
}

type Ports = { readonly ports: readonly PortRange[] } | null

function servicesOf(protocol: Resolved<Service>, source: Ports, destination: Ports): readonly Service[] {
  if (protocol.values.length === 0) return [{ protocol: null, sourcePorts: ALL_PORTS, ports: ALL_PORTS }]
  return protocol.values.map((service) => ({
    protocol: service.protocol,
    sourcePorts: source?.ports ?? service.sourcePorts,
    ports: destination?.ports ?? service.ports,
  }))
}

function readTail(reader: Reader) {
  const conditions: string[] = []
  let isInactive = false
  let isLogged = false
  let id: string | null = null
  while (reader.at < reader.words.length) {
    const word = reader.next()
    if (word === 'inactive') isInactive = true
    else if (word === 'log') {
      isLogged = reader.peek() !== 'disable'
      while (
        /^(\d+|interval|disable|default|emergencies|alerts|critical|errors|warnings|notifications|informational|debugging)$/.test(
          reader.peek(),
        )
      )
        reader.at += 1
    } else if (word === 'rule-id') id = reader.next()
    else if (word === 'event-log') {
      isLogged = true
      reader.at += 1
    } else if (word === 'time-range') conditions.push(`time range ${reader.next()}`)
    else if (/^\(hitcnt=|^0x/.test(word)) continue
    else conditions.push(word)
  }
  return { conditions, isInactive, isLogged, id }
}
