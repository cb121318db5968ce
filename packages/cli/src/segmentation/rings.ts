// `penstock zones rings PLANT`: the boundaries between corporate network, DMZ, OT supervisory and OT control, and what holds them.
import { openPlantFile } from '@penstock/cli/plant'
import { type RingBoundary, ringBoundaries } from '@penstock/model/segmentation'
import { plantAndCaptures, trafficOf } from './arguments.ts'

const USAGE = 'usage: penstock zones rings PLANT [--capture FILE]… [--json]\n'

/** Exit code: 0 told, whatever the state; 1 a file is not there; 2 bad usage, a plant with faults, or no capture. */
export async function zonesRings(args: readonly string[]): Promise<number> {
  const options = plantAndCaptures(args)
  if (options === null || options.conduit !== null) {
    process.stderr.write(USAGE)
    return 2
  }
  const read = await openPlantFile(options.plant)
  if (typeof read === 'number') return read
  const traffic = trafficOf(options.captures)
  if (typeof traffic === 'number') return traffic
  const boundaries = ringBoundaries(read.plant, traffic)
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ plant: options.plant, boundaries })}\n`
      : `${boundaries.flatMap(lines).join('\n')}\n`,
  )
  return 0
}

const STATES = {
  broken: 'BROKEN',
  enforcing: 'enforcing',
  'drawn-only': 'drawn only',
  closed: 'closed, nothing crosses',
} as const satisfies Record<RingBoundary['state'], string>

function lines({ outer, inner, state, controls, proofs, missing }: RingBoundary): readonly string[] {
  return [
    `${outer} | ${inner}: ${STATES[state]}`,
    ...proofs.map(({ kind, id, from, to, protocol, by }) => {
      const why = kind === 'flow-not-allowed' ? 'no conduit allows it' : `the rules of ${by} deny it`
      return `  ${id === from ? '' : `${id} `}${from} → ${to} ${protocol}: ${why}`
    }),
    ...controls.map(({ conduit, devices, inspection, targetLevel, rulesRead }) => {
      const read = rulesRead.map(({ device, on }) => `${device} on ${on}`).join(', ')
      return `  ${conduit}: ${devices.join(', ') || 'no device'}, inspects ${inspection}, SL-T ${targetLevel ?? 'unknown'}, rules read: ${read || 'none'}`
    }),
    ...missing.map((one) => `  missing: ${one}`),
  ]
}
