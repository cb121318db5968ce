import { expect, test } from 'vitest'
import { type PlantedTree, plantedTree } from './planted-tree.ts'
import { judgeCruise, wallsGate } from './walls.ts'

/** A clean tree: doors, order, a catalog door with `@`, tests that use testkit and encoders. */
const CLEAN = {
  'packages/model/src/kernel/index.ts': "export { z } from 'zod'\nexport const one = 1\n",
  'packages/model/src/plant/index.ts': "export { one } from '@penstock/model/kernel'\n",
  'packages/model/src/zones/index.ts': "export { one } from '@penstock/model/plant'\n",
  'packages/model/src/zones/zones.test.ts': "import { plants } from '@penstock/testkit/plants'\nplants()\n",
  'packages/catalogs/src/wrenfield-works@2/index.ts': "export { one } from '@penstock/model/plant'\n",
  'packages/catalogs/src/ids/index.ts': "export type CatalogId = 'wrenfield-works@2'\n",
  'packages/contract/src/plant/index.ts': "export type { CatalogId } from '@penstock/catalogs/ids'\n",
  'packages/sensor/src/flow/index.ts': 'export const flow = 1\n',
  'packages/sensor/src/protocols/modbus/index.ts':
    "export { flow } from '@penstock/sensor/flow'\nexport { bytes } from './decode.ts'\n",
  'packages/sensor/src/protocols/modbus/decode.ts': 'export const bytes = 7\n',
  'packages/sensor/src/protocols/modbus/decode.test.ts':
    "import { encode } from '@penstock/sensor/encoders'\nencode()\n",
  'packages/sensor/src/observe/index.ts': "export { bytes } from '@penstock/sensor/protocols/modbus'\n",
  'packages/sensor/src/encoders/index.ts': 'export function encode() {}\n',
  'packages/sensor/src/traffic/index.ts': "export { encode } from '@penstock/sensor/encoders'\n",
  'packages/store/src/state/index.ts': "export { one } from '@penstock/model/kernel'\n",
  'packages/server/src/zones/index.ts':
    "export * from '@penstock/catalogs/wrenfield-works@2'\nexport * from '@penstock/store/state'\n",
  'packages/web/src/zones/index.ts': "export * from '@penstock/contract/plant'\n",
  'packages/cli/src/serve/index.ts':
    "export * from '@penstock/server/zones'\nexport * from '@penstock/sensor/observe'\n",
  'packages/testkit/src/plants/index.ts': "export { one } from '@penstock/model/kernel'\nexport function plants() {}\n",
  'scripts/say.ts': "import { one } from '@penstock/model/kernel'\none.toFixed()\n",
} as const

/** One planted fault: what is added to the clean tree, and the line it must bring. */
const FAULTS: readonly {
  readonly rule: string
  readonly from: string
  readonly imports: string
  readonly to: string
}[] = [
  fault('wall-model', 'packages/model/src/assets/a.ts', '@penstock/sensor/flow', 'packages/sensor/src/flow/index.ts'),
  fault(
    'wall-catalogs',
    'packages/catalogs/src/b/b.ts',
    '@penstock/contract/plant',
    'packages/contract/src/plant/index.ts',
  ),
  fault(
    'wall-contract',
    'packages/contract/src/zones/c.ts',
    '@penstock/catalogs/wrenfield-works@2',
    'packages/catalogs/src/wrenfield-works@2/index.ts',
  ),
  fault('wall-sensor', 'packages/sensor/src/link/d.ts', '@penstock/store/state', 'packages/store/src/state/index.ts'),
  fault('wall-store', 'packages/store/src/bus/e.ts', '@penstock/sensor/flow', 'packages/sensor/src/flow/index.ts'),
  fault('wall-server', 'packages/server/src/jobs/f.ts', '@penstock/sensor/flow', 'packages/sensor/src/flow/index.ts'),
  fault('wall-web', 'packages/web/src/home/g.ts', '@penstock/store/state', 'packages/store/src/state/index.ts'),
  fault('wall-web', 'packages/web/src/home/h.ts', '@penstock/catalogs/ids', 'packages/catalogs/src/ids/index.ts'),
  fault('wall-cli', 'packages/cli/src/serve/i.ts', '@penstock/web/zones', 'packages/web/src/zones/index.ts'),
  fault(
    'wall-testkit',
    'packages/testkit/src/clock/j.ts',
    '@penstock/server/zones',
    'packages/server/src/zones/index.ts',
  ),
  fault(
    'nobody-imports-cli',
    'packages/server/src/jobs/k.test.ts',
    '@penstock/cli/serve',
    'packages/cli/src/serve/index.ts',
  ),
  fault(
    'testkit-in-tests-only',
    'packages/server/src/jobs/l.ts',
    '@penstock/testkit/plants',
    'packages/testkit/src/plants/index.ts',
  ),
  fault('order-kernel', 'packages/model/src/kernel/m.ts', '@penstock/model/zones', 'packages/model/src/zones/index.ts'),
  fault('order-plant', 'packages/store/src/plant/n.ts', '@penstock/model/zones', 'packages/model/src/zones/index.ts'),
  fault(
    'door-within-package',
    'packages/model/src/zones/o.ts',
    '../plant/inner.ts',
    'packages/model/src/plant/inner.ts',
  ),
  fault(
    'door-of-package',
    'packages/store/src/bus/p.ts',
    '../../../model/src/plant/inner.ts',
    'packages/model/src/plant/inner.ts',
  ),
  fault('door-of-package', 'scripts/q.ts', '../packages/model/src/plant/inner.ts', 'packages/model/src/plant/inner.ts'),
  fault('room-by-name', 'packages/model/src/zones/r.ts', '../plant/index.ts', 'packages/model/src/plant/index.ts'),
  fault(
    'door-of-protocol',
    'packages/sensor/src/protocols/s7comm/s.ts',
    '../modbus/decode.ts',
    'packages/sensor/src/protocols/modbus/decode.ts',
  ),
  fault('model-imports-zod-only', 'packages/model/src/zones/t.ts', 'kysely', 'kysely'),
  fault(
    'encoders-apart-from-decoders',
    'packages/sensor/src/encoders/u.ts',
    '@penstock/sensor/protocols/modbus',
    'packages/sensor/src/protocols/modbus/index.ts',
  ),
  fault(
    'encoders-apart-from-decoders',
    'packages/sensor/src/traffic/v.ts',
    '@penstock/sensor/flow',
    'packages/sensor/src/flow/index.ts',
  ),
  fault(
    'decoders-apart-from-encoders',
    'packages/sensor/src/protocols/modbus/w.ts',
    '@penstock/sensor/encoders',
    'packages/sensor/src/encoders/index.ts',
  ),
  fault('sources-import-no-tooling', 'packages/cli/src/serve/x.ts', '../../../../scripts/say.ts', 'scripts/say.ts'),
  fault('unresolved', 'packages/store/src/bus/y.ts', '@penstock/model/nowhere', '@penstock/model/nowhere'),
  fault('cycle', 'packages/store/src/bus/z1.ts', './z2.ts', 'packages/store/src/bus/z2.ts'),
  fault('undeclared-package', 'packages/sensor/src/link/aa.ts', 'vitest', 'vitest'),
]

