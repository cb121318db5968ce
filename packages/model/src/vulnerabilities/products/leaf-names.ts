// A product of an advisory as the ways in which a device may be recognised as it: order numbers, alternatives of words of which all
// must be there, product lines, and the conditions that the name itself sets.
import type { Advisory, ProductLeaf } from '../advisory.ts'
import { isOrderLike, type OrderMask, orderMasks } from './order-number.ts'
import { linesOfLeaf, type ProductLine } from './product-lines.ts'
import { makerInFront, makerOf, makerWords } from './vendors.ts'
import { isBare, isBrand, isGeneric, type ModuleKind, moduleKindOf, wordsOf } from './words.ts'

/** Of each group one word must be there. */
export interface NameAlternative {
  readonly groups: readonly (readonly string[])[]
  /** Umbrella brands, not asked for but counted. */
  readonly soft: readonly string[]
  /** First number that the version must have (`S7-400 … V7`); null is any. */
  readonly major: number | null
}

export interface LeafName {
  readonly makers: readonly string[]
  readonly alternatives: readonly NameAlternative[]
  readonly masks: readonly OrderMask[]
  /** Words of the name that look like numbers: `EDS-G516E`, but also `S7-1500`. Only a model number is held against them. */
  readonly ownNumbers: readonly OrderMask[]
  readonly lines: readonly ProductLine[]
  readonly moduleKind: ModuleKind | null
  /** Generic words of the name: they tell between two products that are called alike otherwise. */
  readonly kindWords: readonly string[]
  /** Letters of hardware series that are meant; null is any. */
  readonly hardwareSeries: readonly string[] | null
  /** What the name asks for besides the product: `with the Web UI feature enabled`. */
  readonly condition: string | null
  /** Another maker's product that this is a part of: `CODESYS Control for PFC200`. */
  readonly partOf: NameAlternative | null
  /** The name alone is a common word; its words come from the title of the advisory. */
  readonly isFromTitle: boolean
  readonly isSafety: boolean
}

const SERIES = /\b[Ss]eries ([A-D](?:(?:\s*[,/&]\s*|\s+and\s+)[A-D])*)(?![\w-])/
const CONDITION = /\b(if|when|where|only with|enabled|is installed|are installed|configured|running)\b/i
const REMARK = /\b(incl|including|part of|also part|windows|acronym)\b/i
/** Makers of components that others build in. */
const COMPONENT_MAKERS = new Set(['codesys'])

export function leafNameOf(leaf: ProductLeaf, advisory: Advisory): LeafName {
  const { plain, brackets } = splitBrackets(leaf.product)
  const publisher = makerOf(leaf.vendor)
  const front = makerInFront(leaf.product)
  const makers = [...new Set([publisher, ...(front === null ? [] : [front])])]
  const own = new Set(makers.flatMap((maker) => [...makerWords(maker)]))
  const condition = brackets.find((part) => CONDITION.test(part) && !/^windows/i.test(part)) ?? null
  const [head, forWhom] = splitFor(plain, brackets)
  const alternatives = alternativesOf(head, own)
  const isFromTitle = alternatives.every(({ groups }) => groups.every((group) => group.every(isBare)))
  const named = isFromTitle ? titleAlternatives(advisory, leaf, own) : alternatives
  const partOf = forWhom === null || !COMPONENT_MAKERS.has(publisher) ? null : (alternativesOf(forWhom, own)[0] ?? null)
  return {
    makers,
    alternatives: named,
    masks: [...leaf.identifiers.models, ...numbersIn(plain, brackets)].flatMap(orderMasks),
    ownNumbers: plain
      .split(/[\s,]+/)
      .filter(isLongNumber)
      .flatMap(orderMasks),
    lines: makers.flatMap((maker) => linesOfLeaf(maker, plain.replace(/^rockwell automation /i, ''))),
    moduleKind: moduleKindOf(leaf.product),
    kindWords: wordsOf(plain).filter(isGeneric),
    hardwareSeries: seriesOf(`${leaf.product} ${leaf.version ?? ''}`),
    condition,
    partOf: partOf !== null && partOf.groups.length > 0 ? partOf : null,
    isFromTitle,
    isSafety: /\bsafety\b|\bguardlogix\b/i.test(leaf.product),
  }
}

/** `1756-EN2T Series A, B, C`. */
function seriesOf(text: string): readonly string[] | null {
  const match = SERIES.exec(text)
  return match === null ? null : match[1]!.match(/[A-D]/g)
}

function splitBrackets(product: string): { readonly plain: string; readonly brackets: readonly string[] } {
  const brackets: string[] = []
  // An option within an order number (`CJ2H-CPU**(-EIP)`) is no remark.
  const plain = product.replaceAll(/(\S?)\(([^()]*)\)/g, (whole, before: string, inside: string) => {
    if (before !== '' && /^-?[A-Z0-9]{1,4}$/.test(inside)) return whole
    brackets.push(inside.trim())
    return `${before} `
  })
  return { plain: plain.replace(SERIES, ' ').replaceAll(/\s+/g, ' ').trim(), brackets }
}

