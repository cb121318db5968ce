import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { COMMANDS, findCommand } from '@penstock/cli/commands'
import { expect, test } from 'vitest'
import { loadRequirements } from './requirement-rows.ts'

const HOUSE = fileURLToPath(new URL('../..', import.meta.url))
const PAGES = globSync(['*.md', 'docs/**/*.md', 'packages/**/README.md', 'fixtures/**/*.md', 'bench/**/*.md'], {
  cwd: HOUSE,
  exclude: (path) => path.includes('node_modules'),
})
/** Pictures that a browser test makes; the rest must be there. */
const MADE_BY_TESTS = new Set(['docs/images/home.png'])

function read(page: string): string {
  return readFileSync(join(HOUSE, page), 'utf8')
}

/** Anchors of a page's headings as its readers make them: lower case, words joined by hyphens. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

test.each(PAGES)('%s: links lead somewhere', (page) => {
  const dead: string[] = []
  for (const [, target = ''] of read(page).matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? page : relative(HOUSE, join(HOUSE, dirname(page), path))
    if (MADE_BY_TESTS.has(file)) continue
    if (!existsSync(join(HOUSE, file))) dead.push(target)
    else if (anchor !== undefined && !anchorsOf(read(file)).includes(anchor)) dead.push(target)
  }
  expect(dead).toEqual([])
})

test.each(PAGES)('%s: commands of npm exist', (page) => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const shown = [...shellOf(read(page)).matchAll(/npm (?:run )?([\w:]+)/g)].map(([, name = '']) => name)
  expect(shown.filter((name) => !(name in scripts) && name !== 'install')).toEqual([])
})

test.each(PAGES)('%s: commands of penstock exist, with each option', (page) => {
  const unknown: string[] = []
  for (const [, line = ''] of shellOf(read(page)).matchAll(/^npx penstock (.*)$/gm)) {
    const words = line.split(' ')
    const found = findCommand(words)
    if (found === null) unknown.push(line)
    const flags = words.filter((word) => word.startsWith('--'))
    unknown.push(...flags.filter((flag) => !new RegExp(`${flag}\\b`).test(found?.command.usage ?? '')))
  }
  expect(unknown).toEqual([])
})

test('a command that the pages do not show is found in the reference', () => {
  expect(COMMANDS.length).toBeGreaterThan(0)
  const page = read('docs/reference/cli.md')
  expect(COMMANDS.filter(({ name }) => !page.includes(`\n## ${name}\n`))).toEqual([])
})

function shellOf(text: string): string {
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block).join('\n')
}

test('the glossary has the words that names are made of, and every room', () => {
  const terms = new Set(
    [...read('docs/glossary.md').matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) => cell.trim().split(', ')),
  )
  const words =
    'asset zone conduit SL-T SL-C SL-A detection incident case handoff escalation finding evidence control hazard deviation safeguard IPL exercise inject'
  const rooms =
    'kernel plant observations assets zones process operating-model vulnerabilities paths hazards detections incidents risk changes exercises evidence compliance metrics reports'
  const wanted = [...words.split(' '), ...rooms.split(' '), 'change request']
  expect(wanted.filter((word) => !terms.has(word))).toEqual([])
})

test('each decision is in the list, and each has its four parts', () => {
  const records = PAGES.filter((page) => /docs\/adr\/\d{4}-/.test(page.replaceAll('\\', '/')))
  expect(records.length).toBeGreaterThanOrEqual(16)
  const list = read('docs/adr/README.md')
  for (const record of records) {
    expect(list).toContain(`(${record.slice('docs/adr/'.length)})`)
    const parts = ['## Context', '## Decision', '## Consequences', '## What would make us change it']
    expect(
      parts.filter((part) => !read(record).includes(part)),
      record,
    ).toEqual([])
  }
})

test('requirements that pages name exist', () => {
  const ids = new Set(loadRequirements().rows.map((row) => row.id))
  const named = PAGES.flatMap((page) => [...read(page).matchAll(/\[([A-O]\d{2})(?::\d)?\]/g)].map(([, id = '']) => id))
  expect(named.filter((id) => !ids.has(id))).toEqual([])
})

test('the page on hub and cells lists what leaves a cell, all of it and no more', () => {
  const page = read('docs/concepts/hub-and-cells.md')
  const table = page.slice(page.indexOf('## Up'), page.indexOf('## Down'))
  const listed = [...table.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, kind = '']) => kind)
  const kinds = /FactKind = z\.enum\(\[([^\]]*)\]\)/.exec(read('packages/server/src/facts/fact.ts'))?.[1] ?? ''
  expect(listed.sort()).toEqual([...kinds.matchAll(/'([\w-]+)'/g)].map(([, kind = '']) => kind).sort())
})
