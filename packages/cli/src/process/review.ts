// `penstock process review PLANT`: continuity targets that the plant's own records do not hold.
import { openPlantFile, plantArguments } from '@penstock/cli/plant'
import { continuityText, reviewContinuity } from '@penstock/model/process'
import { asOfOf } from './load-network.ts'

const USAGE = 'usage: penstock process review PLANT [--json]\n'

/** Exit code: 0 reviewed, whatever was found; 1 no such file; 2 bad usage or a plant with faults. */
export async function processReview(args: readonly string[]): Promise<number> {
  const options = plantArguments(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const read = await openPlantFile(options.file)
  if (typeof read === 'number') return read
  const findings = reviewContinuity(read.plant, asOfOf(read.plant))
  if (options.json) {
    const told = findings.map((one) => ({ ...one, text: continuityText(one) }))
    process.stdout.write(`${JSON.stringify({ plant: options.file, findings: told })}\n`)
    return 0
  }
  const lines = findings.map((one) => `  ${continuityText(one)} [${one.rule}]\n`)
  process.stdout.write(`${findings.length} findings\n${lines.join('')}`)
  return 0
}
