// Joins anchors into devices: union-find over the links, strongest rule first, which never crosses a line that must not be
// crossed (two register entries, two sides of a person's split, two serial numbers). One order of links for every order
// of input, so the result is the same.
import { compareTexts } from '@penstock/model/kernel'
import { type Anchor, compareProofs } from './anchor.ts'
import { isDisjoint } from './disjoint.ts'
import type { Journal, Link } from './journal.ts'
import type { SplitSides } from './person-links.ts'
import type { ModulePlace } from './presence.ts'
import { type KeptApartRule, MERGE_RULES, type MergeRule } from './resolution.ts'

const STRENGTH = new Map(Object.keys(MERGE_RULES).map((rule, at) => [rule, at]))

/** Rules that rest on what a device says of a neighbour's or a chassis' name, or on what another system keeps: a differing serial number outweighs them. */
const YIELDS_TO_SERIAL: ReadonlySet<MergeRule> = new Set([
  'assets.chassis-mac',
  'assets.management-address',
  'assets.station-name',
  'assets.same-record',
  'assets.reported-pair',
])

interface Group {
  /** Register entries by the register they come from. */
  declared: ReadonlyMap<string, Anchor> | null
  sides: ReadonlyMap<string, 0 | 1> | null
  serials: ReadonlySet<string> | null
  /** Interfaces that modules in it stand behind. */
  bases: ReadonlySet<Anchor> | null
}

export class Components {
  readonly #parent = new Map<Anchor, Anchor>()
  readonly #size = new Map<Anchor, number>()
  readonly #groups = new Map<Anchor, Group>()
  readonly #sides: SplitSides
  readonly #serials: ReadonlyMap<Anchor, ReadonlySet<string>>

  readonly #registers: ReadonlyMap<Anchor, string>
  readonly #modules: ReadonlyMap<Anchor, ModulePlace>

  /** `registers` names the register of each declared anchor, `modules` the place of each module's. */
  constructor(
    sides: SplitSides,
    serials: ReadonlyMap<Anchor, ReadonlySet<string>>,
    registers: ReadonlyMap<Anchor, string>,
    modules: ReadonlyMap<Anchor, ModulePlace>,
  ) {
    this.#registers = registers
    this.#modules = modules
    this.#sides = sides
    this.#serials = serials
  }

  add(anchor: Anchor): void {
    if (this.#parent.has(anchor)) return
    this.#parent.set(anchor, anchor)
    this.#size.set(anchor, 1)
    const register = this.#registers.get(anchor)
    const declared = register === undefined ? null : new Map([[register, anchor]])
    this.#groups.set(anchor, {
      declared,
      sides: this.#sides.get(anchor) ?? null,
      serials: this.#serials.get(anchor) ?? null,
      bases: this.#modules.has(anchor) ? new Set([this.#modules.get(anchor)!.base]) : null,
    })
  }

  has(anchor: Anchor): boolean {
    return this.#parent.has(anchor)
  }

  anchors(): Iterable<Anchor> {
    return this.#parent.keys()
  }

  /** The anchor that stands for the whole device at the moment; adds an unknown one. */
  rootOf(anchor: Anchor): Anchor {
    this.add(anchor)
    let root = anchor
    for (let up = this.#parent.get(root)!; up !== root; up = this.#parent.get(root)!) root = up
    for (let at = anchor; at !== root; ) {
      const up = this.#parent.get(at)!
      this.#parent.set(at, root)
      at = up
    }
    return root
  }

  /** Joins both sides of the link, or says which rule forbids it. */
  join(link: Link): KeptApartRule | null {
    const a = this.rootOf(link.a)
    const b = this.rootOf(link.b)
    if (a === b) return null
    const groupA = this.#groups.get(a)!
    const groupB = this.#groups.get(b)!
    const isBehind = link.rule !== 'assets.lone-module' && (this.#isBehind(groupA, b) || this.#isBehind(groupB, a))
    const forbidden = isBehind ? 'assets.module-apart' : forbids(groupA, groupB, link.rule)
    if (forbidden !== null) return forbidden
    const [root, child] = this.#size.get(a)! >= this.#size.get(b)! ? [a, b] : [b, a]
    this.#parent.set(child, root)
    this.#size.set(root, this.#size.get(a)! + this.#size.get(b)!)
    this.#groups.set(root, {
      declared: union(groupA.declared, groupB.declared),
      sides: union(groupA.sides, groupB.sides),
      serials: both(groupA.serials, groupB.serials),
      bases: both(groupA.bases, groupB.bases),
    })
    return null
  }

  #isBehind({ bases }: Group, root: Anchor): boolean {
    return bases !== null && [...bases].some((base) => this.rootOf(base) === root)
  }
}

/** Joins all links of the journal in order of strength; what is forbidden goes back to the journal. Gives the links used. */
export function joinAll(components: Components, journal: Journal): readonly Link[] {
  const used: Link[] = []
  for (const link of sortedLinks(journal.links)) {
    const forbidden = components.join(link)
    if (forbidden === null) used.push(link)
    else journal.keepApart(forbidden, [link.a, link.b], [], { ...link.facts, suggestedBy: link.rule }, link.proof)
  }
  return used
}

/** Each (rule, pair) once, with its earliest proof; strongest rule first. */
function sortedLinks(links: readonly Link[]): readonly Link[] {
  const byId = new Map<string, Link>()
  for (const link of links) {
    const id = `${link.rule}|${link.a}|${link.b}`
    const known = byId.get(id)
    if (known === undefined || isEarlier(link, known)) byId.set(id, link)
  }
  return [...byId.values()].sort(
    (x, y) => STRENGTH.get(x.rule)! - STRENGTH.get(y.rule)! || compareTexts(x.a, y.a) || compareTexts(x.b, y.b),
  )
}

function isEarlier(link: Link, known: Link): boolean {
  if (link.proof !== null && known.proof !== null) {
    const order = compareProofs(link.proof, known.proof)
    if (order !== 0) return order < 0
  }
  return JSON.stringify(link.facts) < JSON.stringify(known.facts)
}

function forbids(a: Group, b: Group, rule: MergeRule): KeptApartRule | null {
  for (const [split, side] of a.sides ?? []) {
    const other = b.sides?.get(split)
    if (other !== undefined && other !== side) return 'assets.person-split'
  }
  // One register holds a device once; two registers may both hold it.
  for (const [register, entry] of rule === 'assets.person-merge' ? [] : (a.declared ?? [])) {
    const other = b.declared?.get(register)
    if (other !== undefined && other !== entry) return 'assets.declared-apart'
  }
  const differ = a.serials !== null && b.serials !== null && isDisjoint(a.serials, b.serials)
  return differ && YIELDS_TO_SERIAL.has(rule) ? 'assets.serial-differs' : null
}

function union<Value>(
  a: ReadonlyMap<string, Value> | null,
  b: ReadonlyMap<string, Value> | null,
): ReadonlyMap<string, Value> | null {
  if (a === null || b === null) return a ?? b
  return new Map([...a, ...b])
}

function both(a: ReadonlySet<string> | null, b: ReadonlySet<string> | null): ReadonlySet<string> | null {
  if (a === null || b === null) return a ?? b
  return new Set([...a, ...b])
}
