// How long a second start takes. It means something only on a machine that does nothing else, so this file runs by itself.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { answering, stop, up } from './up.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'penstock-up-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Seconds that three bare engines need, each in a process of its own, to open the same three databases and answer one question. */
async function bareEngines(data: string): Promise<number> {
  const begunAt = performance.now()
  const script = `
    const { PGlite } = await import('@electric-sql/pglite')
    const engine = await PGlite.create(process.argv[1])
    await engine.query('select 1')
    await engine.close()
    process.exit(0)`
  const ended = ['core', 'it', 'ot'].map(async (store) => {
    const args = ['--input-type=module', '-e', script, join(data, store, 'pg')]
    const [exitCode] = (await once(spawn(process.execPath, args, { stdio: 'ignore' }), 'exit')) as [number]
    expect(exitCode).toBe(0)
  })
  await Promise.all(ended)
  return (performance.now() - begunAt) / 1000
}

/** Measured at 1.4 to 2.1 on a busy machine with two cores. */
const SECOND_START_TO_BARE_ENGINES = 3

test('a second start on the same folder costs at most three times what its three engines alone cost', {
  timeout: 240_000,
}, async () => {
  const data = join(folder, 'twice')
  const first = up('--data', data, '--port', '0')
  await answering(first)
  expect(await stop(first)).toBe(0)
  // The best of three each, in turn: another program's load is none of ours.
  const seconds: number[] = []
  const bare: number[] = []
  for (let starts = 0; starts < 3; starts++) {
    bare.push(await bareEngines(data))
    const again = up('--data', data, '--port', '0')
    seconds.push((await answering(again)).seconds)
    await expect.poll(() => again.said()).toMatch(/sign in once with http:\S+\/sign-in#\S+/)
    expect(await stop(again)).toBe(0)
  }
  expect(Math.min(...seconds) / Math.min(...bare), `${seconds.join()} s against ${bare.join()} s`).toBeLessThan(
    SECOND_START_TO_BARE_ENGINES,
  )
})
