import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { detect } from '@penstock/cli/detect'
import { afterAll, expect, test, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penstock-correlations-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function run(...args: readonly string[]) {
  const out: string[] = []
  const err: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await detect(args)
  vi.restoreAllMocks()
  return { code, matches: out.map((line) => JSON.parse(line) as Record<string, unknown>), err: err.join('') }
}

function written(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const rule = (name: string, outcome: string) => `title: ${name}
id: id-of-${name}
name: ${name}
logsource:
  product: vpn
detection:
  one:
    outcome: ${outcome}
  condition: one
`
const many = `title: Many failures
id: id-of-many
name: many
correlation:
  type: event_count
  rules: failure
  group-by: user
  timespan: 10m
  condition:
    gte: 3
`
const then = `title: Many failures, then a success
id: id-of-then
correlation:
  type: temporal_ordered
  rules:
    - many
    - success
  group-by: user
  timespan: 1h
`
const line = (minute: number, user: string | null, outcome: string) =>
  JSON.stringify({ time: `2026-10-01T08:${String(minute).padStart(2, '0')}:00Z`, user, outcome })
const SOURCE = ['--log-source', 'product=vpn']

test('correlations and chains of them run over files in any order, and name the event that completed them', async () => {
  const rules = written('rules.yml', [then, many, rule('success', 'ok'), rule('failure', 'bad')].join('---\n'))
  // The later file first, and its events out of order.
  const later = written(
    'later.ndjson',
    [line(20, 'ann', 'ok'), line(4, 'Ann', 'bad'), line(3, 'bob', 'bad')].join('\n'),
  )
  const earlier = written(
    'earlier.ndjson',
    [line(1, 'ann', 'bad'), line(2, 'ann', 'bad'), line(5, null, 'bad')].join('\n'),
  )
  const { code, matches, err } = await run('--rules', rules, '--events', later, earlier, ...SOURCE, '--correlations')
  expect(code).toBe(0)
  expect(matches.slice(0, 6).map(({ ruleId }) => ruleId)).not.toContain('id-of-many')
  expect(matches.slice(6)).toEqual([
    {
      ruleId: 'id-of-many',
      file: later,
      index: 1,
      time: '2026-10-01T08:04:00.000000Z',
      since: '2026-10-01T08:01:00.000000Z',
      group: { user: 'ann' },
      value: 3,
    },
    {
      ruleId: 'id-of-then',
      file: later,
      index: 0,
      time: '2026-10-01T08:20:00.000000Z',
      since: '2026-10-01T08:04:00.000000Z',
      group: { user: 'ann' },
      value: 2,
    },
  ])
  expect(err).toContain('1 matches lack a field that their correlation groups by\n')
  expect(err).not.toContain('single events do not answer')
  const without = await run('--rules', rules, '--events', later, earlier, ...SOURCE)
  expect(without.matches).toEqual(matches.slice(0, 6))
  expect(without.err).toContain('is a correlation rule, which single events do not answer')
})

test('correlation rules that cannot run are told by file and line, and the others run', async () => {
  const broken = many.replace('10m', 'ten minutes').replace('gte: 3', 'atleast: 3').replaceAll('many', 'broken')
  const unknown = then.replace('- success', '- nobody').replace('id-of-then', 'id-of-unknown')
  const rules = written('mixed.yml', [rule('failure', 'bad'), broken, unknown, many].join('---\n'))
  const events = written('three.ndjson', [1, 2, 3].map((minute) => line(minute, 'ann', 'bad')).join('\n'))
  const { matches, err } = await run('--rules', rules, '--events', events, ...SOURCE, '--correlations')
  expect(err).toContain('mixed.yml:18: correlation.timespan: should be a number and s, m, h, d or w')
  expect(err).toContain('mixed.yml:20: correlation.condition.atleast: is none of gt, gte')
  expect(err).toContain('id-of-unknown: refers to a rule that is not there, or has faults: "nobody"')
  expect(matches.at(-1)).toMatchObject({ ruleId: 'id-of-many', value: 3 })
})
