// `penstock model segregation PLANT`: who can sign in on both sides, and which OT monitoring tools IT manages or reaches.
import { openPlantFile, plantArguments } from '@penstock/cli/plant'
import { judgeSegregation, type Segregation, type SharedTool } from '@penstock/model/operating-model'

const USAGE = 'usage: penstock model segregation PLANT [--json]\n'

/** Exit code: 0 judged (findings are findings, not errors), 1 no such file, 2 bad usage or a file with faults. */
export async function modelSegregation(args: readonly string[]): Promise<number> {
  const options = plantArguments(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const read = await openPlantFile(options.file)
  if (typeof read === 'number') return read
  const told = judgeSegregation(read.plant)
  process.stdout.write(options.json ? `${JSON.stringify(told)}\n` : inWords(told))
  return 0
}

const BY: Readonly<Record<SharedTool['by'], string>> = {
  'managed-from-it': 'is managed from IT by',
  'manager-serves-it': 'has a manager that serves IT too,',
  'it-account': 'is managed with the IT account',
  'reached-from-it': 'is reached from IT by',
}

function inWords({ persons, tools, of, unknownAccounts, questions }: Segregation): string {
  const people = persons.map(({ person, name, it, ot, hasLeft }) => {
    const left = hasLeft ? '  (has left)' : ''
    return `  ${name ?? person}: IT ${it.join(', ')}; OT ${ot.join(', ')}${left}\n`
  })
  const shared = tools.map(
    ({ tool, by, through, records }) => `  ${tool} ${BY[by]} ${through} (${records.join(', ')})\n`,
  )
  return [
    `${persons.length} of ${of.persons} persons have live accounts in both domains\n`,
    ...people,
    `${new Set(tools.map(({ tool }) => tool)).size} of ${of.tools} OT monitoring tools are not apart from IT\n`,
    ...shared,
    ...questions.map(
      ({ it, ot }) =>
        `is ${it} of the same person as ${ot}? They are called alike, and nobody has said whose they are\n`,
    ),
    unknownAccounts.length === 0
      ? ''
      : `not judged, as person or domain is not recorded: ${unknownAccounts.length} of ${of.liveAccounts} live accounts\n`,
  ].join('')
}
