// Attack paths of a plant of 5,000 assets and more than 50,000 reaches: fixpoint, cheapest ways, what if, and one goal in full, beside
// a naive engine in the same run. Exit 1 when a limit is passed, an answer differs, or it is not faster than the naive engine.
//   node bench/paths/run.ts [assets] [rounds]
import { attackModel, cheapest, derivable, findPaths, goalNode, rulesOn } from '@penstock/model/paths'
import { parsePlant } from '@penstock/model/plant'
import { manyCells } from './generate.ts'
import { naiveCheapest, naiveFixpoint } from './naive.ts'

const [assets = '5000', rounds = '5'] = process.argv.slice(2)
const ROUNDS = Number(rounds)
/** Limits in milliseconds of processor time, at 5,000 assets. */
const LIMIT = { fixpoint: 2000, cheapest: 2000, whatIf: 1000 }

const read = parsePlant(manyCells(Number(assets)))
if (!read.ok) throw new Error(JSON.stringify(read.refusal.slice(0, 3)))
const { plant } = read.value
// Every asset for itself: the limits hold without taking equals as one.
const [model, buildMs] = timed(() => attackModel(plant, [], { mergesEquals: false }))
const [merged, mergedMs] = timed(() => attackModel(plant))
const { graph, rules } = model
const removed = new Set(['conduit:C-7', 'account:A-3'])

const times: Record<string, number[]> = {}
const keep = (name: string, ms: number): void => {
  times[name] = [...(times[name] ?? []), ms]
}
let faults = 0
for (let round = 0; round < ROUNDS; round++) {
  const [holds, fixpointMs] = timed(() => derivable(graph))
  const [bound, cheapestMs] = timed(() => cheapest(graph))
  const [, whatIfMs] = timed(() => {
    const without = rulesOn(model, removed)
    return [derivable(graph, without), cheapest(graph, without)]
  })
  const [naiveHolds, naiveFixpointMs] = timed(() => naiveFixpoint(rules))
  const [naiveCost, naiveCheapestMs] = timed(() => naiveCheapest(rules))
  keep('fixpoint', fixpointMs)
  keep('cheapest', cheapestMs)
  keep('what if', whatIfMs)
  keep('naive fixpoint', naiveFixpointMs)
  keep('naive cheapest', naiveCheapestMs)
  for (const [node, name] of graph.nodes.entries()) {
    if ((holds[node] === 1) !== naiveHolds.has(name)) faults++
    if (bound.cost[node] !== (naiveCost.get(name) ?? Number.POSITIVE_INFINITY)) faults++
  }
}
const goal = 'CELL3-5'
const [report, pathsMs] = timed(() => findPaths(model, { goal }))
const median = (name: string): number => times[name]!.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!
const reached = model.goals.filter((one) => derivable(graph)[goalNode(model, one.id)!] === 1).length
console.log(
  `${plant.assets.length} assets, ${model.reachCount} reaches, ${rules.length} rules, ${graph.nodes.length} nodes; ${reached} of ${model.goals.length} goals reached; ${ROUNDS} rounds, milliseconds of processor time, medians\n`,
)
console.log('| What | ms |\n|---|---|')
console.log(`| plant to rules | ${buildMs.toFixed(0)} |`)
console.log(`| the same with equals as one, ${merged.rules.length} rules | ${mergedMs.toFixed(0)} |`)
for (const name of Object.keys(times)) console.log(`| ${name} | ${median(name).toFixed(1)} |`)
console.log(
  `| one goal in full, ${report.paths.length} ways, ${report.cutSets.length} cut sets | ${pathsMs.toFixed(0)} |`,
)
const ratio = (median('naive fixpoint') + median('naive cheapest')) / (median('fixpoint') + median('cheapest'))
console.log(`\n${ratio.toFixed(1)} times as fast as the naive engine; ${faults} nodes differ`)
const isLate =
  median('fixpoint') > LIMIT.fixpoint || median('cheapest') > LIMIT.cheapest || median('what if') > LIMIT.whatIf
process.exitCode = isLate || faults > 0 || ratio < 1 ? 1 : 0

function timed<Value>(work: () => Value): readonly [Value, number] {
  const began = process.cpuUsage()
  const value = work()
  const { user, system } = process.cpuUsage(began)
  return [value, (user + system) / 1000]
}
