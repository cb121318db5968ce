import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { correlate } from '@penstock/cli/correlate'
import { isoOfMicros, micros } from '@penstock/model/kernel'
import { observeFiles } from '@penstock/sensor/observe'
import { afterAll, describe, expect, test, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penstock-correlate-'))
afterAll(() => rmSync(folder, { recursive: true }))
const capture = join(import.meta.dirname, '../../../../fixtures/captures/s7comm/download.pcap')
const download = [...observeFiles([capture])].flatMap(({ operations }) => operations)[0]!
const DAY = 86_400_000_000

interface Line {
  readonly kind: string
  readonly domain: string
  readonly daysBefore: number
  readonly entities: object
  readonly values?: object
}
const LINES: readonly Line[] = [
  {
    kind: 'mail.attachment-delivered',
    domain: 'it',
    daysBefore: 9,
    entities: { account: ['WRW\\j.doe'] },
    values: { recipientGroup: 'ot-engineers' },
  },
  {
    kind: 'process.spawned-by-office',
    domain: 'it',
    daysBefore: 8,
    entities: { account: ['wrw\\j.doe'], host: ['LT-117'] },
  },
  { kind: 'process.lsass-read', domain: 'it', daysBefore: 7, entities: { host: ['lt-117'] } },
  {
    kind: 'remote.session-to-jump-host',
    domain: 'dmz',
    daysBefore: 2,
    entities: { account: ['wrw\\j.doe'], session: ['rdp-77'] },
  },
  {
    kind: 'remote.session-to-station',
    domain: 'ot',
    daysBefore: 1,
    entities: { session: ['rdp-77'], host: [download.client.ip] },
  },
]
const signals = file(
  'signals.ndjson',
  LINES.map(({ daysBefore, ...line }) => ({
    ...line,
    id: line.kind,
    site: 'default',
    at: isoOfMicros(micros(download.at - daysBefore * DAY)),
  })),
)

function file(name: string, lines: readonly unknown[]): string {
  const path = join(folder, name)
  writeFileSync(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'))
  return path
}

async function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await correlate(args)
  vi.restoreAllMocks()
  return { code, out: out.join(''), err: err.join('') }
}

interface Chains {
  readonly chains: readonly {
    readonly level: string
    readonly chain: {
      readonly confidence: number
      readonly scenario: string
      readonly stages: readonly { order: number; signals: { id: string }[] }[]
    }
    readonly stages: readonly { form: string }[]
  }[]
}
async function chainsOf(...args: readonly string[]) {
  const { out, code, err } = await run(...args, '--json')
  expect([code, err]).toEqual([0, ''])
  return (JSON.parse(out) as Chains).chains
}

describe('[E04:2] signals of IT and packets of OT', () => {
  test('are one chain: what the phish began, the program download makes critical', async () => {
    const { code, out } = await run(signals, '--capture', capture)
    expect(code).toBe(0)
    expect(out).toContain('XD-01 Phished engineer to PLC program download: critical')
    expect(out).toContain('T0843 Program Download')
    expect(out).toContain(`joined by host:${download.client.ip}`)
    expect(out).toContain('mind: do not reboot or isolate the controller automatically')
  })

  test('a rule that is off lowers it', async () => {
    const orders = async (...args: readonly string[]) =>
      (await chainsOf(signals, '--capture', capture, ...args)).map(({ level, chain }) => [
        chain.scenario,
        level,
        chain.stages.map(({ order }) => order),
      ])
    expect(await orders()).toEqual([['XD-01', 'critical', [1, 2, 4, 6, 7, 10]]])
    expect(await orders('--without', 'ot.program-download')).toEqual([['XD-01', 'suspicion', [1, 2, 4, 6, 7]]])
    expect(await orders('--without', 'remote.session-to-station')).toEqual([['XD-01', 'suspicion', [1, 2, 4, 6]]])
  })

  test('approved work on the station and its controller explains the stages of OT', async () => {
    const approved = {
      ...{ id: 'wo-1', kind: 'work-order', domain: 'ot', site: 'default' },
      at: isoOfMicros(micros(download.at - 3 * DAY)),
      until: isoOfMicros(micros(download.at + DAY)),
      entities: { host: [download.client.ip], controller: [download.server.ip], session: ['rdp-77'] },
    }
    expect(await chainsOf(signals, file('work.ndjson', [approved]), '--capture', capture)).toEqual([])
  })

  test('on pseudonyms it is the same chain, and no name is in it', async () => {
    const key = file('key', ['0123456789abcdef0123456789abcdef'])
    const [chain] = await chainsOf(signals, '--capture', capture, '--key-file', key)
    expect(chain!.chain.stages.map(({ order }) => order)).toEqual([1, 2, 4, 6, 7, 10])
    expect(JSON.stringify(chain)).not.toMatch(/doe|lt-117|rdp-77|192\.0\.2/i)
  })

  test('what the OT analyst of a federated SOC sees names nobody of IT', async () => {
    const [told] = await chainsOf(signals, '--capture', capture, '--model', 'federated', '--as', 'ot')
    expect(told!.stages.map(({ form }) => form)).toEqual([
      'redacted',
      'redacted',
      'redacted',
      'whole',
      'whole',
      'whole',
    ])
    expect(JSON.stringify(told!.stages.slice(0, 3))).not.toMatch(/doe|lt-117/i)
    const text = await run(signals, '--capture', capture, '--model', 'hybrid', '--as', 'ot')
    expect(text.out).toContain('own stages; the central team has not opened it')
    expect(text.out).not.toMatch(/lt-117/i)
    expect(await chainsOf(signals, '--capture', capture, '--model', 'integrated', '--as', 'central')).toEqual([])
  })
})

describe('[E04:2] lines of Sysmon, facts and packets, none of which names a technique', () => {
  const rule = (id: string, category: string, test: string) =>
    `title: ${category}\nid: ${id}\nlogsource:\n  product: windows\n  category: ${category}\ndetection:\n  one:\n    ${test}\n  condition: one\n`
  const OFFICE = rule(
    '438025f9-5856-4663-83f7-52f878a70a50',
    'process_creation',
    "ParentImage|endswith: '\\\\WINWORD.EXE'",
  )
  const LSASS = rule('f8be3e82-46a3-4e4e-ada5-8e538ae8b9c9', 'process_access', "TargetImage|endswith: '\\\\lsass.exe'")
  const sysmon = (id: number, daysBefore: number, data: object) => ({
    ...{
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      Provider_Name: 'Microsoft-Windows-Sysmon',
      EventID: id,
      Computer: 'LT-117.wrw.example',
    },
    ...{ '@timestamp': isoOfMicros(micros(download.at - daysBefore * DAY)), ...data },
  })
  const events = file('sysmon.ndjson', [
    sysmon(1, 8, {
      ParentImage: 'C:\\Office\\WINWORD.EXE',
      Image: 'C:\\Windows\\System32\\cmd.exe',
      User: 'WRW\\j.doe',
    }),
    sysmon(10, 7, { SourceImage: 'C:\\Users\\Public\\a.exe', TargetImage: 'C:\\Windows\\System32\\lsass.exe' }),
  ])
  const facts = file(
    'facts.ndjson',
    LINES.filter(({ daysBefore }) => daysBefore < 3).map(({ daysBefore, ...line }) => ({
      ...line,
      ...{ id: `fact-${line.kind}`, site: 'default', at: isoOfMicros(micros(download.at - daysBefore * DAY)) },
    })),
  )
  const ordersWith = async (...rules: readonly string[]) => {
    const folder = file(`rules-${rules.length}-${rules.join('').length}.yml`, [rules.join('---\n')])
    const chains = await chainsOf(facts, '--rules', folder, '--events', events, '--domain', 'it', '--capture', capture)
    return chains.map(({ level, chain }) => [level, chain.confidence, chain.stages.map(({ order }) => order)])
  }

  test('one chain, and each rule that is off lowers it', async () => {
    expect(await ordersWith(OFFICE, LSASS)).toEqual([['critical', 0.5, [2, 4, 6, 7, 10]]])
    expect(await ordersWith(OFFICE)).toEqual([['critical', 0.4, [2, 6, 7, 10]]])
    // Without the office rule nothing ties the laptop to the person.
    expect(await ordersWith(LSASS)).toEqual([['critical', 0.3, [6, 7, 10]]])
  })

  test('what is asked half is refused', async () => {
    expect((await run('--events', events)).err).toContain('--events takes --rules')
    expect((await run('--events', events, '--rules', folder)).err).toContain('--domain it, dmz or ot')
  })
})

describe('bad input', () => {
  test('lines that are no signals are told with their places, and nothing is concluded', async () => {
    const path = file('bad.ndjson', ['{"kind":"x"', { tie: {} }, { hub: 3 }, { id: 'a', kind: 'b\u001b[2J', extra: 1 }])
    const { code, out, err } = await run(path)
    expect([code, out]).toEqual([2, ''])
    for (const line of [1, 2, 3, 4]) expect(err).toContain(`bad.ndjson:${line}: `)
    expect(err).not.toContain('\u001b')
  })

  test.each([
    { args: [], says: 'usage: penstock correlate' },
    { args: ['x', '--model', 'matrix', '--as', 'it'], says: '--model takes integrated' },
    { args: ['x', '--as', 'it'], says: '--model takes integrated' },
    { args: ['x', '--site', 'No Site'], says: '--site: a short name' },
    { args: ['x', '--nonsense'], says: 'nonsense' },
  ])('$args is bad usage', async ({ args, says }) => {
    const { code, err } = await run(...args)
    expect(code).toBe(2)
    expect(err).toContain(says)
  })

  test('a file that is not there, a capture that is none, a key that is too short', async () => {
    expect(await run(join(folder, 'none'))).toMatchObject({ code: 1 })
    expect(await run('--capture', signals)).toMatchObject({ code: 2 })
    expect((await run(signals, '--key-file', file('short', ['abc']))).err).toContain('openssl rand')
  })
})
