// `penstock risk threats PLANT`: what the protocols of each conduit let a stranger do.
import { openPlantFile, plantArguments } from '@penstock/cli/plant'
import { type ConduitThreat, threatModel } from '@penstock/model/paths'

const USAGE = 'usage: penstock risk threats PLANT [--json]\n'

/** Exit code: 0 answered, 1 there is no such file, 2 bad usage or a plant with faults. */
export async function riskThreats(args: readonly string[]): Promise<number> {
  const options = plantArguments(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const read = await openPlantFile(options.file)
  if (typeof read === 'number') return read
  const { threats, unknown } = threatModel(read.plant)
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ plant: options.file, threats, unknown })}\n`)
    return 0
  }
  const lines = threats.flatMap((threat, at) => [
    ...(threats[at - 1]?.conduit === threat.conduit
      ? []
      : [`${threat.conduit}${threat.status === 'undocumented' ? ' (only surveyed)' : ''}`]),
    ...threatLines(threat),
  ])
  for (const { conduit, protocol } of unknown)
    lines.push(`${conduit}: ${protocol} is in no table; unknown, not harmless`)
  process.stdout.write(`${lines.join('\n')}\n`)
  return 0
}

const ASKS = { none: 'asks nobody', password: 'asks for a password', login: 'asks for an account' } as const
const LIMIT = {
  none: '',
  paper: ', its list of function codes stands on paper only',
  enforced: ', held to its list of function codes',
} as const

function threatLines(threat: ConduitThreat): readonly string[] {
  const { protocol, authentication, limit, effects, emb3d, secureForm, flows } = threat
  const seen = flows.length === 0 ? 'no flow known' : `flows ${flows.join(', ')}`
  return [
    `  ${protocol} ${ASKS[authentication]}${limit === 'none' ? '' : LIMIT[limit]}; ${seen}`,
    ...effects.map(({ effect, means, technique, codes, isSeen }) => {
      const listed = codes.length === 0 ? '' : ` by ${codes.join(', ')}`
      return `    ${effect}${listed}: ${means} [${technique}]${isSeen ? ', seen' : ''}`
    }),
    `    secure form: ${secureForm ?? 'none known'}${emb3d.length === 0 ? '' : `; on devices ${emb3d.join(', ')}`}`,
  ]
}
