// Behavioural detectors on labelled traffic: precision and recall with their 95 % intervals, and the time that is left before the process leaves
// its safe bounds. Attacks and what looks like them run through a real cell over a simulated process; then the public captures of which
// it is known what was done to which device. Exit 1 below a floor.
//   node bench/behaviour/run.ts [times] [learn hours] [seed] [samples folder]
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BEHAVIOUR_RULES } from '@penstock/model/detections'
import { judgeCaptures } from './captures.ts'
import { BenchCell } from './cell.ts'
import { ATTACKS, BENIGN } from './episodes.ts'
import { Line, SLICE_S } from './line.ts'
import { runEpisodes } from './measure.ts'
import { medianOf, type RuleScore, type Share, scoreOf, wilson } from './score.ts'

/**
 * What passes at most between a packet and its detection where nothing waits for a deadline: the slice of the sensor, and for a value the
 * poll that reads it back. Absence and silence wait three times the usual gap, and three beats.
 */
const SLOWEST_S = 2 * SLICE_S
const WAITING_S: Readonly<Record<string, number>> = { 'behaviour.absence': 3 * SLICE_S, 'sensor.silent': 5 * SLICE_S }
/**
 * What changes a device, or is done by a stranger, is told by its first packet, whatever else passes: there nothing but what a window allows may
 * be missed. A value and a rhythm are held against limits that were learned: what lies within them is not told, and new recipes, pauses and
 * catching up lie beyond them at times.
 */
const FLOORS = {
  certain: { recall: 0.95, precision: 0.95, beforeHarm: 1 },
  limits: { recall: 0.8, precision: 0.6, beforeHarm: 0.9 },
}
const BY_LIMITS = new Set(['behaviour.value', 'behaviour.written-value', 'behaviour.cadence', 'behaviour.absence'])
/** In calm stretches: false alarms a day. */
const CALM_A_DAY = 3

const [
  times = '10',
  hours = '12',
  seed = '7',
  samples = fileURLToPath(new URL('../../../shared/samples/', import.meta.url)),
] = process.argv.slice(2)
const SHIFT_HOURS = 3

const faults: string[] = []
await using cell = await BenchCell.start(Number(hours), SHIFT_HOURS)
const line = new Line(Number(seed), SHIFT_HOURS)
await cell.learn(line, Number(hours) + 0.5)
const run = await runEpisodes(cell, line, [...ATTACKS, ...BENIGN], {
  times: Number(times),
  shiftHours: SHIFT_HOURS,
})
print(
  `${run.outcomes.length} episodes, ${ATTACKS.length} kinds of attack and ${BENIGN.length} of what is none, ${times} times each; ${cell.batches} slices of ${SLICE_S} s, ${hours} h learned\n`,
)
print(
  '| Rule | n | TP | FP | FN | Precision (95 %) | Recall (95 %) | Lead, median | least | Before harm | where physics allows |',
)
print('|---|---|---|---|---|---|---|---|---|---|---|')
const rules = [...new Set(run.outcomes.flatMap(({ expects, wrong }) => [...expects, ...wrong]))].sort()
for (const rule of rules) hold(scoreOf(rule, run.outcomes, WAITING_S[rule] ?? SLOWEST_S))
for (const { name, expects, spoke, wrong, details } of run.outcomes) {
  const missed = expects.filter((rule) => !spoke.has(rule))
  if (missed.length > 0) print(`\n${name}: not told by ${missed.join(', ')}`)
  if (wrong.length > 0)
    print(
      `\n${name}: told wrongly ${details.map(({ rule, values }) => `${rule} ${JSON.stringify(values)}`).join('; ')}`,
    )
}
const calmDays = run.calmS / 86_400
print(
  `\n${run.calm.length} alarms in ${calmDays.toFixed(1)} days without an episode: ${run.calm.map(({ rule, values }) => `${rule} ${JSON.stringify(values)}`).join('; ') || 'none'}`,
)
if (run.calm.length > Math.max(1, CALM_A_DAY * calmDays))
  faults.push(`${run.calm.length} alarms in ${calmDays.toFixed(1)} calm days`)
const unseen = Object.keys(BEHAVIOUR_RULES).filter((rule) => !rules.includes(rule))
print(`rules that no episode asks for: ${unseen.join(', ')}`)

if (existsSync(join(samples, 'captures/truth'))) {
  const judged = judgeCaptures(join(samples, 'captures'))
  print(`\n${judged.captures} public captures with a truth beside them: what was done to which device, and by whom\n`)
  print('| Rule | n | TP | FP | FN | Precision (95 %) | Recall (95 %) |\n|---|---|---|---|---|---|---|')
  for (const { rule, truePositives, falsePositives, falseNegatives, notes } of judged.rules) {
    const precision = { hits: truePositives, of: truePositives + falsePositives }
    const recall = { hits: truePositives, of: truePositives + falseNegatives }
    print(
      `| ${rule} | ${recall.of} | ${truePositives} | ${falsePositives} | ${falseNegatives} | ${shareText(precision)} | ${shareText(recall)} |`,
    )
    if (falsePositives + falseNegatives > 0) faults.push(`${rule} in public captures: ${notes.join('; ')}`)
  }
} else print(`\n${samples} is not there: no public captures`)

for (const fault of faults) print(`below its floor: ${fault}`)
process.exitCode = faults.length === 0 ? 0 : 1

function hold(score: RuleScore): void {
  const {
    rule,
    positives,
    truePositives,
    falsePositives,
    falseNegatives,
    leadsS,
    beforeHarm,
    beforeHarmWherePossible,
  } = score
  const precision = { hits: truePositives, of: truePositives + falsePositives }
  const recall = { hits: truePositives, of: positives }
  const median = medianOf(leadsS)
  const seconds = (value: number | null | undefined): string => (value == null ? '' : `${value.toFixed(0)} s`)
  print(
    `| ${rule} | ${positives} | ${truePositives} | ${falsePositives} | ${falseNegatives} | ${shareText(precision)} | ${shareText(recall)} | ${seconds(median)} | ${seconds(leadsS[0])} | ${countText(beforeHarm)} | ${countText(beforeHarmWherePossible)} |`,
  )
  const floor = BY_LIMITS.has(rule) ? FLOORS.limits : FLOORS.certain
  check(rule, 'recall', recall, floor.recall)
  check(rule, 'precision', precision, floor.precision)
  check(rule, 'before harm, where physics allows', beforeHarmWherePossible, floor.beforeHarm)
}

/** Of what a floor asks the interval must allow it: a handful of cases proves no less than it can. */
function check(rule: string, what: string, share: Share, floor: number): void {
  const interval = wilson(share)
  if (interval !== null && interval.high < floor) faults.push(`${rule}: ${what} ${shareText(share)}, floor ${floor}`)
}

function shareText(share: Share): string {
  const interval = wilson(share)
  if (interval === null) return ''
  return `${(share.hits / share.of).toFixed(2)} (${interval.low.toFixed(2)}-${interval.high.toFixed(2)})`
}

function countText({ hits, of }: Share): string {
  return of === 0 ? '' : `${hits} of ${of}`
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
