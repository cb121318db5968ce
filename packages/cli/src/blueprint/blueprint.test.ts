import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import {
  blueprintCheck,
  blueprintCloud,
  blueprintDraw,
  blueprintLink,
  blueprintMonitoring,
} from '@penstock/cli/blueprint'
import { afterAll, expect, test, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penstock-blueprint-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}
const text = loadWrenfieldWorksText()
const plant = file('plant.json', text)

async function run(
  command: (args: readonly string[]) => Promise<number>,
  args: readonly string[],
): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((said) => out.push(String(said)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((said) => err.push(String(said)) > 0)
  const code = await command(args)
  vi.restoreAllMocks()
  return { code, out: out.join(''), err: err.join('') }
}

interface Draft {
  placements: { asset: string; zone: string; also?: string[] }[]
  [key: string]: unknown
}

async function drawn(): Promise<Draft> {
  return JSON.parse((await run(blueprintDraw, [plant])).out) as Draft
}

test('a drawn blueprint holds, and an asset that the plant puts elsewhere is the one deviation', async () => {
  const target = file('target.json', await drawn())
  const first = await run(blueprintCheck, [plant, target])
  expect(first.code).toBe(0)
  expect(first.out).toMatch(
    /^2 deviations; [^\n]*\n {2}conduit-unplanned C-07: [^\n]*\n {2}conduit-unplanned C-15: [^\n]*\n$/,
  )
  const parsed = JSON.parse(text) as { assets: { id: string; zone: string; ip: string; interfaces: object[] }[] }
  const recorder = parsed.assets.find(({ id }) => id === 'PHY-NVR1')!
  const card = { ...recorder.interfaces[0], ip: '10.10.3.10', zone: 'Z-ENT' }
  Object.assign(recorder, { zone: 'Z-ENT', ip: '10.10.3.10', interfaces: [card] })
  const said = await run(blueprintCheck, [file('moved.json', parsed), target])
  expect(said.err).toBe('')
  expect(said.out).toMatch(
    /^3 deviations; [^\n]*\n {2}asset-elsewhere PHY-NVR1: name [^\n]*; planned Z-PHY; stands Z-ENT/,
  )
})

test('stages are told with each part, as of a day', async () => {
  const draft = await drawn()
  const stage = { id: 'ST-1', name: 'Station apart', owner: 'automation', due: '2026-12-31', proves: 'one card' }
  const target = file('staged.json', {
    ...draft,
    placements: draft.placements.map((one) => (one.asset === 'SIS-EWS1' ? { asset: one.asset, zone: one.zone } : one)),
    stages: [{ ...stage, moves: ['SIS-EWS1'] }],
  })
  const { out } = await run(blueprintCheck, [plant, target, '--day', '2027-01-01'])
  expect(out).toContain('asset-in-more-zones SIS-EWS1')
  expect(out).toMatch(/asset-in-more-zones SIS-EWS1: [^\n]*\[ST-1\]/)
  expect(out).toContain('stage ST-1: open, overdue\n  open move SIS-EWS1: asset-in-more-zones\n')
  const { stages } = JSON.parse((await run(blueprintCheck, [plant, target, '--json'])).out) as { stages: object[] }
  expect(stages).toMatchObject([{ id: 'ST-1', state: 'open', isOverdue: false }])
})

test('a file that is not there, is no blueprint or is asked wrongly is refused with what to do', async () => {
  expect(await run(blueprintCheck, [plant, join(folder, 'absent.json')])).toMatchObject({ code: 1 })
  const broken = await run(blueprintCheck, [plant, file('broken.json', { ...(await drawn()), zones: 'none' })])
  expect([broken.code, broken.err]).toEqual([2, expect.stringContaining('zones: Invalid input')])
  expect(await run(blueprintCheck, [plant])).toMatchObject({
    code: 2,
    err: expect.stringContaining('usage:') as string,
  })
  const day = await run(blueprintCheck, [plant, file('t.json', await drawn()), '--day', 'soon'])
  expect([day.code, day.err]).toEqual([2, expect.stringContaining('soon is no day')])
})

const link = (from: string, to: string, protocol: string, ...more: string[]) =>
  run(blueprintLink, [plant, '--from', from, '--to', to, '--protocol', protocol, ...more])

test('[D08:2] a planned link into control is refused with its way, one outwards is not, one that stands is said to stand', async () => {
  const refused = await link('ENT-ERP1', 'OPS-BAT1', 'https')
  expect([refused.code, refused.err]).toEqual([1, ''])
  expect(refused.out).toContain('refused, it opens a way to a control zone that is not there today')
  expect(refused.out).toContain('to DCS-FCS1 in Z-DCS: ENT-ERP1 → OPS-BAT1 → DCS-FCS1, effort 8, across planned, C-05')
  expect(refused.out).toContain('[conduits[id=C-05].protocols, conduits[id=C-05].direction]')
  const outwards = await link('DMZ-PIR1', 'EXT-TALK2M', 'https', '--json')
  expect([outwards.code, JSON.parse(outwards.out)]).toEqual([0, expect.objectContaining({ verdict: 'no-new-way' })])
  const standing = await link('OPS-KEP1', 'PKG-BLR-PLC', 's7comm')
  expect([standing.code, standing.out]).toEqual([
    0,
    expect.stringContaining('permitted today by C-09; nothing changes'),
  ])
  const strange = await link('ENT-ERP', 'OPS-BAT1', 'https')
  expect([strange.code, strange.err]).toEqual([1, 'penstock: the plant has no asset ENT-ERP; did you mean ENT-ERP1?\n'])
})

test('[D10:2] the monitoring design tells sensors, coverage, blind spots and logs; a zone that is not there is refused', async () => {
  const { code, out } = await run(blueprintMonitoring, [plant, '--sensor', 'Z-OPS'])
  expect(code).toBe(0)
  expect(out).toMatch(/^\d+ sensors hear every conduit and every zone with talk inside \(fewest, exact\)\n/)
  expect(out).toContain('  Z-OPS: mirror at OPS-SW1, OPS-SW2; ')
  expect(out).toContain('  no-sensor (gravity 4): ')
  expect(out).toContain('    engineering: OPS-EWS1, OPS-EWS2 (against ')
  const strange = await run(blueprintMonitoring, [plant, '--sensor', 'Z-OSP'])
  expect([strange.code, strange.err]).toEqual([1, 'penstock: the plant has no zone Z-OSP; did you mean Z-OPS?\n'])
})

test('[D08:2] cloud services are told with what their loss stops after the hold-up', async () => {
  const parsed = JSON.parse(text) as { cloudServices: object[] }
  const neededBy = [{ function: 'F-BATCH', holdUpH: 6 }]
  Object.assign(parsed.cloudServices[1]!, { zone: 'Z-EXT', domain: 'it', neededBy })
  const { code, out } = await run(blueprintCloud, [file('cloud.json', parsed)])
  expect(code).toBe(0)
  expect(out).toContain(
    'CLD-2 Mail, documents and calls, (office suite); zone Z-EXT, it\n  F-BATCH holds out 6 h\n  after 6 h: F-BATCH ',
  )
  expect(out).toContain(
    'CLD-3 Backup vault, (storage); zone unknown, domain unknown\n  no function says that it needs it\n',
  )
})
