import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { makeDemonstration } from '@penstock/cli/demo'
import { vendorsCheck, vendorsRadius } from '@penstock/cli/vendors'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penstock-vendors-'))
const plant = join(folder, 'plant.json')
beforeAll(() => writeFileSync(plant, loadWrenfieldWorksText()))
afterAll(() => rmSync(folder, { recursive: true }))

type Command = (args: readonly string[]) => Promise<number>

async function run(command: Command, ...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await command(args)
  vi.restoreAllMocks()
  return { code, out: out.join(''), err: err.join('') }
}

test('[B04:2] a compromised vendor in words: what it reaches in both domains, and the cuts in order', async () => {
  const { code, out } = await run(vendorsRadius, plant, '--vendor', 'V-ERP')
  expect(code).toBe(0)
  expect(out).toContain('reaches 69 assets: 9 IT, 55 OT, 5 between; 67 goals, 65 of them through IT into OT')
  expect(out).toContain('1. access:RA-08 ERP consultants: now, 0 goals left')
  expect(out).toMatch(/then nothing of the plant is reached from it\n$/)
})

test('[B03:2] captures are held against the register: a session after its end is told with what the register says', async () => {
  const { captureFile } = makeDemonstration(folder, Date.parse('2026-10-01T10:00:00Z'))
  const { code, out } = await run(vendorsCheck, plant, '--vendor', 'V-CHL', '--capture', captureFile)
  expect(code).toBe(0)
  expect(out).toContain('RA-03 Chiller vendor (V-CHL), owner G-OT, expired, seen 2026-10-01T10:')
  expect(out).toContain('2 after-end RA-03: VND-CELL1 → 198.51.100.88')
  expect(out).toContain('registered approved until 2025-12-31')
  const json = JSON.parse((await run(vendorsCheck, plant, '--capture', captureFile, '--json')).out) as {
    readonly drift: readonly { readonly kind: string }[]
    readonly entries: readonly { readonly id: string; readonly lastSeenAt: number | null }[]
  }
  expect(json.entries.filter(({ lastSeenAt }) => lastSeenAt !== null).map(({ id }) => id)).toContain('RA-01')
  expect(new Set(json.drift.map(({ kind }) => kind))).toEqual(new Set(['after-end']))
}, 60_000)

test('without a capture the record alone speaks, and that is said', async () => {
  const { out } = await run(vendorsCheck, plant)
  expect(out).toMatch(
    /^9 entries of the register; no capture was given, so no session is held against them; \d+ weaknesses$/m,
  )
})

test('what the plant does not know is named with what was meant; bad usage ends in 2', async () => {
  const unknown = await run(vendorsRadius, plant, '--vendor', 'V-BRL')
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('"V-BRL" → did you mean V-BLR?')])
  expect((await run(vendorsRadius, plant)).code).toBe(2)
  expect((await run(vendorsCheck)).code).toBe(2)
  expect((await run(vendorsRadius, plant, '--vendor', 'V-BLR', '--at', 'soon')).code).toBe(2)
  expect((await run(vendorsRadius, plant, '--vendor', 'V-BLR', '--hours', '-2')).code).toBe(2)
  expect((await run(vendorsCheck, join(folder, 'none.json'))).code).toBe(1)
  expect((await run(vendorsCheck, plant, '--capture', join(folder, 'none.pcap'))).code).toBe(1)
})
