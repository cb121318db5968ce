// `docs/requirements.md`: every row of the mission with its status and the tests that prove it.
import type { GeneratedDocument } from './document.ts'
import { loadRequirements, type RequirementRow } from './requirement-rows.ts'
import { type Proof, proofsIn } from './requirement-tags.ts'

export const requirementsDocument: GeneratedDocument = {
  path: 'docs/requirements.md',
  render: (folder) => renderRequirements(proofsIn(folder)),
}

/** The page; throws a RangeError when a tag names no row. */
export function renderRequirements(proofs: readonly Proof[]): string {
  const { themes, rows } = loadRequirements()
  const known = new Set(rows.map((row) => row.id))
  const stray = proofs.find((proof) => !known.has(proof.row))
  if (stray) throw new RangeError(`${stray.file}: [${stray.row}] is no requirement`)
  const proofsOfRow = new Map(rows.map(({ id }) => [id, proofs.filter((proof) => proof.row === id)]))
  const status = new Map(rows.map((row) => [row.id, statusOf(row, proofsOfRow.get(row.id) ?? [])]))
  const working = rows.filter((row) => status.get(row.id) === fullStatus(row.kind)).length
  const begun = rows.filter((row) => (status.get(row.id) ?? 0) > 0).length - working
  return [
    '# Requirements and what proves them',
    '',
    'Made from `docs/requirements/rows.json` and from the tags in the names of tests (`[A02]`, or `[A02:2]` for a lower',
    'status) by `npm run documents`. A row without a tagged test is 0, whatever code exists.',
    '',
    'Status: 0 absent, 1 stored only, 2 computed from real data, 3 drives behaviour, 4 verified by test, replay or drill.',
    'A row really works at 4, an artefact or a role at 3. The suite that holds the tagged tests passes, or nothing is released.',
    '',
    `${rows.length} rows: ${working} really work, ${begun} have begun, ${rows.length - working - begun} are absent.`,
    ...themes.flatMap((theme) => renderTheme(theme)),
    '',
  ].join('\n')

  function renderTheme(theme: { readonly id: string; readonly title: string }): readonly string[] {
    return [
      '',
      `## ${theme.id}. ${theme.title}`,
      '',
      '| # | Kind | Requirement | Really working means | Status | Proved by |',
      '|---|---|---|---|---|---|',
      ...rows
        .filter((row) => row.id.startsWith(theme.id))
        .map((row) => {
          const proved = (proofsOfRow.get(row.id) ?? []).map(({ file, title }) => `\`${file}\`: ${cell(title)}`)
          const { id, kind, requirement, reallyWorking } = row
          return `| ${id} | ${kind} | ${requirement} | ${reallyWorking} | ${status.get(id)} | ${proved.join('<br>')} |`
        }),
    ]
  }
}

/** Status at which a row really works: 3 for artefacts and roles, which nobody can run; 4 for all else. */
function fullStatus(kind: RequirementRow['kind']): number {
  return kind === 'artefact' || kind === 'role' ? 3 : 4
}

function statusOf(row: RequirementRow, proofs: readonly Proof[]): number {
  const full = fullStatus(row.kind)
  return Math.max(0, ...proofs.map(({ claimed }) => Math.min(claimed ?? full, full)))
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
}
