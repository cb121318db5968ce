import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { detect } from '@penstock/cli/detect'
import { findEventFormat } from '@penstock/model/events'
import { afterAll, afterEach, expect, test, vi } from 'vitest'

const FIXTURE = new URL('../../../../fixtures/detections/', import.meta.url).pathname
const SAMPLES = new URL('../../../../../shared/samples/', import.meta.url).pathname
const scratch = mkdtempSync(join(tmpdir(), 'penstock-detect-'))

afterAll(() => rmSync(scratch, { recursive: true }))
afterEach(() => {
  vi.restoreAllMocks()
})

interface Match {
  readonly ruleId: string
  readonly file: string
  readonly index: number
  readonly time: string | null
}

async function run(...args: readonly string[]): Promise<{ code: number; matches: readonly Match[]; err: string }> {
  const out: string[] = []
  const err: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await detect(args)
  vi.restoreAllMocks()
  return { code, matches: out.map((line) => JSON.parse(line) as Match), err: err.join('') }
}

function written(name: string, text: string): string {
  const path = join(scratch, name)
  writeFileSync(path, text)
  return path
}

const RULES = join(FIXTURE, 'rules')
const events = (...names: readonly string[]) => names.map((name) => join(FIXTURE, 'events', name))

test('the made events match exactly what is expected of them, whatever form they are exported in', async () => {
  const expected = readFileSync(join(FIXTURE, 'expected.ndjson'), 'utf8').trim().split('\n')
  const windows = await run(
    '--rules',
    RULES,
    '--events',
    ...events('windows.ndjson', 'nested.json', 'list.json', 'event.xml'),
  )
  const historian = await run(
    '--rules',
    RULES,
    '--events',
    ...events('historian.ndjson'),
    '--log-source',
    'product=historian',
  )
  const told = [...windows.matches, ...historian.matches].map((match) => ({
    ...match,
    file: match.file.slice(FIXTURE.length),
  }))
  expect(told).toEqual(expected.map((line) => JSON.parse(line) as Match))
  expect([windows.code, historian.code]).toEqual([0, 0])
  expect(windows.err).toContain('windows.ndjson: 1 of 9 records are no events that can be read\n')
})

test('rules that cannot run are told by file and line, and the others run', async () => {
  const { err } = await run('--rules', RULES, '--events', ...events('list.json'))
  expect(err).toContain('broken/modifier.yml:6: there is no modifier "endswtih"\n')
  expect(err).toContain('broken/condition.yml:7: condition asks for "filter", and no search of the rule is called so\n')
  expect(err).toMatch(/broken\/yaml\.yml:\d+: is no YAML: /)
  expect(err).toContain('broken/correlation.yml: is a correlation rule, which single events do not answer\n')
  expect(err).toContain('6 rules run; 3 files have faults, 1 were left out\n')
})

test('events that do not say where they are from meet no rule, and that is told', async () => {
  const { code, matches, err } = await run('--rules', RULES, '--events', ...events('historian.ndjson'))
  expect({ code, matches }).toEqual({ code: 0, matches: [] })
  expect(err).toContain('3 events do not say where they are from, so no rule runs on them; say it with --log-source')
})

test('an event format reads what is no JSON, with the sources that it knows', async () => {
  const format = findEventFormat('sshd')!
  const rule = written(
    'failed.yml',
    'title: Any\nid: any\nlogsource:\n    product: linux\n    service: sshd\ndetection:\n    words:\n        - sshd\n        - a\n    condition: words\n',
  )
  const file = written('auth.log', `${format.samples[0]!.record}\n`)
  const { matches } = await run('--rules', rule, '--events', file, '--format', 'sshd')
  expect(matches).toMatchObject([{ ruleId: 'any', index: 0 }])
})

test('placeholders of a file fill the rules that need them', async () => {
  const rule = written(
    'jump.yml',
    'title: Jump\nid: jump\nlogsource:\n    product: x\ndetection:\n    s:\n        host|expand: "%JumpServers%"\n    condition: s\n',
  )
  const file = written('hosts.json', '{"host":"jump-07"}')
  const args = ['--rules', rule, '--events', file, '--log-source', 'product=x']
  const without = await run(...args)
  expect(without.code).toBe(2)
  expect(without.err).toContain('jump.yml:7: placeholder "JumpServers" has no values here\n')
  const values = written('values.json', '{"JumpServers":["jump-*"]}')
  expect((await run(...args, '--placeholders', values)).matches).toHaveLength(1)
})

