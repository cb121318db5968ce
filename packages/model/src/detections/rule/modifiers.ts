// Modifiers behind a field name, applied to its values in the order in which they stand. Source: Sigma modifiers appendix 2.1.0.
import { RegularExpression } from '../expression/expression.ts'
import { parseAddresses } from '../value/addresses.ts'
import { base64Of, base64Offsets, textOfBytes, utf8Of, utf16Of } from '../value/encodings.ts'
import { openPattern, type PatternPiece, parsePattern, withDashes } from '../value/pattern.ts'
import type { RuleFaultCode } from './fault.ts'
import { type Placeholders, withPlaceholders } from './placeholders.ts'
import { type Comparison, type Position, TIME_PARTS, type TimePart, type ValueTest } from './rule.ts'
import type { RuleScalar } from './source.ts'

/** Modifiers of one item, held against each other once. */
export interface Modifiers {
  readonly all: boolean
  readonly negated: boolean
  readonly cased: boolean
  readonly type: 'text' | 'expression' | 'addresses' | 'compare' | 'exists' | 'field'
  readonly by: Comparison
  readonly part: TimePart | null
  readonly flags: { readonly ignoreCase: boolean; readonly multiline: boolean; readonly dotAll: boolean }
  readonly position: Position
  /** What is done to a text before it is looked for, in order. */
  readonly changes: readonly Change[]
}

type Change = 'contains' | 'startswith' | 'endswith' | 'windash' | 'expand' | Encoding
type Encoding = 'wide' | 'utf16le' | 'utf16be' | 'utf16' | 'base64' | 'base64offset'

export interface ModifierFault {
  readonly code: RuleFaultCode
  readonly word: string
}

const CHANGES: ReadonlySet<string> = new Set<Change>([
  'contains',
  'startswith',
  'endswith',
  'windash',
  'expand',
  'wide',
  'utf16le',
  'utf16be',
  'utf16',
  'base64',
  'base64offset',
])
const POSITIONS: Readonly<Record<string, Position>> = { contains: 'anywhere', startswith: 'start', endswith: 'end' }
const COMPARISONS: ReadonlySet<string> = new Set<Comparison>(['lt', 'lte', 'gt', 'gte'])
const PARTS: ReadonlySet<string> = new Set(TIME_PARTS)
const FLAGS: Readonly<Record<string, keyof Modifiers['flags']>> = { i: 'ignoreCase', m: 'multiline', s: 'dotAll' }
const TYPES: Readonly<Record<string, Modifiers['type']>> = {
  re: 'expression',
  cidr: 'addresses',
  exists: 'exists',
  fieldref: 'field',
}
/** What may stand beside a type that is not text. */
const BESIDE: Readonly<Record<Modifiers['type'], ReadonlySet<string>>> = {
  text: new Set(['cased', ...CHANGES]),
  expression: new Set(['i', 'm', 's', 'expand']),
  addresses: new Set(['expand']),
  compare: new Set(),
  exists: new Set(),
  field: new Set(['cased', 'contains', 'startswith', 'endswith']),
}

export function readModifiers(words: readonly string[]): Modifiers | ModifierFault {
  let type: Modifiers['type'] = 'text'
  let by: Comparison = 'eq'
  let part: TimePart | null = null
  const flags = { ignoreCase: false, multiline: false, dotAll: false }
  const beside: string[] = []
  for (const word of words) {
    const isTime = PARTS.has(word)
    const named = TYPES[word] ?? (COMPARISONS.has(word) || isTime ? 'compare' : null)
    if (named !== null) {
      if (type !== 'text' && (type !== named || named !== 'compare')) return wrong(words)
      type = named
      if (isTime && part !== null) return wrong(words)
      if (isTime) part = word as TimePart
      else if (named === 'compare' && by !== 'eq') return wrong(words)
      else if (named === 'compare') by = word as Comparison
    } else if (FLAGS[word] !== undefined) {
      if (type !== 'expression') return wrong(words)
      flags[FLAGS[word]] = true
      beside.push(word)
    } else if (word !== 'all' && word !== 'neq' && word !== 'cased' && !CHANGES.has(word))
      return { code: 'rule.unknown-modifier', word }
    else if (word !== 'all' && word !== 'neq') beside.push(word)
  }
  if (!beside.every((word) => BESIDE[type].has(word))) return wrong(words)
  const changes = words.filter((word) => CHANGES.has(word)) as Change[]
  const positions = changes.map((change) => POSITIONS[change]).filter((position) => position !== undefined)
  const [all, negated, cased] = ['all', 'neq', 'cased'].map((word) => words.includes(word)) as [
    boolean,
    boolean,
    boolean,
  ]
  return { all, negated, cased, type, by, part, flags, position: positions.at(-1) ?? 'whole', changes }
}

