import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { edrScope, edrStart } from '@penstock/cli/edr'
import { readCacao } from '@penstock/model/incidents'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

const MAIN = new URL('../main.ts', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'penstock-edr-'))
const plant = join(folder, 'plant.json')
beforeAll(() => writeFileSync(plant, loadWrenfieldWorksText()))
afterAll(() => rmSync(folder, { recursive: true }))

async function run(
  command: (args: readonly string[]) => Promise<number>,
  ...args: readonly string[]
): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  const code = await command(args)
  vi.restoreAllMocks()
  return { code, out: out.join(''), err: err.join('') }
}

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const CROWDSTRIKE = `Host ID,Hostname,Local IP,MAC Address,OS Version,Last Seen
d1,DMZ-JMP1,,00:00:5e:00:53:01,Windows Server 2019,2026-10-01T05:00:00Z
d2,ENT-WS-PLAN,,00:00:5e:00:53:02,Windows 11,2026-10-01T05:00:00Z
d3,LAPTOP-77,10.20.20.77,00:00:5e:00:53:03,Windows 11,2026-10-01T05:00:00Z
`
const DEFENDER = JSON.stringify([
  {
    id: 'm1',
    computerDnsName: 'dmz-jmp1.plant.example',
    osPlatform: 'WindowsServer2019',
    lastIpAddress: '192.0.2.7',
    lastSeen: '2026-10-01T05:00:00Z',
  },
  {
    id: 'm2',
    computerDnsName: 'ent-ws-plan.plant.example',
    osPlatform: 'Windows11',
    lastIpAddress: '192.0.2.8',
    lastSeen: '2026-10-01T05:00:00Z',
  },
  {
    id: 'm3',
    computerDnsName: 'laptop-77',
    osPlatform: 'Windows11',
    lastIpAddress: '10.20.20.77',
    lastSeen: '2026-10-01T05:00:00Z',
  },
])

test.each([
  ['CrowdStrike, CSV', 'hosts.csv', CROWDSTRIKE],
  ['Defender for Endpoint, JSON', 'hosts.json', DEFENDER],
])('[E06:2] an export alone gives the protected group, whatever product it is of: %s', async (_, name, text) => {
  const { code, out } = await run(edrScope, plant, '--hosts', file(name, text), '--json')
  expect(code).toBe(0)
  const { hosts, withoutAgent } = JSON.parse(out) as {
    readonly hosts: readonly { readonly group: string; readonly reasons: readonly { readonly kind: string }[] }[]
    readonly withoutAgent: readonly string[]
  }
  expect(hosts.map(({ group }) => group)).toEqual(['protected', 'standard', 'protected'])
  expect(hosts[2]!.reasons).toMatchObject([{ kind: 'subnet' }])
  expect(withoutAgent).toContain('OPS-EWS1')
})

test('in words: why each is protected, what is not registered, what has no agent', async () => {
  const { code, out } = await run(edrScope, plant, '--hosts', file('hosts.csv', CROWDSTRIKE))
  expect(code).toBe(0)
  expect(out).toContain('3 hosts: 2 protected (detect only), 1 standard, 1 not registered')
  expect(out).toMatch(/DMZ-JMP1 \(DMZ-JMP1\): .*on the way of RA-01.*shares with OT the account/)
  expect(out).toContain('LAPTOP-77: not registered, its address is in Z-OPS')
  expect(out).toMatch(/Z-DMZ: 1 with an agent, \d+ without/)
})

test.each([
  ['no hosts asked', [plant], 2, 'usage: penstock edr scope'],
  ['a file that is not there', [plant, '--hosts', join(folder, 'none.csv')], 1, 'there is no such file'],
  [
    'a list of leases, which are no hosts of such a product',
    [
      plant,
      '--hosts',
      file(
        'leases.csv',
        'IPAddress,ClientId,HostName,LeaseExpiryTime,AddressState\n10.0.0.1,00-00-5e-00-53-01,a,2026-10-02T00:00:00Z,Active\n',
      ),
    ],
    2,
    'no host of an endpoint product',
  ],
])('%s is refused', async (_, args, expected, says) => {
  const { code, err } = await run(edrScope, ...args)
  expect(code).toBe(expected)
  expect(err).toContain(says)
})

async function start(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  return await run(edrStart, ...args)
}

