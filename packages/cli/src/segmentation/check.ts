// `penstock zones check PLANT`: every check of segmentation on a plant file, and on captures where there are any.
import { openPlantFile } from '@penstock/cli/plant'
import {
  checkSegmentation,
  findingsOfConduit,
  SEGMENTATION_CHECKS,
  type SegmentationFinding,
  segmentationText,
} from '@penstock/model/segmentation'
import { plantAndCaptures, trafficOf } from './arguments.ts'

const USAGE = 'usage: penstock zones check PLANT [--conduit ID] [--capture FILE]… [--json]\n'

/** Exit code: 0 checked, whatever was found; 1 a file is not there; 2 bad usage, a plant with faults, or no capture. */
export async function zonesCheck(args: readonly string[]): Promise<number> {
  const options = plantAndCaptures(args)
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
  const traffic = trafficOf(options.captures)
  if (typeof traffic === 'number') return traffic
  const all = checkSegmentation(plant, { traffic })
  const found = conduit === null ? all : findingsOfConduit(all, conduit)
  const told = found.map((one) => ({ ...one, text: segmentationText(one) }))
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ plant: options.plant, checks: SEGMENTATION_CHECKS.length, found: told })}\n`
      : reportText(found),
  )
  return 0
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
