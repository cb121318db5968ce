// `nft list ruleset`: tables, base chains with hook and policy, chains, named sets and definitions.
import { keepUnknown, newReading, newRule, type Reading, ruleSetOf } from '../reading.ts'
import type { FirewallPolicy, RuleSet } from '../rule-set.ts'
import { type ChainText, layOutChain } from './chains.ts'
import { readNftRule } from './nft-rule.ts'
import {
  type NftNames,
  type NftStatement,
  type NftWord,
  readNftStatements,
  setValues,
  statementText,
  wordText,
} from './nft-words.ts'

const PATHS: Readonly<Record<string, 'forward' | 'input' | 'output'>> = {
  forward: 'forward',
  input: 'input',
  output: 'output',
}

export function readNftables(text: string): RuleSet {
  const reading = newReading()
  const policies: FirewallPolicy[] = []
  const defined = new Map<string, readonly string[]>()
  for (const statement of readNftStatements(text, reading)) {
    const [verb, ...rest] = statement.words
    if (verb === 'table') policies.push(...readTable(statement, defined, reading))
    else if (verb === 'define' && typeof rest[0] === 'string') define(`$${rest[0]}`, rest.slice(2), defined)
    else if (verb === 'flush' || verb === 'delete' || verb === 'destroy') reading.asideCount += 1
    else keepUnknown(reading, statement.line, statementText(statement))
  }
  return ruleSetOf('nftables', reading, { policies })
}

function define(name: string, words: readonly NftWord[], values: Map<string, readonly string[]>): void {
  values.set(
    name,
    words.flatMap((word) => setValues(word).flatMap((value) => values.get(value) ?? [value])),
  )
}

function readTable(
  table: NftStatement,
  defined: ReadonlyMap<string, readonly string[]>,
  reading: Reading,
): readonly FirewallPolicy[] {
  const family = table.words.length > 3 ? wordText(table.words[1]) : 'ip'
  const block = table.words.find((word) => typeof word !== 'string')
  if (block === undefined || !['inet', 'ip', 'ip6'].includes(family)) {
    keepUnknown(reading, table.line, statementText(table))
    return []
  }
  const names: NftNames = { values: new Map(defined), reading }
  const chains = new Map<string, ChainText>()
  const bases: Omit<FirewallPolicy, 'rules'>[] = []
  const chainBlocks: { readonly chain: ChainText; readonly statements: readonly NftStatement[] }[] = []
  for (const statement of block.block) {
    const [verb, name = '', inner] = statement.words
    if (verb === 'set' && typeof name === 'string' && typeof inner === 'object') readSet(name, inner.block, names)
    else if (verb === 'chain' && typeof name === 'string' && typeof inner === 'object') {
      const chain: ChainText = { line: statement.line, rules: [] }
      chains.set(name, chain)
      chainBlocks.push({ chain, statements: inner.block })
      const base = baseOf(name, inner.block)
      if (base !== null) bases.push(base)
    } else if (verb === 'define' && typeof name === 'string') define(`$${name}`, statement.words.slice(3), names.values)
    else keepUnknown(reading, statement.line, statementText(statement))
  }
  for (const { chain, statements } of chainBlocks) {
    for (const statement of statements) {
      const [verb] = statement.words
      if (verb === 'type') continue
      if (verb === 'policy' || verb === 'comment') continue
      const rule = readNftRule(statement, family, names)
      if (rule === 'aside') reading.asideCount += 1
      else if (rule !== null) chain.rules.push(rule)
      else {
        keepUnknown(reading, statement.line, statementText(statement))
        chain.rules.push({ rule: newRule(statement.line, { action: 'unknown' }), jump: null })
      }
    }
  }
  return bases.map((base) => ({ ...base, rules: layOutChain(chains, base.name, reading) }))
}

/** `type filter hook forward priority 0; policy drop;`, null for a chain that only others jump to, or of another kind. */
function baseOf(name: string, statements: readonly NftStatement[]): Omit<FirewallPolicy, 'rules'> | null {
  const type = statements.find(({ words }) => words[0] === 'type')?.words ?? []
  const path = PATHS[wordText(type[type.indexOf('hook') + 1])]
  if (type[1] !== 'filter' || path === undefined) return null
  const said = statements.find(({ words }) => words[0] === 'policy')?.words[1]
  return { name, path, from: null, to: null, otherwise: said === 'drop' ? 'deny' : 'accept' }
}

function readSet(name: string, statements: readonly NftStatement[], names: NftNames): void {
  const elements = statements.find(({ words }) => words[0] === 'elements')
  const values = elements === undefined ? [] : setValues(elements.words[2])
  const bare = values.map((value) => value.replace(/ (timeout|expires|comment|counter) .*$/, ''))
  names.values.set(
    `@${name}`,
    bare.flatMap((value) => names.values.get(value) ?? [value]),
  )
}
