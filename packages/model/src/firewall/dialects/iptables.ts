// `iptables-save` and `ip6tables-save`: the table `filter`. Other tables change packets or addresses; their rules are kept as unknown.
import { type IpRange, parseRange, rangeBetween, withoutRanges } from '../ranges.ts'
import { keepUnknown, newReading, newRule, type Reading, ruleSetOf, tellFault } from '../reading.ts'
import type { FirewallPolicy, FirewallRule, RuleSet } from '../rule-set.ts'
import { type PortRange, parsePorts, protocolNumber, withoutPorts } from '../services.ts'
import { type ChainRule, type ChainRuleParts, type ChainText, chainRule, layOutChain, newParts } from './chains.ts'
import { type Line, linesOf } from './words.ts'

const PATHS = { FORWARD: 'forward', INPUT: 'input', OUTPUT: 'output' } as const

export function readIptables(text: string): RuleSet {
  const reading = newReading()
  const chains = new Map<string, ChainText>()
  const ends = new Map<string, 'accept' | 'deny'>()
  let table = ''
  let opened = 0
  for (const line of linesOf(text)) {
    const [first = '', second = ''] = line.words
    if (first.startsWith('#')) reading.asideCount += 1
    else if (first.startsWith('*')) {
      table = first.slice(1)
      opened = line.number
    } else if (first === 'COMMIT') table = ''
    else if (table !== 'filter') keepUnknown(reading, line.number, line.text)
    else if (first.startsWith(':')) {
      chains.set(first.slice(1), { line: line.number, rules: [] })
      if (second === 'ACCEPT' || second === 'DROP') ends.set(first.slice(1), second === 'ACCEPT' ? 'accept' : 'deny')
    } else {
      const at = /^\[\d+:\d+\]$/.test(first) ? 1 : 0
      const chain = chains.get(line.words[at + 1] ?? '')
      const rule = line.words[at] === '-A' && chain !== undefined ? readRule(line, at + 2, reading) : null
      if (rule === null) {
        keepUnknown(reading, line.number, line.text)
        chain?.rules.push({ rule: newRule(line.number, { action: 'unknown' }), jump: null })
      } else if (rule !== 'aside') chain!.rules.push(rule)
    }
  }
  if (table !== '') tellFault(reading, opened, 'firewall.not-closed', `*${table}`)
  const policies = Object.entries(PATHS).flatMap(([name, path]): readonly FirewallPolicy[] => {
    if (!chains.has(name)) return []
    const rules = layOutChain(chains, name, reading)
    return [{ name, path, from: null, to: null, otherwise: ends.get(name) ?? 'accept', rules }]
  })
  return ruleSetOf('iptables', reading, { policies })
}

interface Draft extends ChainRuleParts {
  source: readonly IpRange[] | null
  destination: readonly IpRange[] | null
  from: string[] | null
  to: string[] | null
  remark: string | null
  isForNew: boolean
}

const HARMLESS_MODULES = new Set([
  'tcp',
  'udp',
  'multiport',
  'state',
  'conntrack',
  'comment',
  'iprange',
  'icmp',
  'icmp6',
])
/** Options that decide on nothing, or on every packet that opens a connection. */
const TARGET_OPTIONS = new Set([
  '--syn',
  '--log-tcp-options',
  '--log-ip-options',
  '--reject-with',
  '--log-prefix',
  '--log-level',
  '--nflog-group',
  '--nflog-prefix',
])

/** `aside` for a rule that only counts or logs; null when its end is not understood. */
function readRule(line: Line, start: number, reading: Reading): ChainRule | 'aside' | null {
  const draft: Draft = {
    ...newParts(),
    source: null,
    destination: null,
    from: null,
    to: null,
    remark: null,
    isForNew: true,
  }
  const { words } = line
  let target: string | null = null
  let isGoto = false
  for (let at = start; at < words.length; ) {
    const isNegated = words[at] === '!'
    const option = words[isNegated ? at + 1 : at] ?? ''
    const first = at + (isNegated ? 2 : 1)
    at = endOfValues(words, option, first)
    const value = words.slice(first, at).join(' ')
    if (option === '-j' || option === '--jump' || option === '-g' || option === '--goto') {
      target = words[first] ?? ''
      isGoto = option.includes('g')
    } else if (option === '-m' || option === '--match') {
      if (!HARMLESS_MODULES.has(value)) draft.conditions.push(`match ${value}`)
    } else if (option === '-f') draft.conditions.push('fragment')
    else if (!TARGET_OPTIONS.has(option)) readMatch(option, value, isNegated, draft, line, reading)
  }
  if (target === null || target === 'LOG' || target === 'NFLOG' || target === 'ULOG') {
    reading.asideCount += 1
    return 'aside'
  }
  const action = target === 'ACCEPT' ? 'accept' : target === 'RETURN' ? 'return' : 'deny'
  const isJump = !['ACCEPT', 'RETURN', 'DROP', 'REJECT', 'TARPIT'].includes(target)
  if (
    isJump &&
    target === target.toUpperCase() &&
    /^(MARK|CONNMARK|TOS|DSCP|QUEUE|NFQUEUE|SET|TRACE|CT|TCPMSS|AUDIT)$/.test(target)
  )
    return null
  const { source, destination, from, to, remark, isForNew } = draft
  const given: Partial<FirewallRule> = {
    id: remark ?? `line ${line.number}`,
    action,
    remark,
    from,
    to,
    isForNew,
    ...(source === null ? {} : { source }),
    ...(destination === null ? {} : { destination }),
  }
  return { rule: chainRule(line.number, draft, given), jump: isJump ? { chain: target, isGoto } : null }
}

