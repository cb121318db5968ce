// `penstock zones rules FILE`: what a firewall was told, in one form; what is wrong with it by itself, and beside a plant.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { unreadableText } from '@penstock/cli/files'
import { openPlantFile } from '@penstock/cli/plant'
import {
  DIALECTS,
  type Dialect,
  type RuleFinding,
  type RuleSet,
  type RulesRefusal,
  readFirewall,
  reviewRules,
  ruleFindingText,
  rulesOf,
  writeNeutralRules,
} from '@penstock/model/firewall'
import { decodeText, type PlantFile } from '@penstock/model/plant'
import { compareRules, type RuleDifference } from '@penstock/model/segmentation'
import { zoneModelOf } from '@penstock/model/zones'
import { trafficOf } from './arguments.ts'

const USAGE = `usage: penstock zones rules FILE [--dialect ${DIALECTS.join('|')}] [--plant PLANT [--device ASSET] [--capture FILE]…] [--neutral] [--json]\n`

/** Exit code: 0 read, whatever was found; 1 a file is not there; 2 bad usage, no configuration, or a plant with faults. */
export async function zonesRules(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const set = await loadRules(options.file, options.dialect)
  if (typeof set === 'number') return set
  if (options.neutral) {
    process.stdout.write(writeNeutralRules(set))
    return 0
  }
  const read = options.plant === null ? null : await openPlantFile(options.plant)
  if (typeof read === 'number') return read
  const plant = read?.plant ?? null
  const device = options.device ?? deviceOf(plant, set)
  if (plant !== null && device !== null && !plant.assets.some(({ id }) => id === device)) {
    process.stderr.write(`penstock: ${options.plant} has no asset ${device}\n`)
    return 2
  }
  const traffic = trafficOf(options.captures)
  if (typeof traffic === 'number') return traffic
  const compared = options.captures.length === 0 ? null : { conversations: traffic }
  const difference = plant === null ? null : compareRules(zoneModelOf(plant, 0), set, device, compared)
  const findings = reviewRules(set, reviewOptions(plant, device))
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ file: options.file, ...summaryOf(set), device, findings, difference })}\n`
      : reportText(options.file, set, findings, difference),
  )
  return 0
}

interface RulesOptions {
  readonly file: string
  readonly dialect: Dialect | undefined
  readonly plant: string | null
  readonly device: string | null
  readonly captures: readonly string[]
  readonly neutral: boolean
  readonly json: boolean
}

function parse(args: readonly string[]): RulesOptions | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        dialect: { type: 'string' },
        plant: { type: 'string' },
        device: { type: 'string' },
        capture: { type: 'string', multiple: true },
        neutral: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
      strict: true,
      allowPositionals: true,
    })
    const [file] = positionals
    const dialect = DIALECTS.find((one) => one === values.dialect)
    const needsPlant = values.device !== undefined || values.capture !== undefined
    if (file === undefined || positionals.length > 1 || (values.dialect !== undefined && dialect === undefined))
      return null
    if (needsPlant && values.plant === undefined) return null
    const { plant = null, device = null, capture: captures = [], neutral, json } = values
    return { file, dialect, plant, device, captures, neutral, json }
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n`)
    return null
  }
}

async function loadRules(path: string, dialect: Dialect | undefined): Promise<RuleSet | 1 | 2> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (cause) {
    process.stderr.write(`penstock: ${unreadableText(path, (cause as NodeJS.ErrnoException).code ?? String(cause))}\n`)
    return 1
  }
  const decoded = decodeText(bytes)
  const read = decoded.ok ? readFirewall(decoded.value.text, dialect) : null
  if (read?.ok === true) return read.value
  process.stderr.write(`penstock: ${path}: ${read === null ? 'is no text' : rulesRefusalText(read.refusal)}\n`)
  return 2
}

