// What an attacker may want: an effect on a device or a function, the cause of a hazard, the defeat of its layer, both together.
import type { FactBook } from '../facts/fact.ts'
import type { Ground } from '../facts/ground.ts'
import { type AttackRule, NODE } from './attack-rule.ts'

export interface Goal {
  /** Id of an asset, a function, a LOPA sheet or a safety function. */
  readonly id: string
  readonly kind: 'asset' | 'layer' | 'function' | 'joint'
  readonly text: string
}

type Sheet = Ground['plant']['lopa'][number]

/** Goals of a plant: every device and every host that a hazard record names, safety functions, sheets, functions. */
export function goalRules(
  ground: Ground,
  book: FactBook,
): { readonly goals: readonly Goal[]; readonly rules: readonly AttackRule[] } {
  const goals: Goal[] = []
  const rules: AttackRule[] = []
  const add = (goal: Goal, made: readonly AttackRule[]): void => {
    if (made.length === 0 || goals.some((one) => one.id === goal.id)) return
    goals.push(goal)
    rules.push(...made)
  }
  const inSif = new Set(ground.plant.lopa.flatMap((sheet) => sheet.sif?.assets ?? []))
  const named = new Set(ground.plant.lopa.flatMap((sheet) => sheet.causes.flatMap((cause) => cause.assets)))
  for (const asset of ground.plant.assets) {
    const isDevice = ground.isDevice(asset.id)
    if (ground.isOutside(asset.zone) || !(isDevice || named.has(asset.id))) continue
    const isLayer = inSif.has(asset.id) || asset.role?.startsWith('safety') === true
    const text = isLayer
      ? `${asset.name}: a safety layer is changed or stopped`
      : `${asset.name}: its process is moved from the network`
    const goal: Goal = { id: asset.id, kind: isLayer ? 'layer' : 'asset', text }
    add(
      goal,
      effectNodes(ground, asset.id).map((node) => goalRule([node], goal, [])),
    )
  }
  for (const sheet of ground.plant.lopa) {
    const fact = sheetFact(ground, book, sheet)
    if (sheet.sif !== null) {
      const goal: Goal = { id: sheet.sif.id, kind: 'layer', text: `${sheet.sif.text}: defeated` }
      add(goal, defeat(ground, sheet.sif.assets, goal, fact))
    }
    const joint = jointRules(ground, sheet, fact)
    add(joint.goal, joint.rules)
  }
  for (const one of ground.plant.functions) {
    const goal: Goal = { id: one.id, kind: 'function', text: `${one.name}: stopped or moved from the network` }
    add(goal, functionRules(ground, book, one, goal))
  }
  return { goals, rules }
}

/** A device is used by any of its effects, a host by a session. */
function effectNodes(ground: Ground, asset: string): readonly string[] {
  return ground.isDevice(asset) ? [NODE.write(asset), NODE.mode(asset), NODE.logic(asset)] : [NODE.user(asset)]
}

function goalRule(pre: readonly string[], goal: Goal, facts: readonly string[], post = NODE.goal(goal.id)): AttackRule {
  return {
    kind: 'goal',
    pre,
    post,
    cost: 0,
    from: null,
    at: null,
    crosses: [],
    technique: null,
    facts,
    text: goal.text,
  }
}

function sheetFact(ground: Ground, book: FactBook, sheet: Sheet): string {
  return book.tell('lopa', sheet.id, () => ({
    domain: ground.domainOfAssets([...sheet.causes.flatMap((cause) => cause.assets), ...(sheet.sif?.assets ?? [])]),
    places: [`lopa[id=${sheet.id}].causes`, `lopa[id=${sheet.id}].sif`],
    text: `${sheet.id} ${sheet.title}, severity ${sheet.severity}`,
    canBeCut: false,
  }))
}

function defeat(ground: Ground, assets: readonly string[], goal: Goal, fact: string, post?: string): AttackRule[] {
  return registered(ground, assets).flatMap((asset) =>
    effectNodes(ground, asset).map((node) => goalRule([node], goal, [fact], post)),
  )
}

/** Field instruments are wired: only assets of the register can be reached. */
function registered(ground: Ground, assets: readonly string[]): readonly string[] {
  return assets.filter((id) => ground.index.assetById.has(id))
}

/** One cause and the layer that stands against it: the safety function, or where there is none every layer that can be reached. */
function jointRules(
  ground: Ground,
  sheet: Sheet,
  fact: string,
): { readonly goal: Goal; readonly rules: readonly AttackRule[] } {
  const goal: Goal = { id: sheet.id, kind: 'joint', text: `${sheet.title}: caused, with its layer defeated` }
  const cause = `cause:${sheet.id}`
  const causes = sheet.causes.flatMap((one) => defeat(ground, one.assets, goal, fact, cause))
  if (causes.length === 0) return { goal, rules: [] }
  const layers = sheet.sif === null ? sheet.ipls : [sheet.sif]
  const reached = layers.filter((layer) => registered(ground, layer.assets).length > 0)
  const defeats = reached.flatMap((layer) => defeat(ground, layer.assets, goal, fact, `defeat:${sheet.id}:${layer.id}`))
  const nodes = reached.map((layer) => `defeat:${sheet.id}:${layer.id}`)
  return { goal, rules: [...causes, ...defeats, goalRule([cause, ...nodes], goal, [fact])] }
}

/** A function is lost when fewer than k of an own group are left: counted node by node, so that a group of any size stays small. */
function functionRules(
  ground: Ground,
  book: FactBook,
  one: Ground['plant']['functions'][number],
  goal: Goal,
): readonly AttackRule[] {
  const rules: AttackRule[] = []
  for (const [at, group] of one.own.entries()) {
    const assets = registered(ground, group.assets)
    const needed = group.assets.length - group.k + 1
    if (assets.length < needed || needed < 1) continue
    const fact = book.tell('function', `${one.id}:${at}`, () => ({
      domain: ground.domainOfAssets(group.assets),
      places: [`functions[id=${one.id}].own`],
      text: `${one.name} needs ${group.k} of ${group.assets.join(', ')}`,
      canBeCut: false,
    }))
    const count = (lost: number, upTo: number): string => `lost:${one.id}:${at}:${lost}:${upTo}`
    for (const [place, asset] of assets.entries()) {
      const node = `moved:${asset}`
      rules.push(...effectNodes(ground, asset).map((effect) => goalRule([effect], goal, [fact], node)))
      for (let lost = 1; lost <= Math.min(needed, place + 1); lost++) {
        rules.push(goalRule(lost === 1 ? [node] : [node, count(lost - 1, place)], goal, [fact], count(lost, place + 1)))
      }
      for (let lost = 1; lost <= Math.min(needed, place); lost++) {
        rules.push(goalRule([count(lost, place)], goal, [fact], count(lost, place + 1)))
      }
    }
    rules.push(goalRule([count(needed, assets.length)], goal, [fact]))
  }
  return rules
}
