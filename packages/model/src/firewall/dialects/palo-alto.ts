// Palo Alto PAN-OS: the `set` form and the XML configuration, which say the same in the same words. Rules of one virtual
// system or device group are a policy; between zones what no rule lets through is denied, inside a zone it is let through.
import { ANY_ADDRESS, type IpRange, parseRange, withoutRanges } from '../ranges.ts'
import {
  addressBook,
  keepUnknown,
  newReading,
  newRule,
  type ObjectBook,
  type Reading,
  type Resolved,
  resolveAll,
  ruleSetOf,
  serviceBook,
  tellFault,
} from '../reading.ts'
import type { FirewallPolicy, FirewallRule, RuleSet } from '../rule-set.ts'
import { ALL_PORTS, ANY_SERVICE, parsePorts, type Service, TCP, UDP } from '../services.ts'
import { APPLICATION_PORTS } from './palo-alto-applications.ts'
import { linesOf } from './words.ts'
import { readXml, type XmlElement } from './xml.ts'

interface Statement {
  readonly line: number
  readonly words: readonly string[]
}

const PREFIXES = new Set(['vsys', 'device-group', 'devices', 'template'])
const OBJECTS = new Set(['address', 'address-group', 'service', 'service-group'])
const RULEBASES = ['pre-rulebase', 'rulebase', 'post-rulebase']
const ASIDE =
  /^(deviceconfig|network|mgt-config|import|tag|log-settings|profiles|profile-group|setting|reports|report-group|application|application-group|application-filter|application-tag|external-list|schedule|display-name|settings|threats|botnet|email-scheduler|user-id|group-mapping|captive-portal|certificate|response-page|local-user-database|authentication-profile|server-profile|version|urldb|detail-version)$/

export function readPaloAlto(text: string): RuleSet {
  const reading = newReading()
  const statements = /^\s*</.test(text) ? fromXml(text, reading) : fromLines(text, reading)
  let device: string | null = null
  const scopes = new Map<string, Statement[]>()
  for (const { line, words } of statements) {
    let at = 0
    let scope = ''
    while (at < words.length && (PREFIXES.has(words[at]!) || words[at] === 'shared' || words[at] === 'config')) {
      if (words[at] === 'vsys' || words[at] === 'device-group') scope = words[at + 1] ?? ''
      at += PREFIXES.has(words[at]!) ? 2 : 1
    }
    const rest = words.slice(at)
    const [head = ''] = rest
    if (head === 'deviceconfig' && rest[2] === 'hostname') device = rest[3] ?? null
    const isRead = OBJECTS.has(head) || RULEBASES.includes(head) || head === 'zone'
    if (isRead && (!RULEBASES.includes(head) || rest[1] === 'security')) {
      const known = scopes.get(scope)
      if (known === undefined) scopes.set(scope, [{ line, words: rest }])
      else known.push({ line, words: rest })
    } else if (ASIDE.test(head)) reading.asideCount += 1
    else keepUnknown(reading, line, words.join(' '))
  }
  return ruleSetOf('palo-alto', reading, { device, policies: policiesOf(scopes, reading) })
}

function fromLines(text: string, reading: Reading): readonly Statement[] {
  const statements: Statement[] = []
  for (const line of linesOf(text)) {
    if (line.words[0] === 'set') statements.push({ line: line.number, words: line.words.slice(1) })
    else if (line.words[0]!.startsWith('#')) reading.asideCount += 1
    else keepUnknown(reading, line.number, line.text)
  }
  return statements
}

/** An element that holds none is a statement: the names on the way to it, then its text. */
function fromXml(text: string, reading: Reading): readonly Statement[] {
  const { root, fault } = readXml(text)
  if (fault !== null) tellFault(reading, fault.line, 'firewall.not-closed', fault.found)
  const statements: Statement[] = []
  const walk = (element: XmlElement, path: readonly string[]): void => {
    const isMember = element.name === 'member'
    const name = element.name === 'entry' ? (element.attributes.get('name') ?? '') : element.name
    const words = isMember ? path : [...path, name]
    if (element.children.length > 0) for (const child of element.children) walk(child, words)
    else
      statements.push({
        line: element.line,
        words: element.text.trim() === '' ? words : [...words, element.text.trim()],
      })
  }
  if (root !== null) walk(root, [])
  return statements
}

function policiesOf(scopes: ReadonlyMap<string, readonly Statement[]>, reading: Reading): readonly FirewallPolicy[] {
  const shared = scopes.get('') ?? []
  return [...scopes].flatMap(([scope, own]): readonly FirewallPolicy[] => {
    if (!own.some(({ words }) => RULEBASES.includes(words[0]!))) return []
    const defined = new Set(own.filter(({ words }) => OBJECTS.has(words[0]!)).map(({ words }) => words[1] ?? ''))
    const inherited = scope === '' ? [] : shared.filter(({ words }) => !defined.has(words[1] ?? ''))
    return [policyOf(scope, [...inherited, ...own], reading)]
  })
}

