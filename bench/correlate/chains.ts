// Attack chains: what one signal costs in processor time, and whether the attack is found, with the sixteen scenarios in a year of benign signals of every kind.
// Exit 1 when a signal is too slow at the 95th percentile or the planted chain is not found, or others are.
//   node bench/correlate/chains.ts [signals]
import { loadCrossDomainScenarios } from '@penstock/catalogs/cross-domain-scenarios@1'
import { ChainCorrelator, type Entities, type Signal } from '@penstock/model/correlation'
import { micros } from '@penstock/model/kernel'

const COUNT = Number(process.argv[2] ?? 10_000)
const LIMIT_MS = 50
const YEAR_MICROS = 365 * 86_400_000_000
const START = 1_760_000_000_000_000

const scenarios = loadCrossDomainScenarios()
const stages = scenarios.flatMap(({ stages }) => stages)
const random = randomOf(5)
const correlator = new ChainCorrelator(scenarios)
const times: number[] = []
for (let at = 0; at < COUNT; at += 1) {
  const stage = stages[Math.floor(random() * stages.length)]!
  push(benign(at, stage))
}
const planted = scenarios[0]!
const before = correlator.reports().length
for (const stage of planted.stages) {
  const entities: Record<string, string[]> = {}
  for (const { entityClass, slot } of stage.joins)
    entities[entityClass] = [...(entities[entityClass] ?? []), `planted-${slot}`]
  const at = micros(START + YEAR_MICROS - (12 - stage.order) * 3_600_000_000)
  push({
    id: `planted-${stage.order}`,
    kind: stage.kinds[0]!,
    domain: stage.domain,
    site: 'works',
    at,
    entities,
    values: { ...stage.example },
  })
}
const found = correlator.reports().filter(({ chain, level }) => level === 'critical' && chain.scenario === planted.id)
const whole = found.filter(({ chain }) => chain.stages.length === planted.stages.length)
times.sort((a, b) => a - b)
const at = (share: number): number => times[Math.floor(times.length * share)]!
console.log(
  `${COUNT} benign signals of ${stages.length} stages over a year, then one attack of ${planted.stages.length} stages`,
)
console.log(
  `one signal: median ${at(0.5).toFixed(2)} ms, 95th percentile ${at(0.95).toFixed(2)} ms (limit ${LIMIT_MS}), longest ${times.at(-1)!.toFixed(1)} ms`,
)
console.log(
  `chains before the attack ${before}; the attack found whole ${whole.length} times; ${JSON.stringify(correlator.counts())}`,
)
process.exitCode = at(0.95) > LIMIT_MS || whole.length !== 1 || before > 0 ? 1 : 0

/** By a person and a station of its own, as daily work is; the same ones come again, and not along any chain. */
function benign(number: number, stage: (typeof stages)[number]): Signal {
  const entities: Record<string, string[]> = {}
  for (const { entityClass } of stage.joins)
    entities[entityClass] = [`${stage.kinds[0]}-${entityClass}-${Math.floor(random() * 200)}`]
  const at = micros(START + Math.floor((number / COUNT) * (YEAR_MICROS - 86_400_000_000)))
  return {
    id: `benign-${number}`,
    kind: stage.kinds[0]!,
    domain: stage.domain,
    site: 'works',
    at,
    entities: entities as Entities,
    values: { ...stage.example },
  }
}

function push(signal: Signal): void {
  const { user, system } = process.cpuUsage()
  correlator.push(signal)
  const after = process.cpuUsage()
  times.push((after.user - user + after.system - system) / 1000)
}

function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}
