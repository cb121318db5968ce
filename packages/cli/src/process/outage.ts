// `penstock process outage PLANT --unit ID=FROM..TO…`: what stops, when, why and until when.
import { parseArgs } from 'node:util'
import {
  type FunctionLoss,
  type HoursOut,
  type LossReason,
  MOST_HOURS,
  modelConfidence,
  type OutagePlay,
  outageOfText,
  playOutage,
} from '@penstock/model/process'
import { allKnown, asOfOf, loadNetwork, tell } from './load-network.ts'

const USAGE = 'usage: penstock process outage PLANT --unit ID=FROM..[TO] [--unit …] [--horizon H] [--json]\n'

/** Exit code: 0 played, 1 no such file or unit, 2 bad usage or a plant with faults. */
export async function processOutage(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const loaded = await loadNetwork(options.plant)
  if (typeof loaded === 'number') return loaded
  const { plant, network } = loaded
  const assets = plant.assets.map(({ id }) => id)
  const units = options.outages.map(({ unit }) => unit)
  if (!allKnown(units, [...network.units, ...assets], 'function or asset')) return 1
  // An asset that no function needs can be out without anything stopping.
  const needed = options.outages.filter(({ unit }) => network.unitById.has(unit))
  const idle = units.filter((unit) => !network.unitById.has(unit))
  const played = playOutage(network, needed, options.horizonH ?? undefined)
  const stopped = plant.functions.filter((_, at) => played.functions[at]?.firstDownH !== null)
  const confidence = modelConfidence(stopped, asOfOf(plant))
  const answer = { ...played, neededByNothing: idle, confidence }
  process.stdout.write(options.json ? `${JSON.stringify({ plant: options.plant, ...answer })}\n` : textOf(answer))
  return 0
}

interface OutageOptions {
  readonly plant: string
  readonly outages: readonly HoursOut[]
  readonly horizonH: number | null
  readonly json: boolean
}

function parse(args: readonly string[]): OutageOptions | null {
  try {
    const options = {
      unit: { type: 'string', multiple: true },
      horizon: { type: 'string' },
      json: { type: 'boolean', default: false },
    } as const
    const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals: true })
    const [plant] = positionals
    const outages = (values.unit ?? []).map(outageOf)
    const horizonH = values.horizon === undefined ? null : hours(values.horizon, '--horizon')
    if (plant === undefined || positionals.length > 1 || outages.length === 0) return null
    return { plant, outages, horizonH, json: values.json }
  } catch (cause) {
    tell(cause instanceof Error ? cause.message : String(cause))
    return null
  }
}

function outageOf(text: string): HoursOut {
  const outage = outageOfText(text)
  if (outage === null)
    throw new Error(`--unit ${JSON.stringify(text)} is not ID=FROM..TO in hours, such as F-PWR=0..72`)
  if (outage.toH !== null && outage.toH < outage.fromH) throw new Error(`--unit ${text} ends before it begins`)
  return outage
}

export function hours(text: string, where: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (!(value <= MOST_HOURS)) throw new Error(`${where}: ${JSON.stringify(text)} is no number of hours`)
  return value
}

type Answer = OutagePlay & {
  readonly neededByNothing: readonly string[]
  readonly confidence: ReturnType<typeof modelConfidence>
}

function textOf(answer: Answer): string {
  const { functions, blackStarts, confidence, horizonH, cutOffAtH, neededByNothing } = answer
  const stopped = functions.filter(({ firstDownH }) => firstDownH !== null)
  const losses = stopped
    .flatMap((one) => one.intervals.map((_, at) => ({ one, at })))
    .sort((a, b) => a.one.intervals[a.at]![0] - b.one.intervals[b.at]![0])
  const unsure = [
    ...confidence.unowned.map((id) => `  ${id}: nobody owns it`),
    ...confidence.unreviewed.map((id) => `  ${id}: its business impact was not reviewed within a year`),
    ...confidence.withoutNeeds.map((id) => `  ${id}: it states no need`),
  ]
  return [
    `${stopped.length} of ${functions.length} functions stop within ${horizonH} h`,
    ...losses.map(({ one, at }) => lossLine(one, at)),
    ...neededByNothing.map((id) => `${id}: no function says that it needs it`),
    ...blackStarts.map(
      ({ cycle, waiting }) =>
        `black-start deadlock: ${[...cycle, cycle[0]].join(' needs ')}; one of them needs a source of its own to start` +
        (waiting.length === 0 ? '' : `; ${waiting.join(', ')} wait for it`),
    ),
    ...(cutOffAtH === null ? [] : [`broken off at ${cutOffAtH} h: the plant never comes to rest`]),
    `confidence of the model: ${confidence.level}, ${confidence.functions} functions of the site involved`,
    ...unsure,
    '',
  ].join('\n')
}

function lossLine(one: FunctionLoss, at: number): string {
  const [down, up] = one.intervals[at]!
  const isOpen = one.isDownAtHorizon && at === one.intervals.length - 1
  const until = isOpen ? 'not back by the horizon' : `back at ${hourText(up)}`
  const broken = one.mtpdH !== null && up - down > one.mtpdH ? `, longer than its MTPD of ${hourText(one.mtpdH)}` : ''
  return `  ${hourText(down).padStart(9)}  ${one.id} ${one.name}: ${until}${broken}; ${reasonText(one.causes[at]!)}`
}

function reasonText({ kind, group, missing, needed, bufferH }: LossReason): string {
  if (kind === 'itself') return 'it is out itself'
  const carried = bufferH === 0 ? '' : ` and its ${hourText(bufferH)} of stock is used up`
  return `"${group}" needs ${needed}, without ${missing.join(', ')}${carried}`
}

export function hourText(value: number): string {
  return `${Number(value.toFixed(2))} h`
}
