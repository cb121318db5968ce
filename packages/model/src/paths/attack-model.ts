// A plant as attack rules: facts, starts, goals and the graph of them. Built once, then asked many times.
import type { PlantFile } from '@penstock/model/plant'
import { type RuleGraph, ruleGraph } from './engine/index.ts'
import { mergeEquals } from './facts/equal-assets.ts'
import { FactBook, type PathFact } from './facts/fact.ts'
import { type AssetWeakness, type Ground, groundOf } from './facts/ground.ts'
import type { ObservedStanding } from './facts/observed.ts'
import { type AttackRule, NODE } from './rules/attack-rule.ts'
import { credentialRules } from './rules/credentials.ts'
import { type Goal, goalRules } from './rules/goals.ts'
import { movementRules } from './rules/movement.ts'
import { type Start, startRules } from './rules/starts.ts'
import { trustRules } from './rules/trust.ts'

export interface AttackModel {
  readonly ground: Ground
  readonly facts: ReadonlyMap<string, PathFact>
  readonly starts: readonly Start[]
  readonly goals: readonly Goal[]
  readonly rules: readonly AttackRule[]
  readonly graph: RuleGraph
  /** The asset that stands for another that nothing tells apart from it. */
  readonly standInOf: ReadonlyMap<string, string>
  /** Services that some asset reaches on another. */
  readonly reachCount: number
}

export interface ModelOptions {
  /** Whether assets that nothing tells apart are taken as one; yes unless given. */
  readonly mergesEquals?: boolean
  /** What sensors saw of assets; it decides where the plant file says otherwise. */
  readonly observed?: readonly ObservedStanding[]
}

/** `weaknesses` are the grades of the advisory matcher; without them no rule uses a flaw of a product. */
export function attackModel(
  plant: PlantFile,
  weaknesses: readonly AssetWeakness[] = [],
  options: ModelOptions = {},
): AttackModel {
  const merged =
    options.mergesEquals === false
      ? { plant, standInOf: new Map<string, string>() }
      : mergeEquals(plant, weaknesses, options.observed)
  const ground = groundOf(merged.plant, options.observed)
  const book = new FactBook()
  const { starts, rules: begins } = startRules(ground, book)
  const movement = movementRules(ground, book, weaknesses)
  const { goals, rules: ends } = goalRules(ground, book)
  const all = [...begins, ...trustRules(ground, book), ...credentialRules(ground, book), ...movement.rules, ...ends]
  const rules = cheapestOfEqual(all)
  return {
    ground,
    facts: book.facts,
    starts,
    goals,
    rules,
    graph: ruleGraph(rules),
    standInOf: merged.standInOf,
    reachCount: movement.reachCount,
  }
}

/** Of rules that need, give, cross and stand on the same, the cheapest. */
function cheapestOfEqual(rules: readonly AttackRule[]): readonly AttackRule[] {
  const kept = new Map<string, AttackRule>()
  for (const rule of rules) {
    const key = `${rule.pre.join('|')}>${rule.post}>${rule.facts.join('|')}`
    const before = kept.get(key)
    if (before === undefined || rule.cost < before.cost) kept.set(key, rule)
  }
  return [...kept.values()]
}

export function goalNode(model: AttackModel, goal: string): number | null {
  return model.graph.nodeOf.get(NODE.goal(goal)) ?? null
}

/** 1 for each rule that stands on one of these facts. */
export function rulesOn(model: AttackModel, facts: ReadonlySet<string>): Uint8Array {
  return Uint8Array.from(model.rules, (rule) => (rule.facts.some((fact) => facts.has(fact)) ? 1 : 0))
}
