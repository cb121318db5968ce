// One rule of nftables: matches from left to right, then a verdict. What a match asks beyond the neutral form is a condition.
import { ANY_IPV4, ANY_IPV6, commonRanges, type IpRange, mergeRanges, parseRange, withoutRanges } from '../ranges.ts'
import { tellFault } from '../reading.ts'
import { mergePorts, type PortRange, parsePorts, protocolNumber, TCP, UDP, withoutPorts } from '../services.ts'
import { type ChainRule, type ChainRuleParts, chainRule, newParts } from './chains.ts'
import { type NftNames, type NftStatement, type NftWord, setValues, wordText } from './nft-words.ts'

interface Draft extends ChainRuleParts {
  source: readonly IpRange[] | null
  destination: readonly IpRange[] | null
  from: readonly string[] | null
  to: readonly string[] | null
  remark: string | null
  isForNew: boolean
  isLogged: boolean
}

/** Words that say how something is matched and change nothing here. */
const FILLER = new Set(['==', 'eq', 'meta', 'counter', 'packets', 'bytes', 'with', 'type'])

class Words {
  readonly #words: readonly NftWord[]
  at = 0

  constructor(words: readonly NftWord[]) {
    this.#words = words
  }

  get isAtEnd(): boolean {
    return this.at >= this.#words.length
  }

  next(): NftWord {
    this.at += 1
    return this.#words[this.at - 1] ?? ''
  }

  peek(): NftWord {
    return this.#words[this.at] ?? ''
  }

  /** `!=` before a value. */
  takeNot(): boolean {
    if (this.peek() === '==' || this.peek() === 'eq') this.at += 1
    if (this.peek() !== '!=' && this.peek() !== 'ne') return false
    this.at += 1
    return true
  }

  /** A value that may go on after commas (`new, related`). */
  takeValues(): readonly NftWord[] {
    const taken = [this.next()]
    while (this.peek() === ',') {
      this.at += 1
      taken.push(this.next())
    }
    return taken
  }
}

/** `aside` for a rule without a verdict; null when its verdict is not understood. */
export function readNftRule(statement: NftStatement, family: string, names: NftNames): ChainRule | 'aside' | null {
  const draft: Draft = {
    ...newParts(),
    source: family === 'ip' ? ANY_IPV4 : family === 'ip6' ? ANY_IPV6 : null,
    destination: family === 'ip' ? ANY_IPV4 : family === 'ip6' ? ANY_IPV6 : null,
    from: null,
    to: null,
    remark: null,
    isForNew: true,
    isLogged: false,
  }
  const words = new Words(statement.words)
  let verdict: { readonly action: 'accept' | 'deny' | 'return'; readonly jump: ChainRule['jump'] } | null = null
  while (!words.isAtEnd) {
    const word = words.next()
    if (word === 'accept') verdict = { action: 'accept', jump: null }
    else if (word === 'drop' || word === 'reject') verdict = { action: 'deny', jump: null }
    else if (word === 'return') verdict = { action: 'return', jump: null }
    else if (word === 'jump' || word === 'goto') {
      verdict = { action: 'deny', jump: { chain: wordText(words.next()), isGoto: word === 'goto' } }
    } else if (typeof word === 'string') readMatch(word, words, draft, statement, names)
    else return null
  }
  if (verdict === null)
    return draft.conditions.some((text) => /vmap|queue|dnat|snat|masquerade|redirect/.test(text)) ? null : 'aside'
  const { source, destination, from, to, remark, isForNew, isLogged } = draft
  const rule = chainRule(statement.line, draft, {
    id: remark ?? `line ${statement.line}`,
    action: verdict.action,
    remark,
    from,
    to,
    isForNew,
    isLogged,
    ...(source === null ? {} : { source }),
    ...(destination === null ? {} : { destination }),
  })
  return { rule, jump: verdict.jump }
}

