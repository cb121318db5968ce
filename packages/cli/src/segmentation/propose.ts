// `penstock zones propose PLANT`: zones and conduits from roles, levels and what was seen, beside the drawing or without it.
import { parseArgs } from 'node:util'
import { openPlantFile } from '@penstock/cli/plant'
import type { WholeConversation } from '@penstock/cli/zones'
import type { PlantFile } from '@penstock/model/plant'
import {
  type ConduitDraft,
  type DeniedService,
  hostsOfPlant,
  type Partition,
  proposePartition,
  type SeenConversation,
  type SeenService,
  seenFlows,
  type ZoneDraft,
} from '@penstock/model/segmentation'
import { trafficOf } from './arguments.ts'

const USAGE = 'usage: penstock zones propose PLANT [--capture FILE]… [--anew] [--json]\n'

/** Exit code: 0 told, whatever is proposed; 1 a file is not there; 2 bad usage, a plant with faults, or no capture. */
export async function zonesPropose(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const read = await openPlantFile(options.plant)
  if (typeof read === 'number') return read
  const traffic = trafficOf(options.captures)
  if (typeof traffic === 'number') return traffic
  const { plant } = read
  const seen = options.captures.length === 0 ? seenFlows(plant) : traffic.map(seenOf)
  const found = proposePartition({ ...groundOf(plant, options.isAnew), seen })
  process.stdout.write(
    options.json ? `${JSON.stringify({ plant: options.plant, seen: seen.length, ...found })}\n` : reportText(found),
  )
  return 0
}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        capture: { type: 'string', multiple: true, default: [] },
        anew: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
      strict: true,
      allowPositionals: true,
    })
    const [plant] = positionals
    if (plant === undefined || positionals.length > 1) return null
    return { plant, captures: values.capture, isAnew: values.anew, json: values.json }
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n`)
    return null
  }
}

/** Anew: as if nothing were drawn, and every asset stood nowhere. */
function groundOf(plant: PlantFile, isAnew: boolean) {
  const hosts = hostsOfPlant(plant)
  if (!isAnew) return { plant, hosts }
  const { about, protocols } = plant
  const nothing = Object.fromEntries(
    Object.entries(plant)
      .filter(([, value]) => Array.isArray(value))
      .map(([list]) => [list, []]),
  )
  return {
    plant: { ...(nothing as unknown as PlantFile), about, protocols },
    hosts: hosts.map((host) => ({ ...host, zone: null, isDeclared: false })),
  }
}

function seenOf(one: WholeConversation, at: number): SeenConversation {
  return { ...one, ref: String(at), kinds: [...new Set(one.functions.map(({ kind }) => kind))] }
}

function reportText({ zones, conduits, stopped, unplaced, asDrawn, ifAccepted }: Partition): string {
  const standing = (counts: Partition['asDrawn']): string =>
    `${counts.allowed} allowed, ${counts['not-allowed']} not allowed, ${counts.unknown} unknown`
  return [
    `As drawn: ${standing(asDrawn)}. With every proposal: ${standing(ifAccepted)}.`,
    `${zones.length} zones proposed`,
    ...zones.flatMap(zoneLines),
    `${conduits.length} conduits proposed`,
    ...conduits.flatMap(conduitLines),
    ...(stopped.length === 0 ? [] : ['Seen, and nothing of it proposed:']),
    ...stopped.flatMap(({ zones: [a, b], denies }) => [`  ${a} | ${b}`, ...denies.map(deniedLine)]),
    ...(unplaced.length === 0 ? [] : [`Without an address by which to place it: ${unplaced.join(', ')}`]),
    '',
  ].join('\n')
}

function zoneLines({ zone, members, sharesNetwork }: ZoneDraft): readonly string[] {
  return [
    `  ${zone.id} ${zone.name}, level ${zone.purdue ?? 'unknown'}, ${zone.subnet ?? 'no network of its own'}`,
    ...(sharesNetwork === null ? [] : [`    drawn only: others stand on ${sharesNetwork} too`]),
    ...members.map(({ host, ground, said }) => `    ${host}: ${ground} ${said}`),
  ]
}

function conduitLines({ conduit, before, beside, allows, denies }: ConduitDraft): readonly string[] {
  const { id, zoneA, zoneB, direction, protocols, enforcedBy = [] } = conduit
  const way = direction === 'both' ? '↔' : '→'
  return [
    `  ${id} ${zoneA} ${way} ${zoneB}: ${protocols.join(', ')}, enforced by ${enforcedBy.join(', ') || 'nothing yet'}`,
    ...(before === null ? [] : [`    in the place of ${before}, which was known from a survey only`]),
    ...(beside === null ? [] : [`    beside ${beside}, which does not allow it`]),
    ...allows.map((one) => `    allows ${serviceText(one)}`),
    ...denies.map(deniedLine),
  ]
}

function deniedLine(one: DeniedService): string {
  return `    leaves out ${serviceText(one)}: ${one.because}`
}

function serviceText({ client, server, protocol, refs }: SeenService): string {
  return `${client} → ${server} ${protocol}${refs.length > 1 ? `, ${refs.length} conversations` : ''}`
}
