// `penstock zones judge PLANT --capture FILE…`: each observed conversation, allowed by which conduit or why not.
import { parseArgs } from 'node:util'
import { openPlantFile } from '@penstock/cli/plant'
import { refusalText } from '@penstock/cli/sensor'
import { zoneModelOf } from '@penstock/model/zones'
import { CaptureError, observeFiles } from '@penstock/sensor/observe'
import { addUp } from './conversations.ts'
import { judgedReport, reportText } from './report.ts'

const USAGE = 'usage: penstock zones judge PLANT --capture FILE… [--json]\n'

/** Exit code: 0 judged, whatever the verdicts; 1 a file is not there; 2 bad usage, a plant with faults, or no capture. */
export async function zonesJudge(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const read = await openPlantFile(options.plant)
  if (typeof read === 'number') return read
  try {
    const conversations = addUp(observeFiles(options.captures))
    const report = judgedReport(zoneModelOf(read.plant, 0), conversations, options.captures)
    process.stdout.write(options.json ? `${JSON.stringify({ plant: options.plant, ...report })}\n` : reportText(report))
    return 0
  } catch (cause) {
    if (!(cause instanceof CaptureError)) throw cause
    const { refusal } = cause
    process.stderr.write(`penstock: ${refusalText(refusal)}\n`)
    return refusal.code === 'capture.unreadable' ? 1 : 2
  }
}

interface JudgeOptions {
  readonly plant: string
  readonly captures: readonly string[]
  readonly json: boolean
}

/** `--capture` takes every file that follows it, so that a shell may spread a pattern. */
function parse(args: readonly string[]): JudgeOptions | null {
  try {
    const { tokens, values } = parseArgs({
      args: [...args],
      options: { capture: { type: 'string', multiple: true }, json: { type: 'boolean', default: false } },
      strict: true,
      allowPositionals: true,
      tokens: true,
    })
    const firstCapture =
      tokens.find((token) => token.kind === 'option' && token.name === 'capture')?.index ?? args.length
    const positionals = tokens.filter((token) => token.kind === 'positional')
    const plants = positionals.filter((token) => token.index < firstCapture)
    const captures = [
      ...(values.capture ?? []),
      ...positionals.filter((token) => token.index > firstCapture).map((token) => token.value),
    ]
    const [plant] = plants
    if (plant === undefined || plants.length > 1 || captures.length === 0) return null
    return { plant: plant.value, captures, json: values.json }
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n`)
    return null
  }
}
