// `penstock edr scope PLANT --hosts FILE…`: which hosts of an endpoint product the plant depends on, why, and the group in which it only detects.
import { parseArgs } from 'node:util'
import { openPlantFile } from '@penstock/cli/plant'
import { type EdrReason, type EdrScope, nameOfHost, type ScopedHost, scopeEdr } from '@penstock/model/events'
import { hostsOf } from './hosts.ts'

const USAGE = 'usage: penstock edr scope PLANT --hosts FILE… [--json]\n'

/** Exit code: 0 told; 1 a file is not there; 2 bad usage, a plant with faults, or a file that lists no hosts. */
export async function edrScope(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const read = await openPlantFile(options.plant)
  if (typeof read === 'number') return read
  const hosts = hostsOf(options.hosts)
  if (typeof hosts === 'number') return hosts
  const scope = scopeEdr(read.plant, hosts)
  process.stdout.write(options.json ? `${JSON.stringify(scope)}\n` : reportText(scope))
  return 0
}

function parse(
  args: readonly string[],
): { readonly plant: string; readonly hosts: readonly string[]; readonly json: boolean } | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { hosts: { type: 'string', multiple: true }, json: { type: 'boolean', default: false } },
      strict: true,
      allowPositionals: true,
    })
    const [plant, ...more] = positionals
    if (plant === undefined || values.hosts === undefined || more.length > 0) return null
    return { plant, hosts: values.hosts, json: values.json }
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n`)
    return null
  }
}

const WHY: Readonly<Record<EdrReason['kind'], string>> = {
  stands: 'stands in',
  realises: 'realises',
  speaks: 'speaks with OT by',
  manages: 'manages OT hosts by',
  'way-in': 'on the way of',
  account: 'shares with OT the account',
  carries: 'carries',
  subnet: 'not registered, its address is in',
}

function reportText({ hosts, withoutAgent, zones }: EdrScope): string {
  const guarded = hosts.filter(({ group }) => group === 'protected')
  const unregistered = hosts.filter(({ assets }) => assets.length === 0)
  const disputed = hosts.filter(({ assets }) => assets.length > 1)
  return [
    `${hosts.length} hosts: ${guarded.length} protected (detect only), ${hosts.length - guarded.length} standard, ${unregistered.length} not registered`,
    ...section('Protected: no isolating or stopping without an authorisation of OT', guarded.map(hostText)),
    ...section(
      'Name and addresses point to different assets',
      disputed.map(({ host, assets }) => `${nameOfHost(host)}: ${assets.join(', ')}`),
    ),
    ...section(
      'Not registered',
      unregistered.map(({ host }) => nameOfHost(host)),
    ),
    ...section('The plant depends on them, and the export does not list them', withoutAgent),
    ...section(
      'By zone',
      zones
        .filter(({ agents, withoutAgent: without }) => agents + without > 0)
        .map(({ zone, agents, withoutAgent: without }) => `${zone}: ${agents} with an agent, ${without} without`),
    ),
    '',
  ].join('\n')
}

function hostText({ host, assets, reasons }: ScopedHost): string {
  const why = reasons.map(({ kind, records }) => `${WHY[kind]} ${[...new Set(records)].slice(0, 4).join(', ')}`)
  return `${nameOfHost(host)}${assets.length === 0 ? '' : ` (${assets.join(', ')})`}: ${why.join('; ')}`
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)]
}
