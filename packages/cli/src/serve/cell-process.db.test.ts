import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newHubKey } from '@penstock/server/hub'
import { openEmbeddedStore } from '@penstock/store/state'
import { migratedFolder } from '@penstock/testkit/stores'
import { afterEach, expect, test, vi } from 'vitest'
import { type CellStart, runCell } from './cell-process.ts'
import { processesBelow } from './processes.fixture.ts'

// Whole servers come up and go: seconds each, more on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 })

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

async function newStart(): Promise<CellStart> {
  const folder = await migratedFolder('monitoring')
  folders.push(folder)
  const pseudonymKeyFile = join(folder, 'pseudonym.key')
  return { domain: 'ot', folder, hubKey: newHubKey().publicPem, pseudonymKeyFile, logLevel: 'silent', listeners: [] }
}

function cells(): number[] {
  return processesBelow(process.pid)
    .filter(({ command }) => command === 'penstock ot cell')
    .map(({ pid }) => pid)
}

test('a cell that dies is started again, and a stopped one is not', async () => {
  const cell = await runCell(await newStart())
  const [first] = cells()
  process.kill(first!, 'SIGKILL')
  await expect.poll(() => cells().filter((pid) => pid !== first).length, { timeout: 20_000 }).toBe(1)
  await cell.stop()
  expect(cells()).toEqual([])
})

test('a cell is stopped also between two lives, and while it comes up again', async () => {
  for (const waitMs of [0, 300, 700]) {
    const cell = await runCell(await newStart())
    process.kill(cells()[0]!, 'SIGKILL')
    await new Promise((done) => setTimeout(done, waitMs))
    await cell.stop()
    expect(processesBelow(process.pid).filter(({ command }) => command.includes('cell'))).toEqual([])
  }
})

test('a cell that does not end in order is ended', async () => {
  const cell = await runCell(await newStart(), 300)
  process.kill(cells()[0]!, 'SIGSTOP')
  await cell.stop()
  expect(cells()).toEqual([])
})

test('a cell waits while the one before, of a hub that was killed, still holds its folder', async () => {
  const start = await newStart()
  const before = await openEmbeddedStore({ folder: start.folder, schema: 'monitoring' })
  const coming = runCell(start)
  // Longer than it takes to find the folder locked.
  await new Promise((done) => setTimeout(done, 4000))
  await before[Symbol.asyncDispose]()
  const cell = await coming
  await cell.stop()
})

test('a cell that cannot open its store says why, and nothing of it stays', async () => {
  const start = await newStart()
  rmSync(join(start.folder, 'pg', 'PG_VERSION'))
  await expect(runCell(start)).rejects.toThrow(
    /the ot cell did not start: .*PG_VERSION.*restore the folder from a backup/,
  )
  await expect.poll(() => cells()).toEqual([])
  writeFileSync(join(start.folder, 'pg', 'PG_VERSION'), '18\n')
  const cell = await runCell(start)
  await cell.stop()
})
