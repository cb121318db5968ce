import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { plantedTree } from './gates/planted-tree.ts'

const HOUSE = fileURLToPath(new URL('..', import.meta.url))

/** Runs Vitest on one planted test file under our reporter; `CI` as given. */
function run(text: string, isCi: boolean): { readonly status: number | null; readonly lines: readonly string[] } {
  using tree = plantedTree({ 'a.test.ts': `import { expect, test } from 'vitest'\n${text}` })
  const { CI: _, ...environment } = process.env
  const done = spawnSync(
    process.execPath,
    [
      `${HOUSE}node_modules/vitest/vitest.mjs`,
      'run',
      '--root',
      tree.folder,
      `--reporter=${HOUSE}scripts/closing-line.ts`,
    ],
    { cwd: tree.folder, encoding: 'utf8', env: { ...environment, NO_COLOR: '1', ...(isCi ? { CI: 'true' } : {}) } },
  )
  return { status: done.status, lines: done.stdout.trimEnd().split('\n') }
}

const PASS = "test('one', () => expect(1).toBe(1))\n"
const skip = (reason: string) => `test('away', ({ skip }) => skip('${reason}'))\n`

test('the last line counts, and stands alone', () => {
  const { status, lines } = run(`${PASS}test('two', () => expect(1).toBe(2))\n${skip('../shared is absent')}`, false)
  expect(lines.slice(-3)).toEqual(['skipped: away: ../shared is absent', '', '1 passed, 1 failed, 1 skipped'])
  expect(status).toBe(1)
})

test('a file that does not load counts as one failure', () => {
  const { status, lines } = run("throw new Error('no')\n", false)
  expect(lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped')
  expect(status).toBe(1)
})

test.each([
  { reason: '../shared is absent', isCi: true, status: 0 },
  { reason: 'optional program LibreOffice is absent', isCi: true, status: 0 },
  { reason: 'PostgreSQL is absent', isCi: true, status: 1 },
  { reason: 'PostgreSQL is absent', isCi: false, status: 0 },
])('skipped for "$reason", in CI $isCi: status $status', ({ reason, isCi, status }) => {
  const done = run(PASS + skip(reason), isCi)
  expect(done.lines).toContain(`skipped: away: ${reason}`)
  expect(done.status).toBe(status)
})