test('[E06:2] an export alone, with no sensor and no plant, gives hosts by how they stand to OT, the protected group and the first playbook', async () => {
  const hosts = file(
    'start.csv',
    `${CROWDSTRIKE}d4,JUMP-2,192.0.2.20,00:00:5e:00:53:04,Windows Server 2022,2026-10-01T05:00:00Z
d4,JUMP-2,10.20.20.9,00:00:5e:00:53:05,Windows Server 2022,2026-10-01T05:00:00Z
d5,OFFICE-5,192.0.2.50,00:00:5e:00:53:06,Windows 11,2026-10-01T05:00:00Z
`,
  )
  // The first step asks the one thing that no export says.
  const asked = await start('--hosts', hosts)
  expect(asked.code).toBe(2)
  expect(asked.out).toContain('--ot 10.20.20.0/24')
  // The second answers it, and is the last.
  const into = join(folder, 'edr')
  const { code, out } = await start('--hosts', hosts, '--ot', '10.20.20.0/24=Operations', '--out', into)
  expect(code).toBe(0)
  expect(out).toContain('5 hosts: 1 in OT, 1 in OT and outside at once, 1 outside, 2 without an address')
  expect(readFileSync(join(into, 'protected-group.txt'), 'utf8').split('\n').sort()).toEqual([
    ...['', 'DMZ-JMP1', 'ENT-WS-PLAN', 'JUMP-2', 'LAPTOP-77'],
  ])
  const table = readFileSync(join(into, 'hosts.csv'), 'utf8')
  expect(table).toMatch(/JUMP-2.*bridges.*Operations.*protected.*detect-only/)
  expect(table).toMatch(/OFFICE-5.*outside.*standard/)
  const playbook = readCacao(JSON.parse(readFileSync(join(into, 'playbook.json'), 'utf8')))
  expect(playbook).toMatchObject({ ok: true, value: { scenario: 'XD-01', model: 'federated' } })
})

/** Issue: an export alone gives hosts, protected group and first playbook within ten minutes of an empty install. */
const WITHIN_MS = 600_000

test(
  '[E06:3] from nothing but the program and two exports to hosts, protected group and first playbook: the time, printed and held',
  async () => {
    const empty = mkdtempSync(join(tmpdir(), 'penstock-empty-'))
    const hosts = [file('crowdstrike.csv', CROWDSTRIKE), file('defender.json', DEFENDER)]
    const type = async (...args: readonly string[]) => {
      const child = spawn(process.execPath, [MAIN, 'edr', 'start', ...args], {
        cwd: empty,
        env: { PATH: process.env['PATH'], HOME: empty },
      })
      const out: string[] = []
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk.toString()))
      const [code] = (await once(child, 'close')) as [number]
      return { code, out: out.join('') }
    }
    const begun = performance.now()
    const given = hosts.flatMap((path) => ['--hosts', path])
    // The program says which answer it needs; the person types what it printed.
    const asked = await type(...given)
    expect([asked.code, asked.out]).toEqual([2, expect.stringContaining('--ot 10.20.20.0/24')])
    const { code, out } = await type(...given, '--ot', '10.20.20.0/24', '--out', 'edr')
    const tookMs = performance.now() - begun
    console.log(
      `edr start: hosts, protected group and first playbook ${(tookMs / 1000).toFixed(1)} s after an empty folder`,
    )
    expect([code, out]).toEqual([0, expect.stringContaining('hosts:')])
    expect(readdirSync(join(empty, 'edr')).toSorted()).toEqual(['hosts.csv', 'playbook.json', 'protected-group.txt'])
    expect(readFileSync(join(empty, 'edr', 'protected-group.txt'), 'utf8').toLowerCase()).toContain('laptop-77')
    expect(tookMs).toBeLessThan(WITHIN_MS)
    rmSync(empty, { recursive: true })
  },
  WITHIN_MS,
)

test.each([
  ['no hosts', [], 2, 'usage: penstock edr start'],
  ['a network that is none', ['--hosts', 'x', '--ot', '10.20.0.0'], 2, '--ot 10.20.0.0: a subnet'],
  ['a model that is none', ['--hosts', 'x', '--model', 'central'], 2, 'usage: penstock edr start'],
  ['a file that is not there', ['--hosts', join(folder, 'none.csv')], 1, 'there is no such file'],
])('edr start with %s is refused', async (_, args, expected, says) => {
  const { code, err } = await start(...args)
  expect(code).toBe(expected)
  expect(err).toContain(says)
})
