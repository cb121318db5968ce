// `penstock process recovery PLANT --lost ASSET…`: who restores what in which order, and when each function runs again.
import { parseArgs } from 'node:util'
import { checkRecovery, planRecovery, type RecoveryPlan, recoveryOf } from '@penstock/model/process'
import { allKnown, loadNetwork, tell } from './load-network.ts'
import { hourText } from './outage.ts'

const USAGE = 'usage: penstock process recovery PLANT --lost ASSET [--lost …] [--json]\n'

/** Exit code: 0 planned, 1 no such file or asset, 2 bad usage, a plant with faults, or crews that it does not have. */
export async function processRecovery(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const loaded = await loadNetwork(options.plant)
  if (typeof loaded === 'number') return loaded
  const { plant, network } = loaded
  if (
    !allKnown(
      options.lost,
      plant.assets.map(({ id }) => id),
      'asset',
    )
  )
    return 1
  const { order, withoutTime } = recoveryOf(plant, [...new Set(options.lost)])
  const refusal = checkRecovery(order)
  if (refusal !== null) {
    const { code } = refusal
    const what =
      code === 'process.unknown-crew'
        ? `${refusal.asset} names crew ${refusal.crew}, which the plant does not have`
        : `${refusal.assets.join(', ')} wait for each other`
    tell(what)
    return 2
  }
  const plan = { ...planRecovery(network, order), withoutTime }
  process.stdout.write(options.json ? `${JSON.stringify({ plant: options.plant, ...plan })}\n` : textOf(plan))
  return 0
}

interface RecoveryOptions {
  readonly plant: string
  readonly lost: readonly string[]
  readonly json: boolean
}

function parse(args: readonly string[]): RecoveryOptions | null {
  try {
    const options = { lost: { type: 'string', multiple: true }, json: { type: 'boolean', default: false } } as const
    const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals: true })
    const [plant] = positionals
    const lost = values.lost ?? []
    return plant === undefined || positionals.length > 1 || lost.length === 0
      ? null
      : { plant, lost, json: values.json }
  } catch (cause) {
    tell(cause instanceof Error ? cause.message : String(cause))
    return null
  }
}

function textOf(plan: RecoveryPlan & { readonly withoutTime: readonly string[] }): string {
  const { tasks, functions, method, compared, withoutTime } = plan
  const how =
    method === 'exact' ? `the best of ${compared} orders` : `a good order, better than ${compared} others tried`
  return [
    `${tasks.length} tasks, ${how}`,
    ...tasks.map(
      ({ asset, crew, startH, endH }) =>
        `  ${hourText(startH).padStart(9)}  ${asset}: ${crew}, done at ${hourText(endH)}`,
    ),
    ...functions.map(({ id, firstDownH, backH }) => {
      const until = backH === null ? 'does not come back by this' : `runs again at ${hourText(backH)}`
      return `${id} stops at ${hourText(firstDownH)}, ${until}`
    }),
    ...withoutTime.map((id) => `${id}: the plant states no crew and hours to restore it`),
    '',
  ].join('\n')
}