/** Values of an option end where the next option begins; what people wrote may begin like one. */
function endOfValues(words: readonly string[], option: string, first: number): number {
  if (option === '--comment' || option.endsWith('-prefix')) return first + 1
  let end = first
  while (end < words.length && words[end] !== '!' && !/^--?[a-z]/.test(words[end]!)) end += 1
  return end
}

function readMatch(
  option: string,
  value: string,
  isNegated: boolean,
  draft: Draft,
  line: Line,
  reading: Reading,
): void {
  const said = `${isNegated ? '! ' : ''}${option} ${value}`
  switch (option) {
    case '-s':
    case '--source':
      draft.source = addressesOf(value, isNegated, draft, line, reading)
      return
    case '-d':
    case '--destination':
      draft.destination = addressesOf(value, isNegated, draft, line, reading)
      return
    case '--src-range':
    case '--dst-range': {
      const [first = '', last = ''] = value.split('-')
      const range = rangeBetween(first, last)
      if (range === null) break
      const ranges = isNegated ? withoutRanges([range]) : [range]
      if (option === '--src-range') draft.source = ranges
      else draft.destination = ranges
      return
    }
    case '-i':
    case '--in-interface':
      if (isNegated) break
      draft.from = [pattern(value)]
      return
    case '-o':
    case '--out-interface':
      if (isNegated) break
      draft.to = [pattern(value)]
      return
    case '-p':
    case '--protocol': {
      const number = value === 'all' ? null : protocolNumber(value)
      if (isNegated || (number === null && value !== 'all')) break
      draft.protocols = [number]
      return
    }
    case '--dport':
    case '--destination-port':
    case '--dports':
    case '--destination-ports':
      draft.ports = portsOf(value, isNegated, draft, line, reading)
      return
    case '--sport':
    case '--source-port':
    case '--sports':
    case '--source-ports':
      draft.sourcePorts = portsOf(value, isNegated, draft, line, reading)
      return
    case '--state':
    case '--ctstate':
      draft.isForNew = value.split(',').includes('NEW') !== isNegated
      if (/UNTRACKED|DNAT|SNAT/.test(value)) break
      return
    case '--comment':
      draft.remark = value
      return
    default:
  }
  draft.conditions.push(said)
}

/** `eth+` of iptables is `eth*` in the neutral form. */
function pattern(name: string): string {
  return name.endsWith('+') ? `${name.slice(0, -1)}*` : name
}

function addressesOf(
  value: string,
  isNegated: boolean,
  draft: Draft,
  line: Line,
  reading: Reading,
): readonly IpRange[] | null {
  const ranges = value.split(',').map((text) => parseRange(text))
  const known = ranges.filter((range) => range !== null)
  if (known.length === ranges.length) return isNegated ? withoutRanges(known) : known
  tellFault(reading, line.number, 'firewall.bad-address', value)
  draft.conditions.push(`address ${value}`)
  return null
}

function portsOf(
  value: string,
  isNegated: boolean,
  draft: Draft,
  line: Line,
  reading: Reading,
): readonly PortRange[] | null {
  const ports = value.split(',').map((text) => parsePorts(text.replace(/^:/, '0:').replace(/:$/, ':65535')))
  const known = ports.filter((range) => range !== null)
  if (known.length === ports.length) return isNegated ? withoutPorts(known) : known
  tellFault(reading, line.number, 'firewall.bad-port', value)
  draft.conditions.push(`port ${value}`)
  return null
}