function rulesRefusalText(refusal: RulesRefusal): string {
  if (refusal.code === 'firewall.too-long') return `is longer than ${refusal.most} characters`
  if (refusal.code === 'firewall.not-neutral') return `is no rule set in the neutral form (${refusal.found})`
  return `looks like none of ${DIALECTS.join(', ')}; say which it is with --dialect`
}

/** The asset that the configuration names as itself. */
function deviceOf(plant: PlantFile | null, set: RuleSet): string | null {
  return (
    plant?.assets.find(({ id, name }) => set.device !== null && (id === set.device || name === set.device))?.id ?? null
  )
}

function reviewOptions(plant: PlantFile | null, device: string | null) {
  const asOf = plant?.about.asOf?.slice(0, 10)
  const hits = plant?.firewallConfigs.filter(({ asset }) => asset === device).flatMap((config) => config.hits)
  const usedSince = asOf === undefined ? undefined : `${Number(asOf.slice(0, 4)) - 1}${asOf.slice(4)}`
  return {
    ...(asOf === undefined ? {} : { asOf }),
    ...(hits === undefined ? {} : { hits }),
    ...(usedSince === undefined ? {} : { usedSince }),
  }
}

function summaryOf({ dialect, policies, unknown, unknownCount, asideCount, faults, faultCount }: RuleSet) {
  const rules = policies.map((policy) => ({
    policy: policy.name,
    rules: policy.rules.length,
    otherwise: policy.otherwise,
  }))
  return { dialect, policies: rules, unknown, unknownCount, asideCount, faults, faultCount }
}

function reportText(
  file: string,
  set: RuleSet,
  findings: readonly RuleFinding[],
  difference: RuleDifference | null,
): string {
  const rules = rulesOf(set).filter(({ line }) => line !== null)
  return [
    `${file}: ${set.dialect}${set.device === null ? '' : ` ${set.device}`}, ${rules.length} rules, ${set.unknownCount} statements not understood, ${set.faultCount} faults`,
    ...section(
      'Not understood, kept',
      set.unknown.map(({ line, text }) => `line ${line}: ${text}`),
      set.unknownCount,
    ),
    ...section(
      'Faults',
      set.faults.map(({ line, code, found }) => `line ${line}: ${found} [${code}]`),
      set.faultCount,
    ),
    ...section(
      'Findings',
      findings.map((one) => `${ruleFindingText(one)} [${one.rule}]`),
      findings.length,
    ),
    ...(difference === null ? [] : differenceLines(difference)),
    '',
  ].join('\n')
}

function differenceLines({ rules, conduitsWithoutRule, seenThoughDenied }: RuleDifference): readonly string[] {
  const beside = rules.filter(({ state }) => state === 'not-allowed' || state === 'wider')
  return [
    ...section(
      'Beside the conduits',
      beside.flatMap(({ rule, line, name, parts, seen }) =>
        parts
          .filter((part) => part.state !== 'allowed')
          .map((part) => {
            const said = part.state === 'wider' ? `wider than ${part.conduits.join(', ')}` : 'no conduit allows it'
            const use = seen === null ? '' : `, seen ${seen} times`
            return `line ${line}: ${rule}${name === null || name === rule ? '' : ` ${name}`}: ${part.fromZone} → ${part.toZone}: ${said}${use}`
          }),
      ),
    ),
    ...section(
      'Addresses that no registered asset has',
      rules.flatMap(({ rule, line, strangers }) => strangers.map((address) => `line ${line}: ${rule}: ${address}`)),
    ),
    ...section('Conduits of this device without a rule', conduitsWithoutRule),
    ...section(
      'Seen although the rules deny it',
      seenThoughDenied.map((one) => `${one.client} → ${one.server} ${one.service} (${one.fromZone} → ${one.toZone})`),
    ),
  ]
}

function section(title: string, lines: readonly string[], count = lines.length): readonly string[] {
  const more = count > lines.length ? [`  and ${count - lines.length} more`] : []
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`), ...more]
}