function fault(rule: string, from: string, imports: string, to: string) {
  return { rule, from, imports, to }
}

function planted(): PlantedTree {
  const tree = plantedTree(CLEAN)
  tree.plant({
    'packages/model/src/plant/inner.ts': 'export const inner = 1\n',
    'packages/store/src/bus/z2.ts': "import './z1.ts'\n",
    'packages/store/src/ring-a/index.ts': "import '@penstock/store/ring-b'\n",
    'packages/store/src/ring-b/index.ts': 'export {}\n',
    'packages/store/src/ring-b/back.ts': "import '@penstock/store/ring-a'\n",
  })
  for (const { from, imports } of FAULTS) tree.plant({ [from]: `import '${imports}'\n` })
  return tree
}

test('a clean tree is held, with every file seen', () => {
  using tree = plantedTree(CLEAN)
  const { report, ...rest } = wallsGate.judge(tree.folder)
  expect(report).toBe('')
  expect(rest).toEqual({ isHeld: true, filesSeen: Object.keys(CLEAN).length, files: Object.keys(CLEAN).length })
})

test('each planted fault is found, by its own rule and in its own file', () => {
  using tree = planted()
  const { isHeld, report } = wallsGate.judge(tree.folder)
  const lines = report.trim().split('\n')
  expect(isHeld).toBe(false)
  const unfound = FAULTS.filter(
    ({ rule, from, to }) =>
      !lines.some((line) => line.startsWith(`${rule}: ${from} -> `) && line.includes(to, line.indexOf(' -> '))),
  )
  expect(unfound, report).toEqual([])
  const circles = lines.filter((line) => line.startsWith('room-circle'))
  expect(circles).toContain('room-circle: store/ring-a -> store/ring-b -> store/ring-a')
  const unplanted = lines.filter((line) => !circles.includes(line) && !FAULTS.some(({ from }) => line.includes(from)))
  expect(unplanted).toEqual([])
})

test('a cruise of nothing is no cruise', () => {
  using tree = plantedTree({ 'packages/model/src/.keep': '' })
  expect(wallsGate.judge(tree.folder)).toMatchObject({ isHeld: false, filesSeen: 0 })
})

test('modules that the cruiser did not name, or dependencies that it did not follow, fail the gate', () => {
  const summary = { error: 0, totalDependenciesCruised: 1, violations: [] }
  const modules = [{ source: 'packages/a/src/b/c.ts', dependencies: [] }]
  expect(judgeCruise({ modules, summary }, ['packages/a/src/b/c.ts']).isHeld).toBe(true)
  expect(judgeCruise({ modules, summary }, ['packages/a/src/b/c.ts', 'packages/a/src/b/d.tsx']).isHeld).toBe(false)
  const blind = { modules, summary: { ...summary, totalDependenciesCruised: 0 } }
  expect(judgeCruise(blind, ['packages/a/src/b/c.ts']).isHeld).toBe(false)
})
