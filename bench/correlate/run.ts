// Sigma correlations: matches a second with five rules at once, beside a plain engine in the same run, and the memory of a million live
// groups. Exit 1 below a floor, when the two tell different alerts, or when a restart in the middle changes them.
//   node --expose-gc bench/correlate/run.ts [matches] [groups] [rounds]
import { linkRules, readCorrelation, SigmaCorrelator } from '@penstock/model/correlation'
import { matches } from './generate.ts'
import { PlainEngine } from './plain.ts'

const [count = '400000', groups = '1000000', rounds = '3'] = process.argv.slice(2)
const COUNT = Number(count)
const GROUPS = Number(groups)
const ROUNDS = Number(rounds)
/** Of the plain engine and the comparison: few groups, so that windows hold something. */
const MIXED_GROUPS = 20_000
const LATENESS_MS = 200
const FLOOR_PER_SECOND = 100_000
const LIMIT_MB = 400

const gc = (globalThis as { gc?: () => void }).gc
if (gc === undefined) throw new Error('start with --expose-gc')

const rules = rulesOf([
  { id: 'many', type: 'event_count', rules: 'failed', 'group-by': 'user', timespan: '10s', condition: { gte: 8 } },
  {
    id: 'spread',
    type: 'value_count',
    rules: 'failed',
    'group-by': 'user',
    timespan: '10s',
    condition: { field: 'host', gte: 6 },
  },
  {
    id: 'volume',
    type: 'value_sum',
    rules: 'failed',
    'group-by': 'user',
    timespan: '10s',
    condition: { field: 'bytes', gte: 30_000 },
  },
  { id: 'both', type: 'temporal', rules: ['failed', 'good'], 'group-by': 'user', timespan: '1m' },
  { id: 'then', type: 'temporal_ordered', rules: ['failed', 'good'], 'group-by': ['user', 'host'], timespan: '1m' },
])
const inOrder = [...matches(COUNT, MIXED_GROUPS, 0, 7)]
const shuffled = [...matches(COUNT, MIXED_GROUPS, LATENESS_MS, 7)]
const limits = { latenessMicros: LATENESS_MS * 1000 }
const perSecond: Record<string, number[]> = {}
let faults = 0
for (let round = 0; round < ROUNDS; round += 1) {
  const ours = new SigmaCorrelator(rules, limits)
  const plain = new PlainEngine(rules)
  note('in order', () => feed(ours, inOrder))
  note('shuffled', () => feed(new SigmaCorrelator(rules, limits), shuffled))
  note('plain engine, in order', () => {
    for (const match of inOrder) plain.push(match)
  })
  if (ours.counts().alerts !== plain.alerts) faults += 1
}
const whole = new SigmaCorrelator(rules, limits)
feed(whole, shuffled)
const half = new SigmaCorrelator(rules, limits)
for (const match of shuffled.slice(0, COUNT / 2)) half.push(match)
const state = timed(() => [...half.save()])
const again = new SigmaCorrelator(rules, limits)
const restored = timed(() => again.restore(state.value))
feed(again, shuffled.slice(COUNT / 2))
if (JSON.stringify(again.counts()) !== JSON.stringify(whole.counts()) || restored.value.length > 0) faults += 1

const one = rulesOf([
  { id: 'many', type: 'event_count', rules: 'failed', 'group-by': 'user', timespan: '1d', condition: { gte: 8 } },
])
gc()
const before = process.memoryUsage()
const large = new SigmaCorrelator(one, { latenessMicros: 1000 })
const filled = timed(() => {
  for (const match of matches(GROUPS * 1.3, GROUPS, 0, 3)) large.push({ ...match, ruleId: 'failed' })
  large.flush()
})
gc()
const after = process.memoryUsage()
const megabytes = (after.heapUsed - before.heapUsed + after.arrayBuffers - before.arrayBuffers) / 1e6
const { liveGroups } = large.counts()

const best = (name: string): number => Math.max(...perSecond[name]!)
const median = (name: string): number => perSecond[name]!.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!
console.log(
  `${COUNT} matches, ${rules.length} rules, ${MIXED_GROUPS} groups, ${whole.counts().alerts} alerts; matches a second of processor time\n`,
)
console.log('| What | median | best |\n|---|---|---|')
for (const name of Object.keys(perSecond))
  console.log(`| ${name} | ${median(name).toFixed(0)} | ${best(name).toFixed(0)} |`)
const ratio = median('in order') / median('plain engine, in order')
console.log(
  `\n${ratio.toFixed(1)} times as fast as the plain engine; state of ${half.counts().liveGroups} groups saved in ${(state.seconds * 1000).toFixed(0)} ms, restored in ${(restored.seconds * 1000).toFixed(0)} ms`,
)
console.log(
  `${liveGroups} live groups: ${megabytes.toFixed(0)} MB (limit ${LIMIT_MB}), ${((GROUPS * 1.3) / filled.seconds).toFixed(0)} matches a second while they were made; ${large.counts().evictedGroups} evicted`,
)
console.log(`${faults} differences`)
const isShort = median('in order') < FLOOR_PER_SECOND || median('shuffled') < FLOOR_PER_SECOND || megabytes > LIMIT_MB
process.exitCode = isShort || faults > 0 || ratio < 1 ? 1 : 0

function rulesOf(sections: readonly { readonly id: string; readonly [key: string]: unknown }[]) {
  const read = sections.map(({ id, ...correlation }) => {
    const result = readCorrelation({ title: id, id, correlation })
    if (!result.ok) throw new Error(JSON.stringify(result.refusal))
    return result.value
  })
  return linkRules(read, [
    { id: 'failed', name: null },
    { id: 'good', name: null },
  ]).rules
}

function feed(engine: SigmaCorrelator, stream: Parameters<SigmaCorrelator['push']>[0][]): void {
  for (const match of stream) engine.push(match)
  engine.flush()
}

function note(name: string, work: () => void): void {
  const { seconds } = timed(work)
  perSecond[name] = [...(perSecond[name] ?? []), COUNT / seconds]
}

function timed<Value>(work: () => Value): { readonly value: Value; readonly seconds: number } {
  const before = process.cpuUsage()
  const value = work()
  const { user, system } = process.cpuUsage(before)
  return { value, seconds: (user + system) / 1e6 }
}
