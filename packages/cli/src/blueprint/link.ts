// `penstock blueprint link PLANT`: whether a planned link opens a way to a control zone that is not there today.
import { parseArgs } from 'node:util'
import { openPlantFile } from '@penstock/cli/plant'
import { judgeLink, type LinkJudgement, type LinkRefusal } from '@penstock/model/blueprint'
import { segmentationText } from '@penstock/model/segmentation'

const USAGE =
  'usage: penstock blueprint link PLANT --from ASSET --to ASSET --protocol NAME [--enforced-by ASSET]… [--json]\n'

/** Ways that are told in words; all are in the JSON document. */
const MOST_WAYS = 5

/** Exit code: 0 it opens no way to a control zone; 1 it does, or a name or file is not there; 2 bad usage or a plant with faults. */
export async function blueprintLink(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const read = await openPlantFile(options.plant)
  if (typeof read === 'number') return read
  const judged = judgeLink(read.plant, options.link)
  if (!judged.ok) {
    process.stderr.write(`penstock: ${refusalText(judged.refusal)}\n`)
    return 1
  }
  const { value } = judged
  process.stdout.write(options.json ? `${JSON.stringify({ plant: options.plant, ...value })}\n` : judgementText(value))
  return value.verdict === 'refused' ? 1 : 0
}

function refusalText(refusal: LinkRefusal): string {
  if (refusal.code === 'blueprint.same-asset') return 'a link has two ends'
  const what = refusal.code === 'blueprint.unknown-asset' ? 'asset' : 'protocol'
  return `the plant has no ${what} ${refusal.id}${refusal.nearest === null ? '' : `; did you mean ${refusal.nearest}?`}`
}

function judgementText(told: LinkJudgement): string {
  const { link, verdict, permittedBy, isCrossing, newWays, goalsOpened, goalsEased, findings, limits } = told
  const name = `${link.from} (${link.zones[0]}) → ${link.to} (${link.zones[1]}) ${link.protocol}`
  if (verdict === 'permitted') return `${name}: permitted today by ${permittedBy}; nothing changes\n`
  const head =
    verdict === 'refused'
      ? `${name}: refused, it opens a way to a control zone that is not there today`
      : `${name}: opens no way to a control zone`
  const ways = newWays
    .slice(0, MOST_WAYS)
    .flatMap(({ target, zone, path }) => [
      `  to ${target} in ${zone}: ${path.steps.join(' → ')}, effort ${path.cost}, across ${path.crosses.join(', ')}`,
      ...path.evidence.flatMap(({ text, facts }) => [
        `    ${text}`,
        ...facts.map((fact) => `      ${fact.text} [${fact.places.join(', ')}]`),
      ]),
    ])
  return [
    head,
    ...(isCrossing ? [`  it leads into control zone ${link.zones[1]} itself`] : []),
    ...(newWays.length > 0 ? [`  new ways to ${newWays.length} assets of control zones, the cheapest first:`] : []),
    ...ways,
    ...goalsOpened.map(({ id, text }) => `  opened: ${id} ${text}`),
    ...goalsEased.map(({ id, before, after }) => `  easier: ${id}, effort ${before} → ${after}`),
    ...findings.map((one) => `  would be found: ${segmentationText(one)} [${one.rule}]`),
    ...limits.map((limit) => `  limit: ${limit}`),
    '',
  ].join('\n')
}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        protocol: { type: 'string' },
        'enforced-by': { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
      },
      strict: true,
      allowPositionals: true,
    })
    const [plant] = positionals
    const { from, to, protocol, 'enforced-by': enforcedBy, json } = values
    if (plant === undefined || positionals.length > 1) return null
    if (from === undefined || to === undefined || protocol === undefined) return null
    const link = { from, to, protocol, ...(enforcedBy === undefined ? {} : { enforcedBy }) }
    return { plant, link, json }
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n`)
    return null
  }
}