/** The tests that one value means: more than one when it is encoded in several ways or holds a placeholder. */
export function testsOf(
  value: RuleScalar,
  modifiers: Modifiers,
  placeholders: Placeholders,
): readonly ValueTest[] | ModifierFault {
  const { type } = modifiers
  if (type === 'exists') {
    const wanted = typeof value === 'boolean' ? value : null
    return wanted === null ? unsuited(value) : [{ kind: 'exists', wanted }]
  }
  if (value === null) return type === 'text' && modifiers.changes.length === 0 ? [{ kind: 'null' }] : unsuited(value)
  const text = String(value)
  if (type === 'compare') {
    const number = text.trim() === '' ? Number.NaN : Number(text)
    return Number.isFinite(number)
      ? [{ kind: 'compare', part: modifiers.part, by: modifiers.by, value: number }]
      : unsuited(value)
  }
  if (type === 'field') return [{ kind: 'field', field: text, at: modifiers.position, isCased: modifiers.cased }]
  return textTests(text, modifiers, placeholders)
}

function textTests(
  text: string,
  modifiers: Modifiers,
  placeholders: Placeholders,
): readonly ValueTest[] | ModifierFault {
  const isExpanded = modifiers.changes.includes('expand')
  const filled = isExpanded ? withPlaceholders(text, placeholders) : [text]
  if ('missing' in filled) return { code: 'rule.unknown-placeholder', word: filled.missing }
  if (modifiers.type === 'text') {
    const many = filled.map((each) => patternTests(each, modifiers))
    return many.find(isModifierFault) ?? (many as readonly (readonly ValueTest[])[]).flat()
  }
  const tests: ValueTest[] = []
  for (const each of filled) {
    if (modifiers.type === 'expression') {
      const expression = RegularExpression.of(each, modifiers.flags)
      if (!expression.ok) return { code: 'rule.broken-expression', word: expression.refusal }
      tests.push({ kind: 'expression', expression: expression.value })
    } else {
      const addresses = parseAddresses(each)
      if (addresses === null) return unsuited(each)
      tests.push({ kind: 'addresses', addresses })
    }
  }
  return tests
}

function patternTests(text: string, modifiers: Modifiers): readonly ValueTest[] | ModifierFault {
  let forms: readonly (readonly PatternPiece[])[] = [parsePattern(text)]
  let bytes: Uint8Array | null = null
  for (const change of modifiers.changes) {
    const position = POSITIONS[change]
    if (position !== undefined) {
      forms = forms.map((pieces) => openPattern(pieces, position as 'anywhere' | 'start' | 'end'))
      bytes = null
    } else if (change === 'windash') forms = forms.map(withDashes)
    else if (change !== 'expand') {
      const plain = forms.length === 1 ? plainText(forms[0]!) : null
      if (plain === null) return { code: 'rule.wrong-value', word: text }
      const given: Uint8Array = bytes ?? utf8Of(plain)
      const done = encoded(change as Encoding, plain, given)
      forms = done.texts.map((each) => (each === '' ? [] : [each]))
      bytes = done.bytes
    }
  }
  return forms.map((pieces) => ({ kind: 'text', pattern: { pieces, isCased: modifiers.cased } }))
}

function encoded(
  change: Encoding,
  plain: string,
  bytes: Uint8Array,
): { readonly texts: readonly string[]; readonly bytes: Uint8Array | null } {
  switch (change) {
    case 'base64':
      return { texts: [base64Of(bytes)], bytes: null }
    case 'base64offset':
      return { texts: base64Offsets(bytes), bytes: null }
    case 'utf16be':
      return asBytes(utf16Of(plain, 'big'))
    case 'utf16':
      return asBytes(utf16Of(plain, 'little', true))
    case 'wide':
    case 'utf16le':
      return asBytes(utf16Of(plain, 'little'))
  }
}

function asBytes(bytes: Uint8Array): { readonly texts: readonly string[]; readonly bytes: Uint8Array } {
  return { texts: [textOfBytes(bytes)], bytes }
}

/** A text without wildcards; null when it has some, for they have no encoded form. */
function plainText(pieces: readonly PatternPiece[]): string | null {
  if (pieces.length === 0) return ''
  const [only] = pieces
  return pieces.length === 1 && typeof only === 'string' ? only : null
}

export function isModifierFault(value: object): value is ModifierFault {
  return 'code' in value
}

function unsuited(value: RuleScalar): ModifierFault {
  return { code: 'rule.wrong-value', word: String(value) }
}

function wrong(words: readonly string[]): ModifierFault {
  return { code: 'rule.wrong-modifier', word: words.join('|') }
}
