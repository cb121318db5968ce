import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { DOCUMENTS } from './all.ts'
import { renderCommands } from './cli-reference.ts'
import { loadRequirements, rowsOfPage } from './requirement-rows.ts'
import { proofsOf } from './requirement-tags.ts'
import { renderRequirements } from './requirements.ts'

const HOUSE = fileURLToPath(new URL('../..', import.meta.url))
const PAGE = `${HOUSE}../shared/design/requirements.md`

test.each(DOCUMENTS)('$path says what the code says (else: npm run documents)', ({ path, render }) => {
  expect(readFileSync(HOUSE + path, 'utf8')).toBe(render(HOUSE))
})

test('150 requirements are held, by theme', () => {
  const { themes, rows } = loadRequirements()
  expect(rows).toHaveLength(150)
  expect(new Set(rows.map((row) => row.id)).size).toBe(150)
  expect(rows.every((row) => themes.some((theme) => row.id.startsWith(theme.id)))).toBe(true)
})

test('the copy of the requirements is the page itself', ({ skip }) => {
  if (!existsSync(PAGE)) skip('../shared is absent')
  expect(loadRequirements()).toEqual(rowsOfPage(readFileSync(PAGE, 'utf8')))
})

test('a page that lost a row is refused', () => {
  const page = '## A. One\n\n| A01 | rule | Given | Means |\n\n## Count\n\n2 rows: 2 rule.\n'
  expect(() => rowsOfPage(page)).toThrow('states 2 rows, 1 were read')
})

test('tags are read from the names of tests that run, in each of their forms', () => {
  const text = `
    test('[A02] an unregistered talker', () => {})
    test.each([1])('[A01:2] $x merges', () => {})
    describe("all of [G10] and [E08]", () => { it(\`[A03] \${x}\`, () => {}) })
    test.skip('[B01] later', () => {})
    say('[B02] no test')
  `
  expect(proofsOf('a.test.ts', text).map(({ row, claimed }) => [row, claimed])).toEqual([
    ['A02', null],
    ['A01', 2],
    ['G10', null],
    ['E08', null],
    ['A03', null],
  ])
})

test.each([
  { kind: 'a capability', row: 'A02', claimed: null, status: 4 },
  { kind: 'an artefact', row: 'A04', claimed: null, status: 3 },
  { kind: 'an artefact whose tag says more', row: 'A04', claimed: 4, status: 3 },
  { kind: 'a lower claim', row: 'A02', claimed: 2, status: 2 },
])('$kind counts $status', ({ row, claimed, status }) => {
  const page = renderRequirements([{ row, claimed, file: 'a.test.ts', title: 'a | b' }])
  const line = page.split('\n').find((each) => each.startsWith(`| ${row} `))
  expect(line).toContain(`| ${status} | \`a.test.ts\`: a \\| b |`)
})

test('the best of several proofs counts, and a row without one is 0', () => {
  const proof = { row: 'A02', file: 'a.test.ts', title: 'a' }
  const page = renderRequirements([
    { ...proof, claimed: 1 },
    { ...proof, claimed: 3 },
  ])
  expect(page).toMatch(/\| A02 .*\| 3 \| `a/)
  expect(page).toMatch(/\| A01 .*\| 0 \| {2}\|/)
})

test('a tag that names no requirement is refused', () => {
  expect(() => renderRequirements([{ row: 'Z99', claimed: null, file: 'a.test.ts', title: 'a' }])).toThrow('[Z99]')
})

test('a command is shown with its usage, options and examples', () => {
  const page = renderCommands([
    {
      name: 'sensor read',
      usage: 'penstock sensor read FILE… [--json]',
      summary: 'What is in a capture.',
      options: [{ name: '--json | --text', summary: 'form' }],
      examples: ['npx penstock sensor read a.pcap'],
    },
  ])
  expect(page).toContain('| [`penstock sensor read`](#sensor-read) | What is in a capture. |')
  expect(page).toContain('## sensor read\n\n```\npenstock sensor read FILE… [--json]\n```')
  expect(page).toContain('| `--json \\| --text` | form |')
  expect(page).toContain('```sh\nnpx penstock sensor read a.pcap\n```')
})
