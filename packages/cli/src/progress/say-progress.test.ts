import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sayProgress } from '@penstock/cli/progress'
import { sensorRead } from '@penstock/cli/sensor'
import { PHASES } from '@penstock/contract/jobs'
import { afterAll, afterEach, expect, test, vi } from 'vitest'

const CAPTURE = new URL('../../../../fixtures/captures/modbus/reads.pcap', import.meta.url).pathname
const scratch = mkdtempSync(join(tmpdir(), 'penstock-progress-'))

afterAll(() => rmSync(scratch, { recursive: true }))
afterEach(() => {
  vi.restoreAllMocks()
})

test('a phase is said as it begins and once a second, with amounts and rate where it has any', () => {
  const said: string[] = []
  let now = 0
  const progress = sayProgress(
    (text) => said.push(text),
    () => now,
  )
  progress('opening', 0, null)
  progress('writing', 0, null)
  now = 500
  progress('writing', 1e6, null)
  now = 2000
  progress('writing', 4e6, 8e6)
  progress('verifying', 1, 3)
  expect(said).toEqual([
    'opening the stores',
    'writing 0.0 MB',
    'writing 4.0 MB of 8.0 MB (2.0 MB/s)',
    'proving it by restoring it 1 of 3',
  ])
})

test('sensor read says its phases on stderr when asked, in the words of the screens, and its document stays the same', async () => {
  const plain = await run([CAPTURE, '--json'])
  const told = await run([CAPTURE, '--json', '--progress'])
  expect(plain.err).toBe('')
  expect(told.out).toBe(plain.out)
  expect(told.err).toContain(`penstock: ${PHASES.reading} 0.0 MB of `)
  expect(told.err).toContain(`penstock: ${PHASES.concluding}\n`)
})

test('of what is no capture nothing is said but why', async () => {
  const file = join(scratch, 'holiday.jpg')
  writeFileSync(file, readFileSync(CAPTURE).subarray(4))
  expect((await run([file, '--progress'])).code).toBe(2)
})

async function run(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text: unknown, done?: unknown) => {
    out.push(String(text))
    if (typeof done === 'function') (done as () => void)()
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await sensorRead(args)
  vi.restoreAllMocks()
  return { code, out: out.join(''), err: err.join('') }
}
