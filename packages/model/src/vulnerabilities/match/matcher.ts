// Many devices against many advisories: an inverted index on maker and product words, order numbers and lines, so that one changed
// device asks a few leaves and not all.
import type { Advisory } from '../advisory.ts'
import type { DeviceIdentity } from '../asset.ts'
import { type DeviceName, deviceNameOf } from '../products/recognise.ts'
import { judgeAdvisory } from './judge-advisory.ts'
import { GRADES, isWorse, type VulnerabilityMatch } from './match.ts'
import { type PreparedLeaf, prepareAdvisory } from './prepare.ts'
import { currentAdvisories } from './revisions.ts'
import { type JudgedAdvisory, withoutSpared } from './spare.ts'

export class Matcher {
  /** Leaves by what must be seen of a device before it can be one of them. */
  readonly #byKey = new Map<string, PreparedLeaf[]>()
  #advisories = 0

  /** Of several revisions of one advisory the latest counts; a withdrawn one does not match. */
  constructor(advisories: readonly Advisory[] = []) {
    for (const advisory of currentAdvisories(advisories)) this.enter(advisory)
  }

  /** Takes up one more, which stands and was not entered before: whoever has thousands enters them a few at a time. */
  enter(advisory: Advisory): void {
    this.#advisories += 1
    for (const leaf of prepareAdvisory(advisory).leaves) this.#enter(leaf)
  }

  get advisories(): number {
    return this.#advisories
  }

  /** Matches of one device, worst grade first, then by advisory. */
  match(device: DeviceIdentity): readonly VulnerabilityMatch[] {
    return withoutSpared(this.judge(device)).toSorted(
      (a, b) => GRADES.indexOf(a.grade) - GRADES.indexOf(b.grade) || (a.advisoryId < b.advisoryId ? -1 : 1),
    )
  }

  /** Each advisory that may concern a device, by itself. */
  judge(device: DeviceIdentity): readonly JudgedAdvisory[] {
    const name = deviceNameOf(device)
    const byAdvisory = new Map<PreparedLeaf['advisory'], Set<PreparedLeaf>>()
    for (const key of keysOfDevice(name)) {
      for (const leaf of this.#byKey.get(key) ?? []) {
        const leaves = byAdvisory.get(leaf.advisory)
        if (leaves === undefined) byAdvisory.set(leaf.advisory, new Set([leaf]))
        else leaves.add(leaf)
      }
    }
    return [...byAdvisory].flatMap(([prepared, leaves]) => {
      // In the order of the tree, whichever key found them first.
      const ordered = prepared.leaves.filter((leaf) => leaves.has(leaf))
      return judgeAdvisory(device, name, prepared, ordered) ?? []
    })
  }

  #enter(prepared: PreparedLeaf): void {
    for (const key of keysOfLeaf(prepared)) {
      const leaves = this.#byKey.get(key)
      if (leaves === undefined) this.#byKey.set(key, [prepared])
      else leaves.push(prepared)
    }
  }
}

/** Of one host that is several products (itself, and what runs on it) the surest match with each advisory, and which product it is of. */
export function bestMatches<Known extends { readonly identity: DeviceIdentity }>(
  matcher: Matcher,
  products: readonly Known[],
): readonly { readonly match: VulnerabilityMatch; readonly of: Known }[] {
  const best = new Map<string, { readonly match: VulnerabilityMatch; readonly of: Known }>()
  for (const of of products)
    for (const match of matcher.match(of.identity)) {
      const known = best.get(match.advisoryId)
      if (known === undefined || isWorse(match.grade, known.match.grade)) best.set(match.advisoryId, { match, of })
    }
  return [...best.values()]
}

/** Letters of an order number by which it is looked up. */
const PREFIX = 3

function keysOfLeaf({ name, host }: PreparedLeaf): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const one of host === null ? [name] : [name, host]) {
    for (const maker of one.makers) {
      for (const { groups } of one.alternatives) {
        for (const word of groups.flat()) {
          keys.add(/[*]|\[\]/.test(word) ? `${maker} glob` : `${maker} word ${word}`)
        }
      }
      for (const { prefix } of [...one.masks, ...one.ownNumbers]) keys.add(`${maker} number ${prefix.slice(0, PREFIX)}`)
      for (const { id } of one.lines) keys.add(`${maker} line ${id}`)
    }
    for (const word of one.partOf?.groups.flat() ?? []) keys.add(`part ${word}`)
  }
  return keys
}

function keysOfDevice(name: DeviceName): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const word of name.words) keys.add(`part ${word}`)
  for (const maker of name.publishers) {
    keys.add(`${maker} glob`)
    for (const word of name.words) keys.add(`${maker} word ${word}`)
    for (const number of [...name.numbers, ...name.modelNumbers]) keys.add(`${maker} number ${number.slice(0, PREFIX)}`)
    for (const { id } of name.lines) keys.add(`${maker} line ${id}`)
  }
  return keys
}