function readMatch(word: string, words: Words, draft: Draft, statement: NftStatement, names: NftNames): void {
  const key = ['ip', 'ip6', 'tcp', 'udp', 'th', 'ct', 'meta', 'icmp', 'icmpv6', 'sctp'].includes(word)
    ? `${word} ${wordText(words.peek())}`
    : word
  if (key !== word && key !== 'meta ') words.at += 1
  switch (key) {
    case 'ip saddr':
    case 'ip6 saddr':
      draft.source = addressesOf(words, draft.source, draft, statement, names)
      return
    case 'ip daddr':
    case 'ip6 daddr':
      draft.destination = addressesOf(words, draft.destination, draft, statement, names)
      return
    case 'tcp dport':
    case 'udp dport':
    case 'sctp dport':
    case 'th dport':
      narrow(draft, key)
      draft.ports = portsOf(words, draft, statement, names)
      return
    case 'tcp sport':
    case 'udp sport':
    case 'sctp sport':
    case 'th sport':
      narrow(draft, key)
      draft.sourcePorts = portsOf(words, draft, statement, names)
      return
    case 'ip protocol':
    case 'ip6 nexthdr':
    case 'meta l4proto':
      readProtocol(words, draft, key)
      return
    case 'iifname':
    case 'iif':
    case 'meta iifname':
    case 'meta iif':
      draft.from = namesOf(words, draft, key, names)
      return
    case 'oifname':
    case 'oif':
    case 'meta oifname':
    case 'meta oif':
      draft.to = namesOf(words, draft, key, names)
      return
    case 'meta nfproto':
      readFamily(words, draft)
      return
    case 'ct state': {
      const isNot = words.takeNot()
      const states = words.takeValues().flatMap((value) => setValues(value))
      draft.isForNew = states.includes('new') !== isNot
      return
    }
    case 'comment':
      draft.remark = wordText(words.next())
      return
    case 'counter':
      while (/^(packets|bytes|\d+)$/.test(wordText(words.peek()))) words.at += 1
      return
    case 'log':
      draft.isLogged = true
      while (/^(prefix|level|group|snaplen|queue-threshold|flags)$/.test(wordText(words.peek()))) words.at += 2
      return
    case 'with':
      while (!words.isAtEnd && words.peek() !== 'comment') words.at += 1
      return
    default:
  }
  if (FILLER.has(key)) return
  if (key.startsWith('icmp')) draft.protocols ??= [key.startsWith('icmpv6') ? 58 : 1]
  const asked: string[] = [key]
  while (
    !words.isAtEnd &&
    !/^(accept|drop|reject|return|jump|goto|comment|counter|log|tcp|udp|ip|ip6|iifname|oifname|ct|meta)$/.test(
      wordText(words.peek()),
    )
  ) {
    const value = words.next()
    asked.push(typeof value === 'string' ? value : setValues(value).join(', '))
  }
  draft.conditions.push(asked.join(' '))
}

function narrow(draft: Draft, key: string): void {
  if (key.startsWith('tcp')) draft.protocols = [TCP]
  else if (key.startsWith('udp')) draft.protocols = [UDP]
  else if (key.startsWith('sctp')) draft.protocols = [132]
}

function valuesOf(words: Words, names: NftNames): readonly string[] | null {
  const all: string[] = []
  for (const word of words.takeValues()) {
    for (const value of setValues(word)) {
      if (!value.startsWith('@') && !value.startsWith('$')) all.push(value)
      else {
        const known = names.values.get(value)
        if (known === undefined) return null
        all.push(...known)
      }
    }
  }
  return all
}

function addressesOf(
  words: Words,
  before: readonly IpRange[] | null,
  draft: Draft,
  statement: NftStatement,
  names: NftNames,
): readonly IpRange[] | null {
  const isNot = words.takeNot()
  const at = words.at
  const values = valuesOf(words, names)
  const ranges = values?.map((value) => parseRange(value)) ?? [null]
  const known = ranges.filter((range) => range !== null)
  if (known.length < ranges.length) {
    words.at = at
    const said = words
      .takeValues()
      .flatMap((word) => setValues(word))
      .join(', ')
    tellFault(names.reading, statement.line, values === null ? 'firewall.no-such-object' : 'firewall.bad-address', said)
    draft.conditions.push(`address ${said}`)
    return before
  }
  const family = known[0]?.bits === 128 ? ANY_IPV6 : ANY_IPV4
  const said = isNot ? commonRanges(withoutRanges(known), family) : mergeRanges(known)
  return before === null ? said : commonRanges(before, said)
}

function portsOf(words: Words, draft: Draft, statement: NftStatement, names: NftNames): readonly PortRange[] | null {
  const isNot = words.takeNot()
  const values = valuesOf(words, names)
  const ports = values?.map((value) => parsePorts(value)) ?? [null]
  const known = ports.filter((range) => range !== null)
  if (known.length < ports.length) {
    const said = (values ?? ['unknown set']).join(', ')
    tellFault(names.reading, statement.line, values === null ? 'firewall.no-such-object' : 'firewall.bad-port', said)
    draft.conditions.push(`port ${said}`)
    return null
  }
  return isNot ? withoutPorts(known) : mergePorts(known)
}

function readProtocol(words: Words, draft: Draft, key: string): void {
  const isNot = words.takeNot()
  const said = words.takeValues().flatMap((word) => setValues(word))
  const numbers = said.map((text) => protocolNumber(text))
  const known = numbers.filter((number) => number !== null)
  if (isNot || known.length < numbers.length) draft.conditions.push(`${key} ${isNot ? '!= ' : ''}${said.join(', ')}`)
  else draft.protocols = known
}

function readFamily(words: Words, draft: Draft): void {
  const family = words.next() === 'ipv6' ? ANY_IPV6 : ANY_IPV4
  draft.source = draft.source === null ? family : commonRanges(draft.source, family)
  draft.destination = draft.destination === null ? family : commonRanges(draft.destination, family)
}

function namesOf(words: Words, draft: Draft, key: string, names: NftNames): readonly string[] | null {
  const isNot = words.takeNot()
  const values = valuesOf(words, names)
  if (!isNot && values !== null) return values
  draft.conditions.push(`${key} ${isNot ? '!= ' : ''}${(values ?? ['unknown set']).join(', ')}`)
  return null
}
