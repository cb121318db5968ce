// Ways that lead over one fact: from somebody who holds an asset, out of it by this fact alone, to the assets that are asked about. The only
// way out is the fact, and no step comes back into a zone of its source, where nothing stood in his way before: so without the fact none of
// these ways is there. He brings what recorded starts can take today without the far end and without any target.
import { type AttackModel, rulesOn } from './attack-model.ts'
import { cheapest, derivationOf, ruleGraph } from './engine/index.ts'
import { type AttackPath, explain } from './explain.ts'
import { type AttackRule, NODE } from './rules/attack-rule.ts'
import type { Start } from './rules/starts.ts'

export interface WaysOverOptions {
  readonly from: string
  readonly to: string
  readonly fact: string
  /** Whether an asset is one that is asked about. */
  readonly isTarget: (asset: string) => boolean
}

/** The cheapest way to each target that is reached, the cheapest target first. `start` of a way is `holder:<asset>`. */
export function waysOver(model: AttackModel, options: WaysOverOptions): readonly AttackPath[] {
  const { from, fact, isTarget } = options
  const { ground } = model
  const start: Start = { id: `holder:${from}`, kind: 'insider', text: `somebody holds ${from}` }
  const outside = ground.isOutside(ground.index.assetById.get(from)?.zone ?? '')
  const own = outside ? [] : [NODE.user(from), NODE.admin(from)]
  const held = ground.isDevice(from) ? [NODE.logic(from)] : [NODE.network(from), ...own]
  const holder = beginning(`held:${from}`, from, 0, start.text)
  // Whoever holds it can do on it whatever can be done; one beginning is told, not one for each of these.
  const implied = held.map((post): AttackRule => ({ ...holder, kind: 'implied', pre: [holder.post], post, from }))
  const begins = [holder, ...implied, ...carried(model, options)]
  const home = new Set(ground.zonesOf(from))
  const isHome = (asset: string): boolean => ground.zonesOf(asset).some((zone) => home.has(zone))
  const kept = model.rules.filter((rule) => {
    if (rule.kind === 'start' || rule.kind === 'goal') return false
    if (rule.at !== null && rule.at !== from && isHome(rule.at)) return false
    return rule.from !== from || rule.at === from || rule.facts.includes(fact)
  })
  const rules = [...begins, ...kept]
  const graph = ruleGraph(rules)
  const found = cheapest(graph)
  const inner: AttackModel = { ...model, rules, graph }
  const ways: AttackPath[] = []
  for (const asset of ground.plant.assets) {
    if (asset.id === from || !isTarget(asset.id)) continue
    const nodes = [NODE.write, NODE.mode, NODE.logic, NODE.user, NODE.admin].flatMap(
      (node) => graph.nodeOf.get(node(asset.id)) ?? [],
    )
    const [best] = nodes
      .filter((node) => Number.isFinite(found.cost[node]!))
      .toSorted((a, b) => found.cost[a]! - found.cost[b]!)
    if (best === undefined) continue
    const set = derivationOf(graph, found, best)
    const cost = set.reduce((sum, rule) => sum + rules[rule]!.cost, 0)
    const goal = { id: asset.id, kind: 'asset', text: `${asset.name} is reached` } as const
    ways.push(explain(inner, goal, start, { rules: set, cost }))
  }
  return ways.toSorted((a, b) => a.cost - b.cost)
}

function beginning(post: string, at: string | null, cost: number, text: string): AttackRule {
  return { kind: 'start', pre: [], post, cost, from: null, at, crosses: [], technique: null, facts: [], text }
}

/** Secrets that recorded starts can take today: without the fact, and without touching the far end or a target. */
function carried(model: AttackModel, { to, fact, isTarget }: WaysOverOptions): readonly AttackRule[] {
  const without = rulesOn(model, new Set([fact]))
  for (const [number, rule] of model.rules.entries())
    if (rule.at !== null && (rule.at === to || isTarget(rule.at))) without[number] = 1
  const { cost } = cheapest(model.graph, without)
  return model.graph.nodes.flatMap((name, node) => {
    if (!name.startsWith('credential:') || !Number.isFinite(cost[node]!)) return []
    const account = name.slice('credential:'.length)
    return [beginning(name, null, cost[node]!, `brings ${account}, which can be taken elsewhere today`)]
  })
}
