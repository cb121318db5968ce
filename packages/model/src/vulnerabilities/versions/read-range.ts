// The grammar of version ranges in OT advisories: vers, comparators, lists, trains, words ("and prior", "through"), conditions in
// brackets, serial numbers, products in the slot of a version.
import type { Bound, Interval, Range, RangeException, SerialRule } from './range.ts'
import { parseVersion, type Version } from './version.ts'

/** `null` where the tree has no version: all versions. `isRange` says that the slot holds a range and not one version. */
export function readRange(text: string | null): Range {
  if (text === null) return { ...EMPTY, text: '*', intervals: [{ kind: 'all' }] }
  const serial = serialOf(text)
  if (serial !== null) return { ...EMPTY, text, intervals: [{ kind: 'all' }], serial }
  const { rest: withoutCondition, condition } = takeCondition(normalised(text))
  const { rest, exceptions } = takeExceptions(withoutCondition)
  const { models, versions } = takeModels(rest)
  if (versions === '' || ALL.test(versions)) {
    return { ...EMPTY, text, intervals: [{ kind: 'all' }], condition, models, exceptions }
  }
  const pieces = piecesOf(versions)
  const read = assemble(pieces)
  return { ...EMPTY, text, ...read, condition, models, exceptions }
}

const EMPTY: Range = {
  text: '',
  intervals: [],
  exceptions: [],
  condition: null,
  models: [],
  serial: null,
  isUnread: false,
}
const ALL = /^(\*|-|n\/a|all|any|all versions?|all (firmware|software) versions?|all releases?|versions? \*)$/

function normalised(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('_', ' ')
    .replaceAll('≤', '<=')
    .replaceAll('≥', '>=')
    .replaceAll('=<', '<=')
    .replaceAll('=>', '>=')
    .replaceAll(/([<>])\s+=/g, '$1=')
    .replace(/^vers:[a-z]*\//, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** `- (if VP6E5000 is installed)`, `only with CODESYS runtime`. */
function takeCondition(text: string): { readonly rest: string; readonly condition: string | null } {
  const match = /[\s,;-]*\(?\b((?:only |and )?(?:if|when|where|with|using|running|in combination)\b[^)]*)\)?/.exec(text)
  if (match === null) return { rest: text, condition: null }
  return { rest: text.replace(match[0], '').trim(), condition: match[1]!.trim() }
}

function takeExceptions(text: string): { readonly rest: string; readonly exceptions: readonly RangeException[] } {
  const exceptions: RangeException[] = []
  const rest = text.replaceAll(/\s*\(([^)]*[a-z][^)]*)\)/g, (whole, inside: string) => {
    const named = /^([a-z][\w-]*\d[\w-]*) (\S+) and (?:prior|earlier|below)$/.exec(inside)
    const prior = named === null ? null : parseVersion(named[2]!)
    if (prior !== null) exceptions.push({ product: named![1]!, end: { version: prior, isInclusive: true } })
    const turned = /^(\S+) for (\S+)$/.exec(inside)
    const end = turned === null ? null : parseVersion(turned[1]!)
    if (end !== null) exceptions.push({ product: turned![2]!, end: { version: end, isInclusive: false } })
    return prior === null && end === null ? whole : ''
  })
  return { rest: rest.trim(), exceptions }
}

/** `TSXETY4103 *`: an order number, then its versions. */
function takeModels(text: string): { readonly models: readonly string[]; readonly versions: string } {
  const match = /^([a-z]{2,}[\w-]*\d{3,}[\w-]*)\s+(\*|all versions?|[<>=].*)$/.exec(text)
  return match === null ? { models: [], versions: text } : { models: [match[1]!], versions: match[2]! }
}

interface Piece {
  readonly sign: '<' | '<=' | '>' | '>=' | '='
  readonly version: Version | null
}

