import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { manners } from '../gates/manners.ts'
import { type PlantedTree, plantedTree } from '../gates/planted-tree.ts'
import { sqlOwnershipGate } from '../gates/sql-ownership.ts'
import { wallsGate } from '../gates/walls.ts'
import { formatFiles } from './format.ts'
import { nameOf } from './name.ts'
import { makeProtocol } from './protocol.ts'
import { makeRoom } from './room.ts'

const MINE = /spare-parts|contract\/src\/(catalogue|problems)/
const PROTOCOL = /acme-link|protocols\/(ids|readers)/
const HOUSE = fileURLToPath(new URL('../..', import.meta.url))

/** A copy of the repository's packages, without the web's. */
function copiedTree(): PlantedTree {
  const tree = plantedTree({})
  for (const name of ['model', 'catalogs', 'contract', 'sensor', 'store', 'server', 'testkit']) {
    cpSync(join(HOUSE, 'packages', name), join(tree.folder, 'packages', name), { recursive: true })
  }
  cpSync(join(HOUSE, 'vitest.config.ts'), join(tree.folder, 'vitest.config.ts'))
  return tree
}

function run(tree: PlantedTree, script: string, args: readonly string[]): { status: number | null; output: string } {
  const done = spawnSync(process.execPath, [join(HOUSE, 'node_modules', script), ...args], {
    cwd: tree.folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  return { status: done.status, output: done.stdout + done.stderr }
}

/** Lines of a report that name `words`: faults that stand elsewhere in the copied packages are for other tests. */
function complaints(report: string, words: RegExp): readonly string[] {
  return report.split('\n').filter((line) => words.test(line))
}

test('a new room compiles, passes its test, keeps the gates, and is registered', () => {
  using tree = copiedTree()
  const written = makeRoom(tree.folder, nameOf('spare-parts'), 'assets')
  formatFiles(tree.folder, written)
  expect(
    written
      .filter((path) => path.startsWith('packages/server/src/spare-parts/'))
      .map((path) => path.slice(32))
      .sort(),
  ).toEqual(['README.md', 'errors.ts', 'index.ts', 'queries.ts', 'routes.ts', 'service.ts'])
  expect(complaints(run(tree, 'typescript-7/bin/tsc', ['-b', 'packages/server']).output, MINE)).toEqual([])
  for (const name of ['model', 'contract', 'server']) {
    expect(readFileSync(join(tree.folder, `build/types/${name}.tsbuildinfo`), 'utf8')).toContain('/src/spare-parts/')
  }
  const tests = ['packages/model/src/spare-parts', 'packages/contract/src/catalogue']
  const { status, output } = run(tree, 'vitest/vitest.mjs', ['run', '--project', 'unit', ...tests])
  expect(status, output).toBe(0)
  expect(output).toMatch(/2 passed/)
  for (const gate of [wallsGate, manners, sqlOwnershipGate]) {
    expect(complaints(gate.judge(tree.folder).report, MINE)).toEqual([])
  }
  const order = readFileSync(join(tree.folder, '.dependency-cruiser.mjs'), 'utf8')
  expect(order).toMatch(/'assets',\n {2}'spare-parts',\n {2}'/)
  expect(readFileSync(join(tree.folder, 'packages/contract/src/catalogue/index.ts'), 'utf8')).toMatch(
    /\n {2}spareParts,\n {2}[a-zA-Z]+,\n/,
  )
}, 240_000)

test('a new room may come last', () => {
  using tree = copiedTree()
  formatFiles(tree.folder, makeRoom(tree.folder, nameOf('forecasts'), 'reports'))
  expect(readFileSync(join(tree.folder, '.dependency-cruiser.mjs'), 'utf8')).toMatch(/'reports',\n {2}'forecasts',\n\]/)
})

test('a room that is there, or a place that is none, writes nothing', () => {
  using tree = copiedTree()
  expect(() => makeRoom(tree.folder, nameOf('zones'), 'assets')).toThrow('already has its place')
  expect(() => makeRoom(tree.folder, nameOf('access'), 'assets')).toThrow('already there')
  expect(() => makeRoom(tree.folder, nameOf('spare-parts'), 'cellar')).toThrow('--after takes one of')
  expect(existsSync(join(tree.folder, 'packages/model/src/access'))).toBe(false)
  expect(existsSync(join(tree.folder, 'packages/model/src/spare-parts'))).toBe(false)
})

test.each([undefined, '', 'Zones', 'spare_parts', '-a', 'a-', '2parts', 'a/b', '../a', 'x'.repeat(31)])(
  '%j is no name',
  (text) => {
    expect(() => nameOf(text)).toThrow('a name is lower case')
  },
)

test.each(['utils', 'pump-helpers', 'common', 'index'])('%s says nothing', (text) => {
  expect(() => nameOf(text)).toThrow('does not say what it does')
})

/** Writes a capture of one request and its answer, and reads it with the sensor. */
const TRY = `
import { writeFileSync } from 'node:fs'
import { pcapHeader, pcapRecord, TcpConversation } from '@penstock/sensor/encoders'
import { readCaptures } from '@penstock/sensor/report'
const end = (at: number, port: number) => ({ mac: '02:00:00:00:00:0' + at, ip: '10.0.0.' + at, port })
const talk = new TcpConversation(end(1, 49152), end(2, 9999))
const frames = [
  ...talk.open(),
  ...talk.send('client', Uint8Array.of(0x9d, 2, 0, 1, 7)),
  ...talk.send('server', Uint8Array.of(0x9d, 0x82, 0, 0)),
]
const records = frames.map((frame, n) => pcapRecord(1_790_000_000_000_000 + n * 1000, frame))
writeFileSync('try.pcap', Buffer.concat([pcapHeader(), ...records]))
const { conversations, operations, anomalies } = readCaptures(['try.pcap'])
console.log(JSON.stringify({ conversations, operations, anomalies }))
`

test('a name has five spellings', () => {
  expect(nameOf('spare-parts')).toEqual({
    kebab: 'spare-parts',
    camel: 'spareParts',
    pascal: 'SpareParts',
    constant: 'SPARE_PARTS',
    title: 'Spare parts',
  })
})

test('a new protocol compiles, passes its test, keeps the gates, and and is heard by the sensor', () => {
  using tree = copiedTree()
  const written = makeProtocol(tree.folder, nameOf('acme-link'))
  formatFiles(tree.folder, written)
  expect(complaints(run(tree, 'typescript-7/bin/tsc', ['-b', 'packages/sensor']).output, PROTOCOL)).toEqual([])
  expect(readFileSync(join(tree.folder, 'build/types/sensor.tsbuildinfo'), 'utf8')).toContain('/protocols/acme-link/')
  const test = 'packages/sensor/src/protocols/acme-link'
  const { status, output } = run(tree, 'vitest/vitest.mjs', ['run', '--project', 'unit', test])
  expect(status, output).toBe(0)
  for (const gate of [wallsGate, manners]) {
    expect(complaints(gate.judge(tree.folder).report, /acme-link/)).toEqual([])
  }
  const ids = readFileSync(join(tree.folder, 'packages/sensor/src/protocols/ids.ts'), 'utf8')
  const number = Number(/export const ACME_LINK = (\d+)/.exec(ids)?.[1])
  const names = /const NAMES.* = \[\n([\s\S]*?)^\]/m.exec(ids)?.[1]?.trim().split('\n') ?? []
  expect(names[number]?.trim()).toBe("'acme-link',")
  tree.plant({ 'try.ts': TRY })
  const heard = spawnSync(process.execPath, ['try.ts'], { cwd: tree.folder, encoding: 'utf8' })
  expect(JSON.parse(heard.stdout || heard.stderr)).toMatchObject({
    conversations: [
      {
        client: '10.0.0.1',
        server: '10.0.0.2',
        protocol: 'acme-link',
        functions: [{ code: '2', name: 'Write', kind: 'write', count: 1 }],
      },
    ],
    operations: [{ protocol: 'acme-link', kind: 'write', name: 'Write' }],
    anomalies: [],
  })
  expect(() => makeProtocol(tree.folder, nameOf('acme-link'))).toThrow('already has a number')
  expect(() => makeProtocol(tree.folder, nameOf('modbus'))).toThrow('already')
}, 240_000)

test('the commands write into the folder that they are called in, and refuse with 2', () => {
  using tree = copiedTree()
  const call = (args: readonly string[]) => {
    const [script = '', ...rest] = args
    return spawnSync(process.execPath, [join(HOUSE, 'scripts', script), ...rest], {
      cwd: tree.folder,
      encoding: 'utf8',
    })
  }
  expect(call(['new-room.ts', 'spare-parts', '--after', 'assets'])).toMatchObject({ status: 0 })
  expect(call(['new-room.ts', 'spare-parts'])).toMatchObject({ status: 2 })
  expect(call(['new-room.ts', 'Spare Parts']).stderr).toContain('new:room: a name is lower case')
  expect(call(['new-protocol.ts', 'acme-link']).stdout).toContain('packages/sensor/src/protocols/acme-link/decode.ts')
  expect(call(['new-protocol.ts'])).toMatchObject({ status: 2 })
})
