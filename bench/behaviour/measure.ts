// Episodes through a cell, one after the other, each scored by what was raised of it: the long form prints, the short one is a test.
import type { BenchCell, Raised } from './cell.ts'
import { type Episode, isDue } from './episodes.ts'
import { HEAT_C, HOLD_C, type Line, SLICE_S } from './line.ts'
import type { Outcome } from './score.ts'

/** Told, and asks nobody. */
const QUIET_LEVEL = 'informational'
const CALM_SLICES = 4
const RARE = new Set(['window', 'shift'])
const MOST_RARE = 4

type Maker = (line: Line, n: number) => Episode

export interface Run {
  readonly outcomes: readonly Outcome[]
  /** Detections in stretches without an episode. */
  readonly calm: readonly Raised[]
  readonly calmS: number
}

/** Every episode `times` times, in an order that is drawn. */
export async function runEpisodes(
  cell: BenchCell,
  line: Line,
  makers: readonly Maker[],
  { times, shiftHours, onEpisode }: { times: number; shiftHours: number; onEpisode?: (done: number) => void },
): Promise<Run> {
  const outcomes: Outcome[] = []
  const calm: Raised[] = []
  let calmS = 0
  // What waits for hours comes less often.
  const timesOf = (make: Maker): number => (RARE.has(make(line, 0).waitsFor ?? '') ? Math.min(times, MOST_RARE) : times)
  const order = makers.flatMap((make) => Array.from({ length: timesOf(make) }, () => make))
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = line.random(at + 1)
    ;[order[at], order[other]] = [order[other]!, order[at]!]
  }
  const counts = new Map<unknown, number>()
  for (const [n, make] of order.entries()) {
    const count = counts.get(make) ?? 0
    counts.set(make, count + 1)
    const episode = make(line, count)
    for (let slices = 0; slices < CALM_SLICES || !isDue(episode, line, shiftHours); slices += 1) {
      await cell.take(line.slice())
      calmS += SLICE_S
    }
    calm.push(...(await cell.raised()).filter(isAlarm))
    await cell.decide()
    outcomes.push(await runEpisode(cell, line, episode))
    onEpisode?.(n + 1)
  }
  return { outcomes, calm, calmS }
}

async function runEpisode(cell: BenchCell, line: Line, episode: Episode): Promise<Outcome> {
  const { name, expects, may, about } = episode
  line.plant.harmedAt = null
  const startS = line.atS
  const atS = startS + line.between(1, SLICE_S - 5)
  if (episode.sensor === 'restarts') {
    line.restartSensor()
    await cell.newCapture()
  }
  episode.begin(line, atS)
  while (line.atS - startS < episode.lastS && line.plant.harmedAt === null) {
    const batch = line.slice()
    if (episode.sensor === 'off') await cell.miss()
    else await cell.take(batch)
  }
  const harmedAt = line.plant.harmedAt
  // What it comes to is told a little later.
  line.plant.recover(line.isHeating ? HEAT_C : HOLD_C)
  line.settle()
  if (episode.sensor === 'off') {
    line.restartSensor()
    await cell.newCapture()
  }
  for (let slices = 0; slices < 4; slices += 1) await cell.take(line.slice())
  const alarms = (await cell.raised()).filter(isAlarm)
  await cell.decide()
  const spoke = new Map<string, { leadS: number | null }>()
  const wrong: Raised[] = []
  for (const alarm of alarms) {
    if (!expects.includes(alarm.rule) && !may.includes(alarm.rule)) wrong.push(alarm)
    if (!expects.includes(alarm.rule) || !isAbout(alarm, about)) continue
    const leadS = harmedAt === null ? null : harmedAt - alarm.raisedAt / 1e6
    const known = spoke.get(alarm.rule)
    if (known === undefined || (leadS ?? 0) > (known.leadS ?? 0)) spoke.set(alarm.rule, { leadS })
  }
  return {
    name,
    expects,
    spoke,
    wrong: wrong.map(({ rule }) => rule),
    details: wrong,
    harmS: harmedAt === null ? null : harmedAt - atS,
  }
}

function isAlarm({ level }: Raised): boolean {
  return level !== QUIET_LEVEL
}

function isAbout({ subject }: Raised, about: readonly string[]): boolean {
  const { sourceIp = '', destinationIp = '', device = '' } = subject
  return [sourceIp, destinationIp, device].some((one) => about.includes(one))
}
