// `penstock detect --pack ot CAPTURE`: what is told of a capture, and what is refused.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { detect } from '@penstock/cli/detect'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { TRIALS } from './trials.fixture.ts'
import { captureOf } from './wire.fixture.ts'

const scratch = mkdtempSync(join(tmpdir(), 'penstock-pack-'))
const trial = TRIALS.find(({ rule }) => rule === 'control/stop-then-program')!
const capture = join(scratch, 'taken over.pcap')
const quiet = join(scratch, 'quiet.pcap')
writeFileSync(capture, captureOf(trial.positive))
writeFileSync(quiet, captureOf(trial.benign))

afterAll(() => rmSync(scratch, { recursive: true }))
afterEach(() => {
  vi.restoreAllMocks()
})

async function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []]
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await detect(args)
  vi.restoreAllMocks()
  return { code, out: out.join(''), err: err.join('') }
}

test('the worst first, each with its techniques, its first packet and how to look at it', async () => {
  const { code, out, err } = await run('--pack', 'ot', capture)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toBe(
    [
      'critical  Controller stopped, then programmed (T0858, T0843, T0889)',
      '  10.20.0.10 → 10.20.0.20, 2026-10-01T06:00:00.000000Z',
      `  tshark -r '${capture}' -Y 'frame.number == 1'`,
      'high      Omron controller told to stop (T0858, T0881)',
      '  10.20.0.10 → 10.20.0.20, 2026-10-01T06:00:00.000000Z',
      `  tshark -r '${capture}' -Y 'frame.number == 1'`,
      'high      Program of an Omron controller written or cleared (T0843, T0889)',
      '  10.20.0.10 → 10.20.0.20, 2026-10-01T06:00:30.003000Z',
      `  tshark -r '${capture}' -Y 'frame.number == 3'`,
      '3 to look at in 4 packets',
      '',
    ].join('\n'),
  )
})

test('the same as JSON, and counted by rule', async () => {
  const { out } = await run('--pack', 'ot', '--captures', capture, '--json')
  const rows = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(rows).toHaveLength(3)
  expect(rows[1]).toMatchObject({
    level: 'high',
    techniques: ['T0858', 'T0881'],
    client: '10.20.0.10',
    server: '10.20.0.20',
    file: capture,
    frame: 1,
    filter: 'frame.number == 1',
    count: 1,
  })
  const counts = await run('--pack', 'ot', capture, '--count')
  expect(counts.out).toContain('1\t1\t250000.0\thigh    \tOmron controller told to stop\n')
})

test('a quiet capture says so', async () => {
  expect(await run('--pack', 'ot', quiet)).toEqual({ code: 0, out: 'no rule is met in 4 packets\n', err: '' })
})

test.each([
  { name: 'a pack that is not there', args: ['--pack', 'it', capture], code: 2, says: 'no pack "it"; there is ot' },
  { name: 'no capture', args: ['--pack', 'ot'], code: 2, says: 'usage: penstock detect' },
  { name: 'a file that is not there', args: ['--pack', 'ot', join(scratch, 'gone.pcap')], code: 1, says: 'gone.pcap' },
  { name: 'a file that is no capture', args: ['--pack', 'ot', import.meta.filename], code: 2, says: 'is no pcap' },
])('$name is refused', async ({ args, code, says }) => {
  const told = await run(...args)
  expect(told.code).toBe(code)
  expect(told.err).toContain(says)
})
