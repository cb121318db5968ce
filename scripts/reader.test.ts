// `penstock sensor read` as one file says what its sources say, and is made again when one of them changes.
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync, utimesSync } from 'node:fs'
import { expect, test } from 'vitest'

const CAPTURE = 'fixtures/captures/modbus/device-id.pcap'

function say(...args: readonly string[]): string {
  const done = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect(done.status, done.stderr).toBe(0)
  return done.stdout
}

const reader = () =>
  say(
    '-e',
    "import('./scripts/reader.mjs').then(({ readerFile }) => process.stdout.write(readerFile(process.execPath)))",
  )

test('one file says what five hundred say', () => {
  const told = say(reader(), CAPTURE, '--json')
  expect(told).toContain('"basis": "observed"')
  expect(told).toBe(say('packages/cli/src/main.ts', 'sensor', 'read', CAPTURE, '--json'))
})

test('a source that was touched makes it anew, and nothing else does', () => {
  const made = statSync(reader()).mtimeMs
  expect(statSync(reader()).mtimeMs).toBe(made)
  const inputs = JSON.parse(readFileSync('build/reader/inputs.json', 'utf8')) as readonly (readonly [string])[]
  const source = inputs.map(([path]) => path).find((path) => path.endsWith('sensor/src/report/sum.ts'))!
  utimesSync(source, new Date(), new Date())
  expect(statSync(reader()).mtimeMs).toBeGreaterThan(made)
})