interface RuleDraft {
  readonly line: number
  readonly fields: Map<string, string[]>
}

function policyOf(scope: string, statements: readonly Statement[], reading: Reading): FirewallPolicy {
  const addresses = addressBook(reading)
  const services = serviceBook(reading)
  services.define('service-http', 0, { values: [{ protocol: TCP, sourcePorts: ALL_PORTS, ports: tcpPorts(80, 8080) }] })
  services.define('service-https', 0, { values: [{ protocol: TCP, sourcePorts: ALL_PORTS, ports: tcpPorts(443) }] })
  const rules = new Map<string, Map<string, RuleDraft>>(RULEBASES.map((name) => [name, new Map()]))
  const zones = new Set<string>()
  for (const { line, words } of statements) {
    const [head = '', name = '', ...rest] = words
    if (head === 'address') defineAddress(name, line, rest, addresses, reading)
    else if (head === 'address-group') defineGroup(name, line, rest, addresses, reading)
    else if (head === 'service') defineService(name, line, rest, services, reading)
    else if (head === 'service-group') defineGroup(name, line, rest, services, reading)
    else if (head === 'zone') zones.add(name)
    else if (words[2] === 'rules') {
      const list = rules.get(head)!
      const draft = list.get(words[3] ?? '') ?? { line, fields: new Map<string, string[]>() }
      list.set(words[3] ?? '', draft)
      for (const [field, values] of fieldsOf(words.slice(4))) {
        draft.fields.set(field, [...(draft.fields.get(field) ?? []), ...values])
      }
    } else keepUnknown(reading, line, words.join(' '))
  }
  const laid = RULEBASES.flatMap((base) =>
    [...rules.get(base)!].flatMap(([name, draft]) => rulesOf(name, draft, addresses, services, reading)),
  )
  for (const rule of laid) for (const zone of [...(rule.from ?? []), ...(rule.to ?? [])]) zones.add(zone)
  const inside = [...zones].map((zone) =>
    newRule(null, { id: `intrazone-default ${zone}`, action: 'accept', from: [zone], to: [zone] }),
  )
  return {
    name: scope === '' ? 'security' : scope,
    path: 'forward',
    from: null,
    to: null,
    otherwise: 'deny',
    rules: [...laid, ...inside],
  }
}

/** `from office to [ cell wan ] action allow` */
function fieldsOf(words: readonly string[]): readonly (readonly [string, readonly string[]])[] {
  const fields: [string, readonly string[]][] = []
  for (let at = 0; at < words.length; ) {
    const isList = words[at + 1] === '['
    const close = isList ? words.indexOf(']', at) : at + 2
    const end = close < 0 ? words.length : close
    fields.push([words[at]!, words.slice(at + (isList ? 2 : 1), end)])
    at = isList ? end + 1 : end
  }
  return fields
}

function tcpPorts(...ports: readonly number[]) {
  return ports.map((port) => ({ first: port, last: port }))
}

function defineAddress(
  name: string,
  line: number,
  [kind = '', value = '']: readonly string[],
  book: ObjectBook<IpRange>,
  reading: Reading,
): void {
  if (kind === 'description' || kind === 'tag' || kind === 'disable-override') reading.asideCount += 1
  else if (kind === 'ip-netmask' || kind === 'ip-range') {
    const range = parseRange(value)
    if (range !== null) book.define(name, line, { values: [range] })
    else {
      tellFault(reading, line, 'firewall.bad-address', value)
      book.define(name, line, { conditions: [`address ${name}`] })
    }
  } else book.define(name, line, { conditions: [`${kind} ${value}`] })
}

function defineGroup<Value>(
  name: string,
  line: number,
  [kind = '', ...members]: readonly string[],
  book: ObjectBook<Value>,
  reading: Reading,
): void {
  const named = members.filter((word) => word !== '[' && word !== ']')
  if (kind === 'static' || kind === 'members') book.define(name, line, { members: named })
  else if (kind === 'dynamic') book.define(name, line, { conditions: [`dynamic group ${name}`] })
  else reading.asideCount += 1
}

