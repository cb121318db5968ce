// `penstock edr start --hosts FILE… --ot SUBNET… --out DIR`: from an endpoint product's list of hosts alone, on an install that knows nothing of a plant,
// to tagged hosts, the group in which the product only detects, and the first playbook.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadPlaybooks } from '@penstock/catalogs/playbooks@1'
import {
  type EdrHost,
  firstScenario,
  nameOfHost,
  networksOf,
  type OtNetwork,
  type TaggedHost,
  tagHosts,
} from '@penstock/model/events'
import { type Playbook, writeCacao } from '@penstock/model/incidents'
import { isoOfMicros, micros } from '@penstock/model/kernel'
import { SocModel } from '@penstock/model/operating-model'
import { neutralised, parseSubnet, writeCsv } from '@penstock/model/plant'
import { hostsOf } from './hosts.ts'

const USAGE =
  'usage: penstock edr start --hosts FILE… --ot SUBNET[=NAME]… --out DIR [--model integrated|federated|hybrid]\n'
/** Of the catalogue of playbooks: the same file as the interface gives. */
const CATALOG_AT = isoOfMicros(micros(1_796_000_000_000_000))
const SHOWN = 20

interface Asked {
  readonly hosts: readonly string[]
  readonly networks: readonly OtNetwork[]
  readonly out: string | undefined
  readonly model: SocModel
}

/** Exit code: 0 written; 1 a file is not there; 2 bad usage, no network said, or a file that lists no hosts. */
export async function edrStart(args: readonly string[]): Promise<number> {
  const asked = parse(args)
  if (asked === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const hosts = hostsOf(asked.hosts)
  if (typeof hosts === 'number') return hosts
  if (asked.networks.length === 0 || asked.out === undefined) {
    process.stdout.write(questionText(hosts))
    return 2
  }
  const tagged = tagHosts(hosts, asked.networks)
  const scenario = firstScenario(tagged)
  const playbook = loadPlaybooks().find((each) => each.scenario === scenario && each.model === asked.model)
  if (playbook === undefined) throw new Error(`there is no playbook for ${scenario}`)
  mkdirSync(asked.out, { recursive: true })
  const write = (name: string, text: string): void => writeFileSync(join(asked.out ?? '.', name), text)
  const guarded = tagged.filter(({ group }) => group === 'protected')
  write('hosts.csv', hostTable(tagged))
  write('protected-group.txt', guarded.map(({ host }) => `${nameOfHost(host)}\n`).join(''))
  write('playbook.json', `${JSON.stringify(writeCacao(playbook, CATALOG_AT), null, 2)}\n`)
  process.stdout.write(reportText(tagged, playbook, asked.out))
  return await Promise.resolve(0)
}

function parse(args: readonly string[]): Asked | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        hosts: { type: 'string', multiple: true },
        ot: { type: 'string', multiple: true, default: [] },
        out: { type: 'string' },
        model: { type: 'string', default: 'federated' },
      },
      strict: true,
    })
    const model = SocModel.safeParse(values.model)
    if (values.hosts === undefined || !model.success) return null
    const networks = values.ot.map((text) => {
      const [subnet = '', name = subnet] = text.split('=', 2)
      if (parseSubnet(subnet) === null)
        throw new Error(`--ot ${text}: a subnet such as 10.20.0.0/16, or 10.20.0.0/16=Line 1`)
      return { name, subnet }
    })
    return { hosts: values.hosts, networks, out: values.out, model: model.data }
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n`)
    return null
  }
}

/** The one thing that an export cannot say. */
function questionText(hosts: readonly EdrHost[]): string {
  const networks = networksOf(hosts)
  return [
    `${hosts.length} hosts. Which of their networks are OT? Say each with --ot, and where to write with --out:`,
    ...networks.slice(0, SHOWN).map(({ subnet, hosts: count }) => `  --ot ${subnet}    ${count} hosts`),
    ...(networks.length > SHOWN ? [`  and ${networks.length - SHOWN} networks with fewer`] : []),
    '',
  ].join('\n')
}

function hostTable(tagged: readonly TaggedHost[]): string {
  const rows = tagged.map(({ host, tag, networks, group }) => [
    ...[neutralised(nameOfHost(host)), host.ips.join(' '), host.macs.join(' '), tag, networks.join('; '), group],
    group === 'protected' ? 'detect-only' : 'as the product is set',
  ])
  return writeCsv([['host', 'ips', 'macs', 'tag', 'ot networks', 'group', 'response'], ...rows])
}

function reportText(tagged: readonly TaggedHost[], playbook: Playbook, out: string): string {
  const of = (tag: TaggedHost['tag']) => tagged.filter((each) => each.tag === tag)
  const guarded = tagged.filter(({ group }) => group === 'protected')
  const names = (title: string, tag: TaggedHost['tag']): readonly string[] => {
    const found = of(tag)
    if (found.length === 0) return []
    const more = found.length > SHOWN ? [`  and ${found.length - SHOWN} more`] : []
    return [`${title}:`, ...found.slice(0, SHOWN).map((each) => `  ${lineOf(each)}`), ...more]
  }
  return [
    `${tagged.length} hosts: ${of('ot').length} in OT, ${of('bridges').length} in OT and outside at once, ${of('outside').length} outside, ${of('unknown').length} without an address`,
    `${guarded.length} protected: the product detects on them, and isolates or stops nothing without an authorisation of OT`,
    ...names('In OT and outside at once', 'bridges'),
    ...names('In OT', 'ot'),
    ...names('Without an address, protected until somebody says where they stand', 'unknown'),
    `First playbook: ${playbook.name} (${playbook.scenario}, ${playbook.model}), ${playbook.steps.length} steps; nobody exercised it yet`,
    `Written to ${out}: hosts.csv, protected-group.txt, playbook.json`,
    '',
  ].join('\n')
}

function lineOf({ host, networks }: TaggedHost): string {
  return `${nameOfHost(host)} (${host.ips.join(', ') || 'no address'})${networks.length === 0 ? '' : `: ${networks.join(', ')}`}`
}
