// `penstock process review PLANT`: continuity targets that the plant's own records do not hold.
import { parseArgs } from 'node:util'
import { continuityText, reviewContinuity } from '@penstock/model/process'
import { asOfOf, loadNetwork, tell } from './load-network.ts'

const USAGE = 'usage: penstock process review PLANT [--json]\n'

/** Exit code: 0 reviewed, whatever was found; 1 no such file; 2 bad usage or a plant with faults. */
export async function processReview(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const loaded = await loadNetwork(options.plant)
  if (typeof loaded === 'number') return loaded
  const findings = reviewContinuity(loaded.plant, asOfOf(loaded.plant))
  if (options.json) {
    const told = findings.map((one) => ({ ...one, text: continuityText(one) }))
    process.stdout.write(`${JSON.stringify({ plant: options.plant, findings: told })}\n`)
    return 0
  }
  const lines = findings.map((one) => `  ${continuityText(one)} [${one.rule}]\n`)
  process.stdout.write(`${findings.length} findings\n${lines.join('')}`)
  return 0
}

function parse(args: readonly string[]): { readonly plant: string; readonly json: boolean } | null {
  try {
    const options = { json: { type: 'boolean', default: false } } as const
    const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals: true })
    const [plant] = positionals
    return plant === undefined || positionals.length > 1 ? null : { plant, json: values.json }
  } catch (cause) {
    tell(cause instanceof Error ? cause.message : String(cause))
    return null
  }
}