function splitFor(plain: string, brackets: readonly string[]): readonly [string, string | null] {
  const match = /^(.+?) for (?!all\b)(.+)$/i.exec(plain)
  if (match !== null) return [plain, match[2]!]
  const inBrackets = brackets.map((part) => /^for (.+)$/i.exec(part)?.[1]).find((part) => part !== undefined)
  return [plain, inBrackets ?? null]
}

/** Order numbers that stand in the name itself, or in brackets behind `part numbers`. */
function numbersIn(plain: string, brackets: readonly string[]): readonly string[] {
  const inBrackets = brackets.flatMap((part) => {
    const told = /^(?:part|model|order|catalog(?:ue)?) (?:numbers?|nos?\.?) (.+)$/i.exec(part)?.[1]
    const listed = (told ?? part).replaceAll(/\s+-\s+/g, '-')
    if (REMARK.test(listed) || CONDITION.test(listed)) return []
    const words = listed.split(/,| and |\s+/).filter((word) => word !== '')
    return told === undefined ? words.filter((word) => isOrderLike(word) || /^\d{4}-[A-Z]\d\w*$/.test(word)) : words
  })
  return [...inBrackets, ...spacedNumbers(plain), ...plain.split(/[\s,]+/).filter(isWildNumber)]
}

/** `BMX NOE 0100 (H)`, `BMX P34x`: Schneider writes its numbers in groups. */
function spacedNumbers(plain: string): readonly string[] {
  return [...plain.matchAll(/\bBM[XEK](?: [A-Z]{3} \d{4}H?| P\d\dx?)/g)].map(([number]) => number)
}

function isWildNumber(word: string): boolean {
  return (
    /\*|\[\]|x{2,}$|\dx\d|\d{2}x/.test(word) &&
    /\d/.test(word) &&
    /[A-Z]/.test(word) &&
    word.length >= 5 &&
    isOrderLike(word)
  )
}

/** Seven or more capitals and digits in one: a number, not a name. */
function isLongNumber(word: string): boolean {
  return /^[A-Z0-9]{2,}[A-Z0-9-]{5,}$/.test(word) && /\d{2}/.test(word) && /[A-Z]/.test(word)
}

/** `A/B`, `A and B`, `A, B` are alternatives; `Models 1 2 3` is one of them. */
function alternativesOf(name: string, own: ReadonlySet<string>): readonly NameAlternative[] {
  const models = /^(.*?)\bmodels ([\w\s/]+?)(?: and ([\w/]+))?(?: installed in (.*))?$/i.exec(name)
  if (models !== null) {
    const listed = [...models[2]!.split(/\s+/), ...(models[3] === undefined ? [] : [models[3]])].flatMap(expanded)
    const base = alternativeOf(models[1]!, own)
    return [{ ...base, groups: [...base.groups, listed.map((word) => word.toLowerCase())] }]
  }
  const parts = name.split(/\s+and\s+|,\s+/i).filter((part) => part.trim() !== '')
  const read = parts.map((part) => alternativeOf(part, own)).filter(({ groups }) => groups.length > 0)
  return read.length > 0 ? read : [alternativeOf(name, own)]
}

function alternativeOf(name: string, own: ReadonlySet<string>): NameAlternative {
  const hard: string[][] = []
  const soft: string[] = []
  let major: number | null = null
  for (const word of wordsOf(name)) {
    const generation = /^v(\d{1,2})$/.exec(word)
    if (generation !== null) major = Number(generation[1])
    else if (isGeneric(word)) continue
    else if (isBrand(word) || own.has(word)) soft.push(word)
    else hard.push(expanded(word).map((each) => each.toLowerCase()))
  }
  // A name of brands alone (`Tricon`, `Experion`) goes by them.
  if (hard.length === 0) hard.push(...soft.filter((word) => !own.has(word)).map((word) => [word]))
  return { groups: hard, soft, major }
}

/** `4351A/B` → 4351A, 4351B; `CIOC/EIOC/WIOC` → each; `B/M9000` and `PN/DP` stay whole too. */
function expanded(word: string): readonly string[] {
  if (!word.includes('/')) return [word]
  const letters = /^(\w*\d)([a-z])\/([a-z])$/i.exec(word)
  if (letters !== null) return [`${letters[1]}${letters[2]}`, `${letters[1]}${letters[3]}`]
  return [word, ...word.split('/').filter((part) => part.length > 1)]
}

/** Words of the title that are neither generic nor the maker's: each alone stands for the product. */
function titleAlternatives(
  advisory: Advisory,
  leaf: ProductLeaf,
  own: ReadonlySet<string>,
): readonly NameAlternative[] {
  const title = `${advisory.title.replaceAll(/\([^)]*\)/g, '')} ${leaf.family ?? ''}`
  return wordsOf(title)
    .filter((word) => !isBare(word) && !isBrand(word) && !own.has(word) && word.length > 2)
    .map((word) => ({ groups: [[word]], soft: [], major: null }))
}
