// `penstock blueprint monitoring PLANT`: where sensors must stand, which logs each zone has, and what stays unseen.
import { parseArgs } from 'node:util'
import { openPlantFile } from '@penstock/cli/plant'
import { designMonitoring, type MonitoringDesign } from '@penstock/model/blueprint'
import { nearestTo } from '@penstock/model/plant'

const USAGE = 'usage: penstock blueprint monitoring PLANT [--sensor ZONE]… [--json]\n'

/** Unseen talks that are told in words; all are in the JSON document. */
const MOST_UNSEEN = 20

/** Exit code: 0 designed; 1 a file or zone is not there; 2 bad usage, or a plant with faults. */
export async function blueprintMonitoring(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const read = await openPlantFile(options.plant)
  if (typeof read === 'number') return read
  const { plant } = read
  const zones = plant.zones.map(({ id }) => id)
  const strange = options.sensors.find((zone) => !zones.includes(zone))
  if (strange !== undefined) {
    const near = nearestTo(strange, zones)
    process.stderr.write(
      `penstock: the plant has no zone ${strange}${near === null ? '' : `; did you mean ${near}?`}\n`,
    )
    return 1
  }
  const design = designMonitoring(plant, options.sensors.length === 0 ? {} : { standing: options.sensors })
  process.stdout.write(options.json ? `${JSON.stringify({ plant: options.plant, ...design })}\n` : designText(design))
  return 0
}

function designText({ sensors, method, unheard, logs, talks, coverage }: MonitoringDesign): string {
  const { segments, heard, unseen, silent } = coverage
  return [
    `${sensors.length} sensors hear every conduit and every zone with talk inside (${method === 'exact' ? 'fewest, exact' : 'found greedily, fewer may do'})`,
    ...sensors.map(({ segment, switches, conduits, talks: more }) => {
      const at = switches.length === 0 ? 'no switch is named' : `mirror at ${switches.join(', ')}`
      return `  ${segment}: ${at}; ${more} talks that none before hears; ${conduits.join(', ')}`
    }),
    ...unheard.map((conduit) => `  no sensor of the site can hear ${conduit}`),
    `sensors on ${segments.join(', ')}: ${heard} of ${talks} known talks are heard`,
    ...(silent.length === 0 ? [] : [`  without a sensor: ${silent.join(', ')}`]),
    ...unseen.slice(0, MOST_UNSEEN).map((one) => {
      return `  ${one.kind} (gravity ${one.gravity}): ${one.talk} ${one.from} → ${one.to} ${one.protocol}`
    }),
    ...(unseen.length > MOST_UNSEEN ? [`  and ${unseen.length - MOST_UNSEEN} more`] : []),
    'logs by zone:',
    ...logs.flatMap(({ zone, sources, wireOnly }) => [
      `  ${zone}`,
      ...sources.map(({ kind, assets, against }) => {
        return `    ${kind}: ${assets.join(', ')}${against.length === 0 ? '' : ` (against ${against.join(', ')})`}`
      }),
      ...(wireOnly.length === 0 ? [] : [`    only the wire shows ${wireOnly.join(', ')}`]),
    ]),
    '',
  ].join('\n')
}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { sensor: { type: 'string', multiple: true }, json: { type: 'boolean', default: false } },
      strict: true,
      allowPositionals: true,
    })
    const [plant] = positionals
    if (plant === undefined || positionals.length > 1) return null
    return { plant, sensors: values.sensor ?? [], json: values.json }
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n`)
    return null
  }
}
