// The sentences of remediations: which versions they call fixed, and of which product ("fixed in", "or later", "includes a fix",
// one version a train). Ranges that a sentence calls affected ("V and prior", "V through W") are left out.
import type { RemediationKind } from '../advisory.ts'
import { isGeneric, wordsOf } from '../products/words.ts'
import { parseVersion, type Version } from './version.ts'

export interface FixMention {
  readonly version: Version
  /** Words of the product that it is a version of, as the sentence names it; empty is the product of the remediation. */
  readonly words: readonly string[]
  /** The sentence, for the trail. */
  readonly sentence: string
}

export interface RemedyText {
  readonly fixes: readonly FixMention[]
  /** Words of a product that the text calls not affected; null is none. */
  readonly notAffected: readonly string[] | null
  readonly saysNoFix: boolean
}

const FIXES =
  /\b(updat(?:e|es|ed|ing)|upgrad(?:e|es|ed|ing)|install|fixed|corrected|resolved|deploying|remediat\w+|includes? (?:a )?fix|contains? (?:a )?fix|not impacted|addresse?[sd]?|released?|(?:or|and) (?:any )?(?:later|newer|higher)|or (?:later|newer|higher))\b/i
const ABOUT_RANGES = /^(only for|affected)\b/i
const LEVEL = /^(sp\d*|patch|hf\d*|hotfix|update|upd\d*|tcu\d*|fp\d*|p\d+|service|feature|pack)$/i
const MONTH = /^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?$/i

export function readRemedy(text: string, kind: RemediationKind): RemedyText {
  const fixes: FixMention[] = []
  let notAffected: readonly string[] | null = null
  if (kind === 'workaround') return { fixes, notAffected, saysNoFix: false }
  for (const sentence of sentencesOf(text)) {
    const spared = /^(.{3,60}?):?\s.*\bis not affected by th/i.exec(`${text.split(':')[0]}: ${sentence}`)
    if (spared !== null && /this product|^.{3,60}? is not affected/i.test(sentence))
      notAffected = namingWords(text.split(':')[0]!)
    if (!ABOUT_RANGES.test(sentence)) fixes.push(...mentionsIn(sentence, kind))
  }
  return { fixes, notAffected, saysNoFix: kind === 'no_fix_planned' || kind === 'none_available' }
}

function sentencesOf(text: string): readonly string[] {
  return text
    .split(/\n+|(?<=[a-z0-9)"”])[.;]\s+(?=[A-Z"“])|(?<=[a-z])\.(?=[A-Z][a-z])/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
}

function mentionsIn(sentence: string, kind: RemediationKind): readonly FixMention[] {
  const hasVerb = FIXES.test(sentence)
  if (!hasVerb && kind !== 'vendor_fix') return []
  const { head, body } = bodyOf(sentence)
  const tokens = withoutAsides(body)
    .split(/\s+/)
    .filter((token) => token !== '')
  const found: FixMention[] = []
  let words: readonly string[] = namingWords(head)
  let windowStart = 0
  for (let at = 0; at < tokens.length; ) {
    const size = versionSize(tokens, at)
    if (size === 0) {
      at += 1
      continue
    }
    const near = namingWords(tokens.slice(Math.max(windowStart, at - 5), at).join(' '))
    if (near.length > 0) words = near
    const version = parseVersion(trimmed(tokens.slice(at, at + size).join(' ')))
    windowStart = at + size
    const after = tokens.slice(at + size, at + size + 3).join(' ')
    if (version !== null && !isOfRange(tokens, at, after) && (hasVerb || isAtEnd(tokens[at + size - 1]!, after))) {
      found.push({ version, words, sentence })
    }
    at += size
  }
  return found
}

/** `CJ2M: v2.1 or later` → head and body; of `… through R6.09.00: Update to R6.09.04` only what follows the verb counts. */
function bodyOf(sentence: string): { readonly head: string; readonly body: string } {
  const verb = /\b(?:updat(?:e|ing)|upgrad(?:e|ing)|deploying)\b[^:]*?\b(?:to|with|version)?\b/i.exec(sentence)
  const colon = sentence.lastIndexOf(':', verb === null ? sentence.length : verb.index)
  const head = colon < 0 ? '' : sentence.slice(0, colon)
  const lastClause = head.slice(Math.max(head.lastIndexOf(':'), head.lastIndexOf('. ')) + 1)
  return { head: lastClause.replaceAll(/\([^)]*\)/g, ' '), body: sentence.slice(verb?.index ?? colon + 1) }
}

