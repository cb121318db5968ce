// Which module anchors are one module, and which are no module at all: once it is decided what each gateway is.
import { compareTexts } from '@penstock/model/kernel'
import { type Anchor, moduleAnchor } from './anchor.ts'
import type { Components } from './components.ts'
import { modulePathOf } from './device-statements.ts'
import { isDisjoint } from './disjoint.ts'
import type { Holdings } from './endpoint.ts'
import type { FactSource } from './facts.ts'
import type { Link } from './journal.ts'
import { isPart } from './module-path.ts'
import { anchorOfClaim, type Presences } from './presence.ts'
import type { Reported } from './reported-links.ts'

/** Fields of which one device has one value. */
const TELLING = ['model', 'orderNumber', 'serial'] as const
type Said = ReadonlyMap<string, ReadonlySet<string>>
const NOTHING: Said = new Map()

/**
 * The same place behind two interfaces of one device is one module. A device that tells of one slot only, and says nothing of itself that
 * contradicts it, is what stands in that slot.
 */
export function joinModules(
  sources: readonly FactSource[],
  holdings: Holdings,
  { modules, reported }: Presences,
  components: Components,
): readonly Link[] {
  if (modules.size === 0) return []
  const ofGateway = new Map<Anchor, Map<string, Anchor>>()
  const used: Link[] = []
  for (const [anchor, { base, path }] of [...modules].sort(([a], [b]) => compareTexts(a, b))) {
    const root = components.rootOf(base)
    const places = ofGateway.get(root) ?? new Map<string, Anchor>()
    ofGateway.set(root, places)
    const first = places.get(path)
    if (first === undefined) {
      places.set(path, anchor)
      continue
    }
    const link: Link = { rule: 'assets.same-module', a: first, b: anchor, facts: { path }, proof: null }
    if (components.join(link) === null) used.push(link)
  }
  const said = tellingWords(sources, holdings, reported, components)
  for (const [gateway, places] of ofGateway) {
    const [[path, anchor] = ['', gateway]] = places
    if (places.size > 1 || !isPart(path)) continue
    const root = components.rootOf(anchor)
    if (contradicts(said.get(gateway) ?? NOTHING, said.get(root) ?? NOTHING)) continue
    const { base } = modules.get(anchor)!
    const link: Link = { rule: 'assets.lone-module', a: base, b: anchor, facts: { path }, proof: null }
    if (components.join(link) === null) used.push(link)
  }
  return used
}

function contradicts(a: Said, b: Said): boolean {
  return TELLING.some((field) => {
    const [one, other] = [a.get(field), b.get(field)]
    return one !== undefined && other !== undefined && isDisjoint(one, other)
  })
}

/** What each device, and each module, says it is, by the root of its component. */
function tellingWords(
  sources: readonly FactSource[],
  holdings: Holdings,
  reported: Reported,
  components: Components,
): Map<Anchor, Said> {
  const words = new Map<Anchor, Map<string, Set<string>>>()
  for (const source of sources) {
    for (const claim of source.claims) {
      if (claim.basis !== 'observed' || !TELLING.some((field) => field === claim.field)) continue
      const own = anchorOfClaim(claim, holdings, reported, source)
      if (own === null) continue
      const path = modulePathOf(claim)
      const root = components.rootOf(path === null ? own : moduleAnchor(own, path))
      const fields = words.get(root) ?? new Map<string, Set<string>>()
      words.set(root, fields)
      fields.set(claim.field, (fields.get(claim.field) ?? new Set()).add(claim.value.trim().toLowerCase()))
    }
  }
  return words
}
