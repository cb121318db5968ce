// `penstock zones ruleset PLANT`: the rules that its documented conduits ask for, in the words of a firewall.
import { parseArgs } from 'node:util'
import { openPlantFile } from '@penstock/cli/plant'
import { type LeftOut, RULE_SET_FORMATS, writeRuleSet } from '@penstock/model/segmentation'

const USAGE = `usage: penstock zones ruleset PLANT --format ${RULE_SET_FORMATS.join('|')} [--device ASSET]\n`

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
  const written = writeRuleSet(plant, options.format, options.device)
  if (!written.ok) {
    const { rule, because } = written.refusal
    process.stderr.write(`penstock: rule ${rule} cannot be written as ${options.format}: ${because}\n`)
    return 2
  }
  process.stdout.write(written.value.text)
  process.stderr.write(written.value.leftOut.map((one) => `penstock: ${leftOutText(one)}\n`).join(''))
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
    const format = RULE_SET_FORMATS.find((one) => one === values.format)
    const [plant] = positionals
    if (plant === undefined || positionals.length > 1 || format === undefined) return null
    return { plant, format, device: values.device ?? null }
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n`)
    return null
  }
}

function leftOutText({ conduit, what, because }: LeftOut): string {
  const why = {
    'no-address': 'has no address, so no rule names it',
    'no-port': 'has no port, so no rule lets it through',
    'function-codes': 'only these function codes: a rule cannot say so, the device has to look into the protocol',
  } as const
  return `${conduit}: ${what}: ${why[because]}`
}
