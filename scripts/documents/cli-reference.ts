// `docs/reference/cli.md`: every command, from the list that the command line itself reads.
import { COMMANDS } from '@penstock/cli/commands'
import type { GeneratedDocument } from './document.ts'

export const cliReference: GeneratedDocument = { path: 'docs/reference/cli.md', render: () => renderCommands(COMMANDS) }

interface CommandFacts {
  /** `sensor read`. */
  readonly name: string
  /** What is typed, from `penstock` on. */
  readonly usage: string
  readonly summary: string
  readonly options?: readonly { readonly name: string; readonly summary: string }[]
  readonly examples?: readonly string[]
}

/** The page, commands in the order given. */
export function renderCommands(commands: readonly CommandFacts[]): string {
  return [
    '# Command line',
    '',
    'Made from `packages/cli/src/commands` by `npm run documents`. Inside a clone write `npx penstock …`.',
    '',
    '`--json` gives one JSON document, or NDJSON where the command says so; errors go to stderr.',
    'Exit codes: 0 done, 1 refused or not found, 2 bad usage or bad input.',
    '',
    '| Command | Gives |',
    '|---|---|',
    ...commands.map(({ name, summary }) => `| [\`penstock ${name}\`](#${anchorOf(name)}) | ${summary} |`),
    ...commands.flatMap(renderCommand),
    '',
  ].join('\n')
}

function renderCommand({ name, usage, summary, options = [], examples = [] }: CommandFacts): readonly string[] {
  const table = ['', '| Option | Meaning |', '|---|---|']
  const rows = options.map((option) => `| \`${option.name.replaceAll('|', '\\|')}\` | ${option.summary} |`)
  const shown = examples.length > 0 ? ['', 'For example:', '', '```sh', ...examples, '```'] : []
  return [
    '',
    `## ${name}`,
    '',
    '```',
    usage,
    '```',
    '',
    summary,
    ...(rows.length > 0 ? [...table, ...rows] : []),
    ...shown,
  ]
}

function anchorOf(name: string): string {
  return name.toLowerCase().replaceAll(' ', '-')
}
