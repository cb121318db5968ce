// `penstock process review PLANT`: continuity targets that the plant's own records do not hold.
import { plantArguments } from '@penstock/cli/plant'
import { continuityText, reviewContinuity } from '@penstock/model/process'
import { asOfOf, loadNetwork } from './load-network.ts'

const USAGE = 'usage: penstock process review PLANT [--json]\n'

/** Exit code: 0 reviewed, whatever was found; 1 no such file; 2 bad usage or a plant with faults. */
export async function processReview(args: readonly string[]): Promise<number> {
  const options = plantArguments(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const loaded = await loadNetwork(options.file)
  if (typeof loaded === 'number') return loaded
  const findings = reviewContinuity(loaded.plant, asOfOf(loaded.plant))
  if (options.json) {
    const told = findings.map((one) => ({ ...one, text: continuityText(one) }))
    process.stdout.write(`${JSON.stringify({ plant: options.file, findings: told })}\n`)
    return 0
  }
  const lines = findings.map((one) => `  ${continuityText(one)} [${one.rule}]\n`)
  process.stdout.write(`${findings.length} findings\n${lines.join('')}`)
  return 0
}
