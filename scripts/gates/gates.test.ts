import { expect, test } from 'vitest'
import { formatGate } from './format.ts'
import type { Gate } from './gate.ts'
import { lintGate } from './lint.ts'
import { manners } from './manners.ts'
import { plantedTree } from './planted-tree.ts'
import { typesGate } from './types.ts'
import { unusedGate } from './unused.ts'

const KERNEL = 'packages/model/src/kernel/index.ts'
/** The least that every gate accepts; workspaces without a source would be unused dependencies. */
const CLEAN = { [KERNEL]: "// The kernel.\nexport { z } from 'zod'\n" }

/** A tree that holds `model` alone, with the faults. */
function judge(gate: Gate, files: Readonly<Record<string, string>>) {
  using tree = plantedTree({ ...CLEAN, ...files })
  tree.plant({
    'package.json': `${JSON.stringify({ name: 'planted', private: true, workspaces: ['packages/model'] }, null, 2)}\n`,
    'knip.json':
      '{ "workspaces": { ".": { "entry": [".dependency-cruiser.mjs"] }, "packages/model": { "entry": ["src/*/index.ts"] } } }\n',
    'tsconfig.json': '{ "files": [], "references": [{ "path": "packages/model" }] }\n',
  })
  return gate.judge(tree.folder)
}

test.each([typesGate, formatGate, lintGate, unusedGate, manners])('$name: a clean tree is held', (gate) => {
  const { isHeld, files, report } = judge(gate, {})
  expect(isHeld, report).toBe(true)
  expect(files).toBe(1)
})

test.each([typesGate, formatGate, lintGate, unusedGate, manners])(
  '$name: a tree without sources is not held',
  (gate) => {
    using tree = plantedTree({})
    expect(gate.judge(tree.folder).isHeld).toBe(false)
  },
)

const model = (name: string) => `packages/model/src/kernel/${name}`

test.each([
  { gate: typesGate, fault: 'a wrong type', text: "export const one: number = 'one'\n", says: 'TS2322' },
  { gate: typesGate, fault: 'the console in the core', text: "console.log('x')\nexport {}\n", says: "'console'" },
  { gate: typesGate, fault: 'an enum', text: 'export enum A { B }\n', says: 'TS1294' },
  { gate: typesGate, fault: 'an index that may miss', text: 'export const a: number = [1][0]\n', says: 'TS2322' },
  { gate: formatGate, fault: 'a format', text: 'export const a = {b:1}\n', says: 'format' },
  { gate: formatGate, fault: 'a default export', text: 'const a = 1\nexport default a\n', says: 'noDefaultExport' },
  { gate: formatGate, fault: 'any', text: 'export const a = (b: any) => b\n', says: 'noExplicitAny' },
  {
    gate: formatGate,
    fault: 'the clock in the core',
    text: 'export const a = () => Date.now()\n',
    says: 'noRestrictedGl',
  },
  { gate: formatGate, fault: 'Node in the core', text: "export { sep } from 'node:path'\n", says: 'noNodejsModules' },
  { gate: formatGate, fault: 'an unused value', text: 'const a = 1\nexport {}\n', says: 'noUnusedVariables' },
  { gate: formatGate, fault: 'a path without .ts', text: "export { z } from './index'\n", says: 'useImportExtensions' },
  {
    gate: formatGate,
    fault: 'a value import of a type',
    says: 'useImportType',
    text: "import { ZodType } from 'zod'\n\nexport type A = ZodType\n",
  },
  {
    gate: lintGate,
    fault: 'a promise that nobody awaits',
    text: 'export function a() {\n  Promise.resolve(1)\n}\n',
    says: 'no-floating-promises',
  },
  {
    gate: lintGate,
    fault: 'a switch that misses a case',
    text: "export function a(b: 'c' | 'd') {\n  switch (b) {\n    case 'c':\n      return 1\n  }\n}\n",
    says: 'switch-exhaustiveness',
  },
  {
    gate: lintGate,
    fault: 'unchecked input',
    text: "export const a: string = JSON.parse('1')\n",
    says: 'no-unsafe-assignment',
  },
  {
    gate: lintGate,
    fault: 'numbers sorted as text',
    text: 'export const a = [2, 10].sort()\n',
    says: 'require-array-sort',
  },
  { gate: unusedGate, fault: 'a file that nothing imports', text: 'export const a = 1\n', says: 'Unused files' },
  { gate: manners, fault: 'no header', text: 'export const a = 1\n', says: 'no header comment' },
  { gate: manners, fault: 'a TODO without an issue', text: '// A.\n// TODO later\n', says: 'issue number' },
  { gate: manners, fault: 'a page that is elsewhere', text: '// A, as DESIGN.md says.\n', says: 'DESIGN.md is not in' },
  {
    gate: manners,
    fault: 'randomness in the core',
    text: '// A.\nexport const a = Math.random()\n',
    says: 'randomness',
  },
])('$gate.name: $fault is found', ({ gate, text, says }) => {
  const { isHeld, report } = judge(gate, { [model('planted.ts')]: text })
  expect(report).toContain(says)
  expect(isHeld).toBe(false)
})

test.each([
  {
    gate: formatGate,
    fault: 'a snake_case name',
    path: model('snake_case.ts'),
    says: 'useFilenamingConvention',
  },
  { gate: manners, fault: 'a vague name', path: model('helpers.ts'), says: 'name what it does' },
  { gate: manners, fault: 'a room without a door', path: 'packages/model/src/plant/a.ts', says: 'without a door' },
])('$gate.name: $fault is found', ({ gate, path, says }) => {
  const { isHeld, report } = judge(gate, { [path]: '// A.\nexport const a = 1\n' })
  expect(report).toContain(says)
  expect(isHeld).toBe(false)
})

test('unused: a dependency that nothing imports is found', () => {
  expect(judge(unusedGate, { [KERNEL]: '// The kernel.\nexport const a = 1\n' }).report).toContain(
    'Unused dependencies',
  )
})

test('manners: a room README past forty lines is found', () => {
  const readme = { 'packages/model/src/kernel/README.md': 'line\n'.repeat(41) }
  expect(judge(manners, readme).report).toContain('41 lines')
})

test('types: a source in no project is found', () => {
  expect(judge(typesGate, { 'packages/web/src/home/index.ts': '// Home.\nexport {}\n' }).report).toContain(
    'in no project',
  )
})
