import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { zonesRules, zonesRuleset } from '@penstock/cli/segmentation'
import { afterAll, expect, test, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penstock-rules-'))
afterAll(() => rmSync(folder, { recursive: true }))

function saved(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function run(
  command: typeof zonesRules,
  args: readonly string[],
): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await command(args)
  vi.restoreAllMocks()
  return { code, out: out.join(''), err: err.join('') }
}

const plant = saved('plant.json', loadWrenfieldWorksText())
const { firewallConfigs } = JSON.parse(loadWrenfieldWorksText()) as {
  firewallConfigs: readonly { readonly text: string }[]
}
const operations = saved('operations.conf', firewallConfigs[0]!.text)

test('rules beside a plant: the device by its name, findings with lines, what no conduit allows', async () => {
  const { code, out, err } = await run(zonesRules, [operations, '--plant', plant])
  expect([code, err]).toEqual([0, ''])
  expect(out).toContain('fortinet OPS-FW1, 13 rules, 0 statements not understood, 0 faults')
  expect(out).toContain('line 167: 9 was not used within the time that is asked (last hit on 2019-11-04)')
  expect(out).toContain('line 199: 12 lets every service through')
  expect(out).toContain('line 188: 11 licence activation: Z-OPS → Z-EXT: no conduit allows it')
  expect(out).toContain('line 199: 12 opc gateway: Z-OPS → Z-DCS: wider than C-05')
  expect(out).toContain('line 209: 13 weighbridge tickets: Z-PKG → Z-ENT: no conduit allows it')
  expect(out).toContain('line 167: 9: 10.20.20.70')
})

test('the proposal of a device comes back as rules that its conduits allow, in each format', async () => {
  for (const format of ['nftables', 'cisco-asa', 'neutral']) {
    const { code, out, err } = await run(zonesRuleset, [plant, '--format', format, '--device', 'SIS-FW1'])
    expect([code, err]).toEqual([
      0,
      'penstock: C-06: modbus-tcp 1, 2, 3, 4: only these function codes: a rule cannot say so, the device has to look into the protocol\n',
    ])
    const again = await run(zonesRules, [saved(format, out), '--plant', plant, '--device', 'SIS-FW1', '--json'])
    const { difference, findings, unknownCount, faultCount } = JSON.parse(again.out) as {
      difference: { rules: readonly { state: string }[]; conduitsWithoutRule: readonly string[] }
      findings: readonly object[]
      unknownCount: number
      faultCount: number
    }
    expect({ unknownCount, faultCount, findings }).toEqual({ unknownCount: 0, faultCount: 0, findings: [] })
    expect(difference.rules.map(({ state }) => state)).toEqual(['allowed'])
    expect(difference.conduitsWithoutRule).toEqual([])
  }
})

test('the neutral form is read as the configuration is', async () => {
  const { out } = await run(zonesRules, [operations, '--neutral'])
  const before = await told(operations)
  const after = await told(saved('neutral.json', out))
  expect(after).toEqual(before)
})

async function told(file: string): Promise<unknown> {
  const { out } = await run(zonesRules, [file, '--plant', plant, '--device', 'OPS-FW1', '--json'])
  const { file: _name, asideCount: _aside, ...rest } = JSON.parse(out) as Record<string, unknown>
  return rest
}

test.each([
  [
    'a text that is no configuration',
    [saved('prose', 'Dear all,\nplease open port 502.\n')],
    2,
    'say which it is with --dialect',
  ],
  ['no such file', [join(folder, 'nowhere')], 1, 'nowhere'],
  ['a device that the plant has not', [operations, '--plant', plant, '--device', 'X'], 2, 'has no asset X'],
  ['a capture without a plant', [operations, '--capture', operations], 2, 'usage: penstock zones rules'],
  ['an unknown dialect', [operations, '--dialect', 'checkpoint'], 2, 'usage: penstock zones rules'],
  ['a capture that is none', [operations, '--plant', plant, '--capture', operations], 2, 'no pcap or pcapng'],
])('%s', async (_, args, expected, said) => {
  const { code, err } = await run(zonesRules, args)
  expect(code).toBe(expected)
  expect(err).toContain(said)
})

test('a text in another dialect than said has no rules, and says so', async () => {
  const { code, out } = await run(zonesRules, [operations, '--dialect', 'nftables'])
  expect(code).toBe(0)
  expect(out).toContain('[firewall.no-rules]')
})

test('a format that is none is bad usage', async () => {
  expect((await run(zonesRuleset, [plant, '--format', 'checkpoint'])).code).toBe(2)
})
