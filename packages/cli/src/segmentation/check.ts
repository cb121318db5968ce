// `penstock zones check PLANT`: every check of segmentation on a plant file, and on captures where there are any.
import { parseArgs } from 'node:util'
import { openPlantFile } from '@penstock/cli/plant'
import { refusalText } from '@penstock/cli/sensor'
import { addUp } from '@penstock/cli/zones'
import {
  checkSegmentation,
  findingsOfConduit,
  SEGMENTATION_CHECKS,
  type SegmentationFinding,
  segmentationText,
} from '@penstock/model/segmentation'
import { CaptureError, observeFiles } from '@penstock/sensor/observe'

const USAGE = 'usage: penstock zones check PLANT [--conduit ID] [--capture FILE]… [--json]\n'

/** Exit code: 0 checked, whatever was found; 1 a file is not there; 2 bad usage, a plant with faults, or no capture. */
export async function zonesCheck(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const read = await openPlantFile(options.plant)
  if (typeof read === 'number') return read
  const { plant } = read
  const { conduit } = options
  if (conduit !== null && !plant.conduits.some(({ id }) => id === conduit)) {
    process.stderr.write(`penstock: ${options.plant} has no conduit ${conduit}\n`)
    return 2
  }
  try {
    const traffic = options.captures.length === 0 ? [] : addUp(observeFiles(options.captures))
    const all = checkSegmentation(plant, { traffic })
    const found = conduit === null ? all : findingsOfConduit(all, conduit)
    if (options.json) {
      const told = found.map((one) => ({ ...one, text: segmentationText(one) }))
      process.stdout.write(
        `${JSON.stringify({ plant: options.plant, checks: SEGMENTATION_CHECKS.length, found: told })}\n`,
      )
    } else process.stdout.write(reportText(found))
    return 0
  } catch (cause) {
    if (!(cause instanceof CaptureError)) throw cause
    process.stderr.write(`penstock: ${refusalText(cause.refusal)}\n`)
    return cause.refusal.code === 'capture.unreadable' ? 1 : 2
  }
}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        conduit: { type: 'string' },
        capture: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
      },
      strict: true,
      allowPositionals: true,
    })
    const [plant] = positionals
    if (plant === undefined || positionals.length > 1) return null
    return { plant, conduit: values.conduit ?? null, captures: values.capture ?? [], json: values.json }
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n`)
    return null
  }
}

function reportText(found: readonly SegmentationFinding[]): string {
  const of = (kind: SegmentationFinding['kind']): readonly SegmentationFinding[] =>
    found.filter((one) => one.kind === kind)
  const [findings, questions] = [of('finding'), of('question')]
  return [
    `${SEGMENTATION_CHECKS.length} checks: ${findings.length} findings, ${questions.length} questions`,
    ...findings.flatMap(lines),
    ...(questions.length === 0 ? [] : ['To be asked of the owner:']),
    ...questions.flatMap(lines),
    '',
  ].join('\n')
}

function lines(one: SegmentationFinding): readonly string[] {
  return [
    `  ${segmentationText(one)} [${one.rule}]`,
    ...(one.path.length > 1 ? [`    by ${one.path.join(' → ')}`] : []),
    ...(one.places.length > 0 ? [`    ${one.places.join(', ')}`] : []),
  ]
}