/** `service X protocol tcp port 80,443`; `source-port` beside it. */
function defineService(
  name: string,
  line: number,
  words: readonly string[],
  book: ObjectBook<Service>,
  reading: Reading,
): void {
  const [head, protocol = '', kind = '', list = ''] = words
  const number = protocol === 'tcp' ? TCP : protocol === 'udp' ? UDP : protocol === 'sctp' ? 132 : null
  if (head !== 'protocol' || number === null) {
    reading.asideCount += 1
    return
  }
  if (kind === 'override') return
  const ports = list.split(',').map((text) => parsePorts(text))
  const known = ports.filter((range) => range !== null)
  if (known.length < ports.length) {
    tellFault(reading, line, 'firewall.bad-port', list)
    book.define(name, line, { conditions: [`service ${name}`] })
  } else if (kind === 'port') {
    book.define(name, line, { values: [{ protocol: number, sourcePorts: ALL_PORTS, ports: known }] })
  } else if (kind === 'source-port') book.define(name, line, { conditions: [`source port ${list} of ${name}`] })
  else keepUnknown(reading, line, words.join(' '))
}

const SILENT = new Set(
  'from to source destination service application action disabled log-start log-end log-setting description negate-source negate-destination rule-type profile-setting tag group-tag option uuid icmp-unreachable'.split(
    ' ',
  ),
)

function rulesOf(
  name: string,
  { line, fields }: RuleDraft,
  addresses: ObjectBook<IpRange>,
  services: ObjectBook<Service>,
  reading: Reading,
): readonly FirewallRule[] {
  const field = (key: string): readonly string[] => fields.get(key) ?? []
  const isYes = (key: string): boolean => field(key)[0] === 'yes'
  const side = (key: string): Resolved<IpRange> => {
    const found = resolveAll(field(key).map((each) => addressOf(each, line, addresses)))
    if (found.values.length === 0) {
      return { values: ANY_ADDRESS, conditions: found.conditions.length === 0 ? [`${key} not said`] : found.conditions }
    }
    return isYes(`negate-${key}`) ? { ...found, values: withoutRanges(found.values) } : found
  }
  const source = side('source')
  const destination = side('destination')
  const applications = field('application').filter((each) => each !== 'any')
  const served = servicesOf(field('service'), applications, line, services)
  const asks = [...fields].flatMap(([key, values]) => {
    if (SILENT.has(key) || values.every((value) => value === 'any')) return []
    if (!/^(source-user|category|schedule|source-hip|destination-hip|hip-profiles|source-device)/.test(key)) {
      keepUnknown(reading, line, `${name} ${key} ${values.join(' ')}`)
    }
    return [`${key} ${values.join(', ')}`]
  })
  const zones = (key: string): readonly string[] | null =>
    field(key).includes('any') || field(key).length === 0 ? null : field(key)
  const type = field('rule-type')[0] ?? 'universal'
  const said = applications.length === 0 ? [] : [`application ${applications.join(', ')}`]
  const between = type === 'interzone' ? ['between different zones'] : []
  const rule = newRule(line, {
    id: name,
    name,
    action: field('action')[0] === 'allow' ? 'accept' : 'deny',
    isEnabled: !isYes('disabled'),
    from: zones('from'),
    to: zones('to'),
    source: source.values,
    destination: destination.values,
    services: served.values,
    conditions: [...source.conditions, ...destination.conditions, ...served.conditions, ...said, ...asks, ...between],
    isLogged: isYes('log-end') || isYes('log-start') || !fields.has('log-end'),
    remark: field('description').join(' ') || null,
  })
  if (type !== 'intrazone') return [rule]
  if (rule.from === null) return [{ ...rule, to: null, conditions: [...rule.conditions, 'inside one zone'] }]
  return rule.from.map((zone) => ({ ...rule, from: [zone], to: [zone] }))
}

/** A name of an object, or an address written out. */
function addressOf(text: string, line: number, book: ObjectBook<IpRange>): Resolved<IpRange> {
  if (text === 'any') return { values: ANY_ADDRESS, conditions: [] }
  if (book.has(text)) return book.resolve(text, line)
  const range = parseRange(text)
  return range === null ? book.resolve(text, line) : { values: [range], conditions: [] }
}

function servicesOf(
  names: readonly string[],
  applications: readonly string[],
  line: number,
  book: ObjectBook<Service>,
): Resolved<Service> {
  if (names.length === 0 || names.includes('any')) return { values: [ANY_SERVICE], conditions: [] }
  if (!names.includes('application-default')) {
    const found = resolveAll(names.map((name) => book.resolve(name, line)))
    return found.values.length === 0 ? { ...found, values: [ANY_SERVICE] } : found
  }
  const ports = applications.map((name) => APPLICATION_PORTS.get(name) ?? null)
  const known = ports.filter((services) => services !== null).flat()
  const isWhole = ports.length > 0 && ports.every((services) => services !== null)
  return isWhole
    ? { values: known, conditions: [] }
    : { values: [ANY_SERVICE], conditions: ['ports of the application'] }
}
