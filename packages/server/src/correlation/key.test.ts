import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { keyedBy, loadPseudonymKey } from '@penstock/server/correlation'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penstock-key-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('both cells have one key, whichever comes first, and nobody else reads it', async () => {
  const path = join(folder, 'cells', 'pseudonym.key')
  const source = new URL('key.ts', import.meta.url).href
  const code = `import { loadPseudonymKey } from '${source}'; process.stdout.write(loadPseudonymKey(${JSON.stringify(path)}).toString('hex'))`
  const both = await Promise.all(
    [1, 2].map(() => promisify(execFile)(process.execPath, ['--input-type=module', '-e', code])),
  )
  const [one, other] = both.map(({ stdout }) => stdout)
  expect(one).toBe(other)
  expect(one).toMatch(/^[0-9a-f]{64}$/)
  expect(loadPseudonymKey(path).toString('hex')).toBe(one)
  expect([statSync(path).mode & 0o777, statSync(join(folder, 'cells')).mode & 0o777]).toEqual([0o600, 0o700])
  expect(readdirSync(join(folder, 'cells'))).toEqual(['pseudonym.key'])
})

test('a key that is too short is refused by its place, and not replaced', () => {
  const path = join(folder, 'short.key')
  writeFileSync(path, 'secret')
  expect(() => loadPseudonymKey(path)).toThrow(path)
  expect(readFileSync(path, 'utf8')).toBe('secret')
})

test('a name is the same in one period, another in the next, and another under another key', () => {
  const keyed = keyedBy(Buffer.alloc(32, 1))
  expect(keyed(3, 'account|eng1')).toBe(keyedBy(Buffer.alloc(32, 1))(3, 'account|eng1'))
  expect(keyed(3, 'account|eng1')).not.toBe(keyed(4, 'account|eng1'))
  expect(keyed(3, 'account|eng1')).not.toBe(keyedBy(Buffer.alloc(32, 2))(3, 'account|eng1'))
})
