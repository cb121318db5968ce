// `penstock blueprint check PLANT BLUEPRINT`: where a plant deviates from its target, and how far each stage is.
import { parseArgs } from 'node:util'
import { openPlantFile } from '@penstock/cli/plant'
import { trafficOf } from '@penstock/cli/segmentation'
import {
  type Deviation,
  deviationsOf,
  liveStateOf,
  type StageState,
  stageStates,
  unplannedTraffic,
} from '@penstock/model/blueprint'
import { openBlueprint } from './open-blueprint.ts'

const USAGE = 'usage: penstock blueprint check PLANT BLUEPRINT [--capture FILE]… [--day YYYY-MM-DD] [--json]\n'

/** Exit code: 0 compared, whatever was found; 1 a file is not there; 2 bad usage, or a file with faults. */
export async function blueprintCheck(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const read = await openPlantFile(options.plant)
  if (typeof read === 'number') return read
  const { plant } = read
  const blueprint = await openBlueprint(options.blueprint)
  if (typeof blueprint === 'number') return blueprint
  const conversations = trafficOf(options.captures)
  if (typeof conversations === 'number') return conversations
  const live = { ...liveStateOf(plant), traffic: unplannedTraffic(plant, blueprint, conversations) }
  const deviations = deviationsOf(blueprint, live)
  const day = options.day ?? plant.about.asOf?.slice(0, 10) ?? null
  const stages = stageStates(blueprint, deviations, { today: day, seesSensors: () => false })
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ plant: options.plant, blueprint: blueprint.name, day, deviations, stages })}\n`
      : [...deviationLines(deviations), ...stages.flatMap(stageLines), ''].join('\n'),
  )
  return 0
}

function deviationLines(deviations: readonly Deviation[]): readonly string[] {
  return [
    `${deviations.length} deviations; sensors are not known to a plant file`,
    ...deviations.map(({ kind, object, facts, stage }) => {
      const told = facts.map(({ name, value }) => `${name} ${value}`).join('; ')
      return `  ${kind} ${object}${told === '' ? '' : `: ${told}`}${stage === null ? '' : ` [${stage}]`}`
    }),
  ]
}

function stageLines({ id, state, isOverdue, parts }: StageState): readonly string[] {
  return [
    `stage ${id}: ${state}${isOverdue ? ', overdue' : ''}`,
    ...parts.map(({ state: told, kind, object, because }) => {
      return `  ${told} ${kind} ${object}${because === null ? '' : `: ${because.kind}`}`
    }),
  ]
}

interface CheckOptions {
  readonly plant: string
  readonly blueprint: string
  readonly captures: readonly string[]
  readonly day: string | null
  readonly json: boolean
}

function parse(args: readonly string[]): CheckOptions | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        capture: { type: 'string', multiple: true },
        day: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
      strict: true,
      allowPositionals: true,
    })
    const [plant, blueprint] = positionals
    if (plant === undefined || blueprint === undefined || positionals.length > 2) return null
    if (values.day !== undefined && !/^\d{4}-\d\d-\d\d$/.test(values.day)) {
      process.stderr.write(`penstock: ${values.day} is no day such as 2027-03-31\n`)
      return null
    }
    return { plant, blueprint, captures: values.capture ?? [], day: values.day ?? null, json: values.json }
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n`)
    return null
  }
}
