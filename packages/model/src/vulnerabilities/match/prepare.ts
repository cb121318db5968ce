// Advisories made ready to be asked: leaf by leaf its names, its range, its status per weakness, and the fixes that texts name.
import type { Advisory, ProductLeaf, RemediationKind, Weakness } from '../advisory.ts'
import { type LeafName, leafNameOf } from '../products/leaf-names.ts'
import type { Range } from '../versions/range.ts'
import { readRange } from '../versions/read-range.ts'
import { type FixMention, type RemedyText, readRemedy } from '../versions/read-remedy.ts'

export interface PreparedLeaf {
  readonly advisory: PreparedAdvisory
  readonly leaf: ProductLeaf
  readonly name: LeafName
  readonly host: LeafName | null
  readonly range: Range
  /** The range as the full name has it, where that can be read too. */
  readonly namedRange: Range | null
}

export interface PreparedAdvisory {
  readonly advisory: Advisory
  readonly leaves: readonly PreparedLeaf[]
}

export function prepareAdvisory(advisory: Advisory): PreparedAdvisory {
  const leaves: PreparedLeaf[] = []
  const prepared: PreparedAdvisory = { advisory, leaves }
  const told = new Set(advisory.weaknesses.flatMap(({ status }) => [...status.keys()]))
  for (const leaf of advisory.leaves) {
    if (!told.has(leaf.id) && isOnlyPart(leaf, advisory.leaves)) continue
    const name = leafNameOf(leaf, advisory)
    const read = readRange(leaf.version)
    const named = namedRangeOf(leaf)
    const isLostZero = named !== null && hasLostZero(read, named)
    leaves.push({
      advisory: prepared,
      leaf,
      name,
      host: leaf.host === null ? null : leafNameOf(leaf.host, advisory),
      range: isLostZero ? named : read,
      namedRange: isLostZero ? null : named,
    })
  }
  return prepared
}

/** A leaf that takes part in a relation is no product by itself. */
function isOnlyPart(leaf: ProductLeaf, all: readonly ProductLeaf[]): boolean {
  return all.some(
    ({ host, vendor, product, version }) =>
      host !== null &&
      leaf.host === null &&
      (host.id === leaf.id || (vendor === leaf.vendor && product === leaf.product && version === leaf.version)),
  )
}

/** The text behind the product in the full name: `NPort 5110: Firmware Versions 2.10`. */
function namedRangeOf(leaf: ProductLeaf): Range | null {
  const at = leaf.fullName.lastIndexOf(': ')
  if (at < 0 || leaf.version === null) return null
  const range = readRange(leaf.fullName.slice(at + 2))
  const says = range.intervals.length > 0 && range.intervals.every(({ kind }) => kind !== 'all')
  return says && !range.isUnread ? range : null
}

/** A number that went through a spreadsheet: 2.10 became 2.1. */
function hasLostZero(range: Range, named: Range): boolean {
  const [tree] = range.intervals
  const [text] = named.intervals
  if (tree?.kind !== 'exact' || text?.kind !== 'exact' || named.intervals.length > 1) return false
  return text.version.text !== tree.version.text && new RegExp(`(^|\\D)${tree.version.text}0$`).test(text.version.text)
}

export interface AboutFix {
  readonly fixes: readonly FixMention[]
  readonly notAffected: readonly string[] | null
  readonly kinds: ReadonlySet<RemediationKind>
}

const texts = new WeakMap<object, RemedyText>()
const abouts = new WeakMap<PreparedLeaf, Map<Weakness, AboutFix>>()

/** What remediations of one weakness say of one leaf. Sentences are read once, and each answer is worked out once. */
export function remediesFor(prepared: PreparedLeaf, weakness: Weakness): AboutFix {
  const known = abouts.get(prepared) ?? new Map<Weakness, AboutFix>()
  abouts.set(prepared, known)
  const about = known.get(weakness) ?? readRemedies(prepared, weakness)
  known.set(weakness, about)
  return about
}

function readRemedies(prepared: PreparedLeaf, weakness: Weakness): AboutFix {
  const fixes: FixMention[] = []
  const kinds = new Set<RemediationKind>()
  let notAffected: readonly string[] | null = null
  for (const remedy of weakness.remediations) {
    if (remedy.leaves !== null && !remedy.leaves.has(prepared.leaf.id)) continue
    kinds.add(remedy.kind)
    const named = [...remedy.text.matchAll(/CVE-\d{4}-\d{4,}/g)].map(([cve]) => cve)
    if (named.length > 0 && !named.includes(weakness.id)) continue
    let text = texts.get(remedy)
    if (text === undefined) {
      text = readRemedy(remedy.text, remedy.kind)
      texts.set(remedy, text)
    }
    fixes.push(...text.fixes.filter((fix) => isAbout(fix.words, prepared)))
    if (text.notAffected !== null && text.notAffected.length > 0 && isAbout(text.notAffected, prepared)) {
      notAffected = text.notAffected
    }
  }
  return { fixes, notAffected, kinds }
}

/** A sentence that names a product speaks of the leaves of that product alone. */
function isAbout(words: readonly string[], { name, leaf, advisory }: PreparedLeaf): boolean {
  if (words.length === 0) return true
  const own = new Set([
    ...name.alternatives.flatMap(({ groups, soft }) => [...groups.flat(), ...soft]),
    ...leaf.product.toLowerCase().split(/[\s/,()]+/),
    ...leaf.vendor.toLowerCase().split(/\s+/),
  ])
  if (words.every((word) => own.has(word))) return true
  // A word that no leaf of the advisory is called by is a kind, not a product, when it stands alone with digits (`ROC800`).
  const others = new Set(advisory.leaves.flatMap((one) => one.leaf.product.toLowerCase().split(/[\s/,()]+/)))
  return words.length <= 2 && words.some((word) => /\d{3}/.test(word)) && words.every((word) => !others.has(word))
}
