// `penstock process targets PLANT`: continuity targets against what is computed and what drills measured.
import { openPlantFile, plantArguments } from '@penstock/cli/plant'
import { drilledHoldUps, type JudgedTarget, judgeTargets, measuredResilience } from '@penstock/model/process'
import { asOfOf } from './load-network.ts'
import { hourText } from './outage.ts'

const USAGE = 'usage: penstock process targets PLANT [--json]\n'

/** Exit code: 0 held against, whatever was found; 1 no such file; 2 bad usage or a plant with faults. */
export async function processTargets(args: readonly string[]): Promise<number> {
  const options = plantArguments(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const read = await openPlantFile(options.file)
  if (typeof read === 'number') return read
  const { plant } = read
  const targets = judgeTargets(plant, asOfOf(plant))
  if (options.json) {
    const told = { targets, drills: measuredResilience(plant), holdUps: drilledHoldUps(plant) }
    process.stdout.write(`${JSON.stringify({ plant: options.file, ...told })}\n`)
    return 0
  }
  const count = (state: JudgedTarget['state']): number => targets.filter((one) => one.state === state).length
  const lines = targets.map((one) => `  ${targetLine(one)}\n`)
  process.stdout.write(
    `${targets.length} targets: ${count('proved')} proved, ${count('contradicted')} contradicted, ${count('unproved')} unproved; ${plant.drills.length} drills\n${lines.join('')}`,
  )
  return 0
}

function targetLine(one: JudgedTarget): string {
  const { function: id, kind, input, targetH, minimum, computedH, isComputedHeld, drilledH, isAtLeast } = one
  const what = kind === 'restore' ? 'back' : kind === 'hold-up' ? `lasts without "${input}"` : 'minimum service'
  const stated = targetH === null ? `"${minimum}"` : hourText(targetH)
  const computed =
    computedH === null ? '' : `, computed ${hourText(computedH)}${isComputedHeld === false ? ' (not held)' : ''}`
  const drilled = drilledH === null ? '' : `, drilled ${isAtLeast ? 'at least ' : ''}${hourText(drilledH)}`
  const on = one.drilledOn === null ? '' : ` on ${one.drilledOn} (${one.drill})`
  const why = one.why === null ? '' : ` (${WHY[one.why]})`
  return `${one.state.padEnd(12)} ${id} ${what}: ${stated}${computed}${drilled}${on}${why}`
}

const WHY = {
  'no-drill': 'no drill',
  lapsed: 'the proof is older than a year',
  'too-short': 'the drill ended before the time was up',
} as const