/** Brackets are asides, but for a version alone: `latest firmware (FW27)`, `patch (R6.09.04)`. */
function withoutAsides(text: string): string {
  return text.replaceAll(/\(([^)]*)\)/g, (_, inside: string) =>
    /^[A-Z]{1,2}\d[\w.]*$/.test(inside) ? ` ${inside} ` : ' ',
  )
}

/** How many tokens from `at` are one version; 0 is none. */
function versionSize(tokens: readonly string[], at: number): number {
  const token = trimmed(tokens[at]!)
  const before = trimmed(tokens[at - 1] ?? '')
  const next = trimmed(tokens[at + 1] ?? '')
  const isDotted = /^(?:[vr]|sv|vs|fw|v\.)?\d+(?:\.\w+)+(?:-[\w-]+)?$/i.test(token) && !/^\d+\.\d+\.\d{4}$/.test(token)
  const isMarked = /^(?:[vr]|sv|vs|fw)\d+$/i.test(token) || /^\d+p\d+r\d+$/i.test(token)
  const isYear = /^(?:199|20[0-4])\d$/.test(token) && !MONTH.test(before) && !/^\d+$/.test(before)
  const isNamedYear =
    isYear &&
    (LEVEL.test(next) ||
      (/^[A-Z]/.test(before) && (next === '' || /[.,]$/.test(tokens[at]!) || /^(or|and)$/.test(next))) ||
      /^versions?$/i.test(before))
  const isCounted = /^\d{1,4}$/.test(token) && /^versions?$/i.test(before) && !MONTH.test(trimmed(tokens[at - 2] ?? ''))
  if (!isDotted && !isMarked && !isNamedYear && !isCounted) return 0
  let size = 1
  if (/[,;]$/.test(tokens[at]!)) return size
  while (at + size < tokens.length) {
    const level = trimmed(tokens[at + size]!)
    const isLevel = LEVEL.test(level) || (/^\d+$/.test(level) && LEVEL.test(trimmed(tokens[at + size - 1]!)))
    if (!isLevel) break
    size += 1
    if (/[,;.]$/.test(tokens[at + size - 1]!)) break
  }
  return size
}

/** `V5 and prior`, `V5 through V6`, `V5 - V6`: what is affected, not what is fixed. */
function isOfRange(tokens: readonly string[], at: number, after: string): boolean {
  const before = trimmed(tokens[at - 1] ?? '')
  return (
    /^(?:(?:and|or) (?:all )?(?:prior|earlier|below|lower|older)|through\b|thru\b|-|–|to [vr]?\d|systems\b)/i.test(
      after,
    ) ||
    /^(?:through|thru|-|–|from|<|<=|since)$/i.test(before) ||
    /^(?:prior|earlier) to$/i.test(`${tokens[at - 2] ?? ''} ${before}`)
  )
}

function isAtEnd(last: string, after: string): boolean {
  return (
    after === '' ||
    /[.,]$/.test(last) ||
    /^(or|and) (any )?(later|newer|higher)/i.test(after) ||
    /^firmware or later/i.test(after)
  )
}

/** Words that name a product: with a capital or a digit, and no verbs, kinds or versions. */
function namingWords(text: string): readonly string[] {
  const kept = text
    .replaceAll(/https?:\S+/g, ' ')
    .split(/\s+(?:to|in|of|by|with|the|from)\s+|,\s/)
    .at(-1)!
    .split(/\s+/)
    .filter(
      (word) => /[A-Z0-9]/.test(word) && parseVersion(trimmed(word)) === null && !MONTH.test(word) && !VERB.test(word),
    )
  return wordsOf(kept.join(' ')).filter((word) => !isGeneric(word) && !/^\d{1,2}$/.test(word))
}

const VERB =
  /^(update|upgrade|updat\w*|upgrad\w*|install|fixed|corrected|released?|recommends?|users?|for|all|customers?|version|versions|firmware|software|currently|available|series|cve-\S+|download|latest)$/i

function trimmed(token: string): string {
  return token.replaceAll(/^[("“'\s]+|[)"”',;:.\s]+$/g, '')
}
