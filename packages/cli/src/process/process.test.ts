import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { processContingency, processInoperability, processOutage } from '@penstock/cli/process'
import type { Ranking } from '@penstock/model/process'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penstock-process-'))
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

interface Played {
  readonly functions: readonly {
    readonly id: string
    readonly intervals: readonly (readonly [number, number])[]
    readonly firstDownH: number | null
    readonly downtimeH: number
  }[]
  readonly neededByNothing: readonly string[]
  readonly confidence: { readonly level: string }
}

test('[C02:2] [C04:2] losing the grid for three days: what stops when, as computed by hand from buffers and restarts', async () => {
  const { code, out } = await run(processOutage, plant, '--unit', 'X-GRID=0..72', '--json')
  expect(code).toBe(0)
  const { functions, confidence } = JSON.parse(out) as Played
  const told = functions.filter(({ firstDownH }) => firstDownH !== null)
  expect(Object.fromEntries(told.map(({ id, intervals }) => [id, intervals]))).toEqual({
    'X-GRID': [[0, 72]],
    'F-PWR': [[0, 72.25]],
    // Half an hour of restart after power.
    'F-WTR': [[0, 72.75]],
    'F-CW': [[0, 72.75]],
    'F-IA': [[0, 72.5]],
    'F-STM': [[0, 74.25]],
    'F-SOLV': [[0, 73.25]],
    'F-EFF': [[0, 74.25]],
    'F-LOAD': [[0, 72.75]],
    // It lasts 0.1 h without cooling; its twelve hours of restart begin with the last of its needs, chlorine.
    'F-RX': [[0.1, 86.5]],
    'F-CL2': [[0.33, 74.5]],
    // Four hours after chlorine.
    'F-HYPO': [[0.25, 78.5]],
    // 72 h of stock at the customer's, out as the grid returns.
    'F-SUPPLY': [[72, 72.75]],
  })
  expect(functions).toHaveLength(47)
  expect(confidence.level).toBe('high')
})

test('in words: the time, the function, what it lacked, and what the plant does not say', async () => {
  const { out } = await run(
    processOutage,
    plant,
    '--unit',
    'OPS-DC1=0..30',
    '--unit',
    'OPS-DC2=0..30',
    '--unit',
    'OPS-PIW1=0..1',
  )
  expect(out).toMatch(/^ +0 h {2}F-OTAD .*: back at 30\.5 h; ".+" needs 1, without OPS-DC1, OPS-DC2$/m)
  expect(out).toContain('OPS-PIW1: no function says that it needs it')
  expect(out).toMatch(/^confidence of the model: \w+, \d+ functions of the site involved$/m)
})

test('W-11: both hypervisors lost stop control after the shift that is logged on, because logging on needs the directory', async () => {
  const { out } = await run(processOutage, plant, '--unit', 'OPS-HV1=0..72', '--unit', 'OPS-HV2=0..72')
  expect(out).toMatch(/^ +0 h {2}F-OTAD .*without F-VIRT$/m)
  expect(out).toMatch(/^ +12 h {2}F-DCS .*"logon" needs 1, without F-OTAD and its 12 h of stock is used up$/m)
})

test('units are ranked alone and in pairs; a pair names what neither costs alone', async () => {
  const alone = JSON.parse((await run(processContingency, plant, '--hours', '24', '--json')).out) as Ranking
  expect(alone).toMatchObject({ order: 1, compared: 99, leftOut: 0 })
  expect(alone.ranking.some(({ units }) => units[0] === 'PWR-REL1')).toBe(false)
  const { out } = await run(processContingency, plant, '--order', '2', '--hours', '24', '--json')
  const pairs = (JSON.parse(out) as Ranking).ranking.map(({ units }) => units.join(' + '))
  expect(pairs).toEqual(
    expect.arrayContaining(['PWR-REL1 + PWR-REL2', 'OPS-DC1 + OPS-DC2', 'PKG-CWP-VFD1 + PKG-CWP-VFD2']),
  )
  const words = await run(processContingency, plant, '--hours', '24', '--target', 'F-SUPPLY', '--progress')
  expect(words.out).toMatch(/^99 units, each out for 24 h: \d+ cost a target$/m)
  expect(words.err).toContain('64 of 99')
})

test('what the plant does not know is named with what was meant; what is no outage is bad usage', async () => {
  const unknown = await run(processOutage, plant, '--unit', 'F-PWRR=0..2')
  expect(unknown.code).toBe(1)
  expect(unknown.err).toContain('"F-PWRR" → did you mean F-PWR?')
  expect(await run(processContingency, plant, '--hours', '1', '--target', 'OPS-DC1')).toMatchObject({ code: 1 })
  expect(await run(processOutage, join(folder, 'none.json'), '--unit', 'A=0..1')).toMatchObject({ code: 1 })
  for (const bad of ['F-PWR', 'F-PWR=1', 'F-PWR=2..1', 'F-PWR=-1..2', 'F-PWR=0..1e999', '=0..1', 'F-PWR=0..1..2'])
    expect([bad, (await run(processOutage, plant, '--unit', bad)).code]).toEqual([bad, 2])
  for (const args of [[], ['--hours', 'x'], ['--hours', '1', '--order', '3']])
    expect((await run(processContingency, plant, ...args)).code).toBe(2)
  expect((await run(processOutage, plant)).code).toBe(2)
  writeFileSync(join(folder, 'broken.json'), '{"about":')
  expect((await run(processOutage, join(folder, 'broken.json'), '--unit', 'A=0..1')).code).toBe(2)
})

test('sectors that need each other: IIM-1 of the literature, the loss over time, and what is none', async () => {
  const file = join(folder, 'sectors.json')
  const base = {
    sectors: ['power', 'goods'],
    a: [
      [0, 0.8],
      [0.2, 0],
    ],
    c: [0, 0.6],
  }
  const write = (more: object) => writeFileSync(file, JSON.stringify({ ...base, ...more }))
  write({})
  const still = await run(processInoperability, file)
  expect([still.code, still.out]).toEqual([0, expect.stringMatching(/^ {2}0\.571 {2}power\n {2}0\.714 {2}goods\n/m)])
  write({ over: { k: [0.5, 0.5], q0: [0, 0.6], steps: 10 } })
  expect((await run(processInoperability, file)).out).toMatch(/power, \d+\.\d{4} lost over 10 steps/)
  write({
    a: [
      [0, 8],
      [2, 0],
    ],
  })
  const without = await run(processInoperability, file)
  expect([without.code, without.err]).toEqual([1, expect.stringContaining('no solution')])
  write({ c: [0] })
  expect(await run(processInoperability, file)).toMatchObject({ code: 2 })
  expect(await run(processInoperability, join(folder, 'none.json'))).toMatchObject({ code: 1 })
})
