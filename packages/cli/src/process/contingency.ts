// `penstock process contingency PLANT --order 1|2 --hours H`: which unit, or pair of units, the plant stands or falls with.
import { parseArgs } from 'node:util'
import {
  type Contingency,
  type ContingencyProgress,
  MOST_PAIRED,
  pairedContingencies,
  type Ranking,
  singleContingencies,
} from '@penstock/model/process'
import { allKnown, loadNetwork, tell } from './load-network.ts'
import { hours, hourText } from './outage.ts'

const USAGE =
  'usage: penstock process contingency PLANT --order 1|2 --hours H [--target FUNCTION …] [--json] [--progress]\n'

/** Exit code: 0 ranked, 1 no such file or target, 2 bad usage or a plant with faults. */
export async function processContingency(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const loaded = await loadNetwork(options.plant)
  if (typeof loaded === 'number') return loaded
  const { plant, network } = loaded
  const { targets } = options
  if (
    targets !== undefined &&
    !allKnown(
      targets,
      plant.functions.map(({ id }) => id),
      'function',
    )
  )
    return 1
  const order = targets === undefined ? { hours: options.hours } : { hours: options.hours, targets }
  const steps = options.order === 1 ? singleContingencies(network, order) : pairedContingencies(network, order)
  const ranking = ended(steps, options.progress)
  process.stdout.write(options.json ? `${JSON.stringify({ plant: options.plant, ...ranking })}\n` : textOf(ranking))
  return 0
}

interface ContingencyOptions {
  readonly plant: string
  readonly order: 1 | 2
  readonly hours: number
  readonly targets: readonly string[] | undefined
  readonly json: boolean
  readonly progress: boolean
}

function parse(args: readonly string[]): ContingencyOptions | null {
  try {
    const options = {
      order: { type: 'string', default: '1' },
      hours: { type: 'string' },
      target: { type: 'string', multiple: true },
      json: { type: 'boolean', default: false },
      progress: { type: 'boolean', default: false },
    } as const
    const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals: true })
    const [plant] = positionals
    if (values.order !== '1' && values.order !== '2') throw new Error('--order is 1 (each unit) or 2 (pairs)')
    if (plant === undefined || positionals.length > 1 || values.hours === undefined) return null
    const { target: targets, json, progress } = values
    return {
      plant,
      order: values.order === '1' ? 1 : 2,
      hours: hours(values.hours, '--hours'),
      targets,
      json,
      progress,
    }
  } catch (cause) {
    tell(cause instanceof Error ? cause.message : String(cause))
    return null
  }
}

function ended(steps: Generator<ContingencyProgress, Ranking>, isTold: boolean): Ranking {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value
    if (isTold) process.stderr.write(`${step.value.done} of ${step.value.total}\n`)
  }
}

function textOf({ order, hours: outH, targets, compared, leftOut, ranking }: Ranking): string {
  const what = order === 1 ? 'units' : 'pairs of units'
  return [
    `${compared} ${what}, each out for ${hourText(outH)}: ${ranking.length} cost a target${order === 1 ? '' : ' that neither alone costs'}`,
    `targets: ${targets.join(', ')}`,
    ...(leftOut === 0
      ? []
      : [`${leftOut} units with fewer targets downstream were not paired; at most ${MOST_PAIRED} are`]),
    ...ranking.map(contingencyLine),
    '',
  ].join('\n')
}

function contingencyLine({ units, targets, lostMargin, functionsLost }: Contingency): string {
  const lost = targets.map(({ id, firstDownH, downtimeH, isMtpdBroken }) => {
    const broken = isMtpdBroken === true ? ', MTPD broken' : ''
    return `${id} at ${hourText(firstDownH)} for ${hourText(downtimeH)}${broken}`
  })
  const margin = lostMargin === 0 ? '' : `; margin ${Math.round(lostMargin)}`
  return `  ${units.join(' + ')}: ${lost.join('; ')}; ${functionsLost} functions in all${margin}`
}