test.each([
  { name: 'no events', args: ['--rules', RULES], code: 2, err: 'usage: penstock detect' },
  {
    name: 'a path that is neither',
    args: ['x', '--rules', RULES, '--events', 'y'],
    code: 2,
    err: 'x: say whether it is --rules, --events or --captures',
  },
  { name: 'an unknown flag', args: ['--rules', RULES, '--events', 'y', '--fast'], code: 2, err: '--fast' },
  {
    name: 'an unknown format',
    args: ['--rules', RULES, '--events', 'y', '--format', 'z'],
    code: 2,
    err: 'no format "z"; there are ',
  },
  {
    name: 'a source that is none',
    args: ['--rules', RULES, '--events', 'y', '--log-source', 'windows'],
    code: 2,
    err: 'write product=P',
  },
  {
    name: 'rules that are not there',
    args: ['--rules', 'nowhere', '--events', 'y'],
    code: 1,
    err: 'nowhere: there is no such file',
  },
  {
    name: 'events that are not there',
    args: ['--rules', RULES, '--events', 'nowhere.json'],
    code: 1,
    err: 'nowhere.json: there is no such file',
  },
  { name: 'no sound rule', args: ['--rules', join(RULES, 'broken'), '--events', 'y'], code: 2, err: '0 rules run' },
])('$name is refused in words', async ({ args, code, err }) => {
  const done = await run(...args)
  expect(done.code).toBe(code)
  expect(done.err).toContain(err)
  expect(done.matches).toEqual([])
})

test('a file without an event is told', async () => {
  const { code, err } = await run('--rules', RULES, '--events', written('none.json', 'no json\n'))
  expect(code).toBe(2)
  expect(err).toContain('none.json: holds no event')
})

/** Rules of the sample that match events of another one as well, by what they say: `file: rule`. */
const ALSO = [
  '1cf465a1: b447f7de',
  '1cf465a1: f0540f7e',
  '5b80a791: d059842b',
  '68bcd73b: 76f55eaa',
  '7d604714: 1cf465a1',
  'f0540f7e: 1cf465a1',
]
/** Files whose several events are alike, where the sample counts one: `file: events that the rule matches`. */
const ALIKE: Readonly<Record<string, number>> = { '45e112d0': 3, '8fbf3271': 3 }

test.runIf(existsSync(join(SAMPLES, 'sigma')))(
  'public rules match their public events as often as expected, and nothing else',
  async () => {
    const folder = join(SAMPLES, 'sigma')
    const files = readdirSync(join(folder, 'events')).map((name) => join(folder, 'events', name))
    const { code, matches, err } = await run('--rules', join(folder, 'rules'), '--events', ...files)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const fileOf = ({ file }: Match) => file.split('/').at(-1)!
    const short = (id: string) => id.slice(0, 8)
    const also = matches.filter((match) => !fileOf(match).startsWith(match.ruleId))
    expect([...new Set(also.map((match) => `${short(fileOf(match))}: ${short(match.ruleId)}`))].sort()).toEqual(ALSO)
    const lines = readFileSync(join(folder, 'expected.csv'), 'utf8').trim().split('\n').slice(1)
    expect(lines).toHaveLength(60)
    for (const line of lines) {
      const [ruleId, , file, expected] = line.split(',') as [string, string, string, string]
      const count = matches.filter((match) => match.ruleId === ruleId && fileOf(match) === file).length
      if (expected.startsWith('>=')) expect(count, line).toBeGreaterThanOrEqual(Number(expected.slice(2)))
      else expect(count, line).toBe(ALIKE[short(ruleId)] ?? Number(expected))
    }
  },
)

test.runIf(existsSync(join(SAMPLES, 'sigmahq-rules')))(
  'the whole public set is read, but for two rules that need values of their own',
  async () => {
    const { err } = await run('--rules', join(SAMPLES, 'sigmahq-rules'), '--events', ...events('list.json'))
    expect(err).toContain('3752 rules run; 2 files have faults, 1 were left out\n')
    expect(err.match(/placeholder "known_cdcs" has no values here/g)).toHaveLength(2)
    expect(err).toContain('thor-logsources.yml: is no rule')
  },
)
