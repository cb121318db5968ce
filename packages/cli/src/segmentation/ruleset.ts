// `penstock zones ruleset PLANT`: the rules that its documented conduits ask for, in the words of a firewall.
import { parseArgs } from 'node:util'
import { openPlantFile } from '@penstock/cli/plant'
import { neutralRules, writeCiscoAsa, writeNeutralRules, writeNftables } from '@penstock/model/firewall'
import { type ConduitRules, conduitRules, type LeftOut } from '@penstock/model/segmentation'
import { zoneModelOf } from '@penstock/model/zones'

const FORMATS = ['nftables', 'cisco-asa', 'neutral'] as const
const USAGE = `usage: penstock zones ruleset PLANT --format ${FORMATS.join('|')} [--device ASSET]\n`

/** Exit code: 0 written, with what no rule can say on stderr; 1 no such file; 2 bad usage, or a plant with faults. */
export async function zonesRuleset(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const read = await openPlantFile(options.plant)
  if (typeof read === 'number') return read
  const { plant } = read
  if (options.device !== null && !plant.assets.some(({ id }) => id === options.device)) {
    process.stderr.write(`penstock: ${options.plant} has no asset ${options.device}\n`)
    return 2
  }
  const found = conduitRules(zoneModelOf(plant, 0), options.device)
  const title = `Conduits of ${plant.about.name}${options.device === null ? '' : `, ${options.device}`}: a proposal to be reviewed before use`
  const written = write(found, options.format, title, options.device)
  if (written === null) return 2
  process.stdout.write(written)
  process.stderr.write(found.leftOut.map((one) => `penstock: ${leftOutText(one)}\n`).join(''))
  return 0
}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { format: { type: 'string' }, device: { type: 'string' } },
      strict: true,
      allowPositionals: true,
    })
    const format = FORMATS.find((one) => one === values.format)
    const [plant] = positionals
    if (plant === undefined || positionals.length > 1 || format === undefined) return null
    return { plant, format, device: values.device ?? null }
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n`)
    return null
  }
}

function write(
  { policy }: ConduitRules,
  format: (typeof FORMATS)[number],
  title: string,
  device: string | null,
): string | null {
  if (format === 'neutral') return writeNeutralRules(neutralRules(policy, device))
  const written = format === 'nftables' ? writeNftables(policy, title) : writeCiscoAsa(policy, title)
  if (written.ok) return written.value
  const { rule, because } = written.refusal
  process.stderr.write(`penstock: rule ${rule} cannot be written as ${format}: ${because}\n`)
  return null
}

function leftOutText({ conduit, what, because }: LeftOut): string {
  const why = {
    'no-address': 'has no address, so no rule names it',
    'no-port': 'has no port, so no rule lets it through',
    'function-codes': 'only these function codes: a rule cannot say so, the device has to look into the protocol',
  } as const
  return `${conduit}: ${what}: ${why[because]}`
}