/** Words become signs, so that one reader does for both. */
function piecesOf(text: string): readonly Piece[] {
  const signed = text
    .replaceAll(/\b(?:all )?(?:firmware |software |product )?(?:versions?|releases?|ver\.)\b/g, ' ')
    .replace(/^\s*all\s+(?=[<>=\w])/, '')
    .replaceAll(
      /\b(?:prior to|earlier than|before|older than|lower than|less than|below)\s+(?:and including\s+)?/g,
      '< ',
    )
    .replaceAll(
      /(\S+(?: (?:sp|patch|update|upd|hf|fp|p)\s?\w+)*)\s*,?\s+(?:and|or)\s+(?:all )?(?:prior|earlier|below|older|lower|previous)\b/g,
      '<= $1',
    )
    .replaceAll(
      /(\S+(?: (?:sp|patch|update|upd|hf|fp|p)\s?\w+)*)\s*,?\s+(?:and|or)\s+(?:later|newer|above|higher|after)\b/g,
      '>= $1',
    )
    .replaceAll(
      /(<|>|<=|>=)?\s*(\S+)\s+(?:up to and including|through|thru|to|–)\s+/g,
      (_, sign: string | undefined, from: string) => `${sign ?? '>='} ${from} | <= `,
    )
    .replaceAll(/\b(?:up to and including|up to)\s+/g, '<= ')
  return signed
    .split(/\s*(?:\||,|;|&|\band\b|\bor\b)\s*|(?<=[\w.)])\s+(?=[<>])/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .flatMap(pieceOf)
}

function pieceOf(part: string): readonly Piece[] {
  const match = /^(<=|>=|<|>|==?)?\s*(.*?)\.?$/.exec(part)!
  const sign = (match[1] === '==' ? '=' : (match[1] ?? '=')) as Piece['sign']
  const written = match[2]!
  const several = /^(?:[a-z]{0,2}\d+(?:\.\w+)+\s+)+[a-z]{0,2}\d+(?:\.\w+)+$/.test(written)
  const versions = several ? written.split(/\s+/) : [written]
  return versions.map((version) => ({ sign, version: parseVersion(version) }))
}

function assemble(pieces: readonly Piece[]): { readonly intervals: readonly Interval[]; readonly isUnread: boolean } {
  const intervals: Interval[] = []
  let isUnread = pieces.length === 0
  for (let at = 0; at < pieces.length; at += 1) {
    const { sign, version } = pieces[at]!
    if (version === null) isUnread = true
    else if (sign === '=') intervals.push({ kind: 'exact', version })
    else if (sign === '<' || sign === '<=') {
      const ends = [boundOf(sign, version)]
      for (let next = pieces[at + 1]; next?.sign === sign && next.version !== null; next = pieces[at + 1]) {
        ends.push(boundOf(sign, next.version))
        at += 1
      }
      intervals.push(ends.length > 1 ? { kind: 'trains', ends } : { kind: 'between', lower: null, upper: ends[0]! })
    } else {
      const next = pieces[at + 1]
      const hasEnd = next !== undefined && next.version !== null && next.sign.startsWith('<')
      const upper = hasEnd ? boundOf(next.sign, next.version!) : null
      intervals.push({ kind: 'between', lower: boundOf(sign, version), upper })
      if (hasEnd) at += 1
    }
  }
  return { intervals, isUnread }
}

function boundOf(sign: Piece['sign'], version: Version): Bound {
  return { version, isInclusive: sign.endsWith('=') }
}

/** MELSEC and others: `The first 5 digits of serial No. "23121" or prior`. */
function serialOf(text: string): SerialRule | null {
  if (!/serial/i.test(text)) return null
  const match =
    /(?:first\s+(\d+)\s+digits[^"\d]*)?serial\s*(?:numbers?|nos?\.?)\D{0,12}?["“”']?(\d{3,})["“”']?\s*(?:and|or)\s+(prior|earlier|before|below|lower)/i.exec(
      text,
    )
  if (match !== null) return { digits: Number(match[1] ?? match[2]!.length), last: match[2]!, isInclusive: true }
  const before = /serial\s*(?:numbers?|nos?\.?)\D{0,12}?(?:prior to|before|earlier than)\s*["“”']?(\d{3,})/i.exec(text)
  return before === null ? null : { digits: before[1]!.length, last: before[1]!, isInclusive: false }
}
