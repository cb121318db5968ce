// A reader that outgrows its memory ends alone, with what it had read handed over, and says how it ended.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeDemonstration } from '@penstock/cli/demo'
import { ReaderDeath } from '@penstock/server/observations'
import { afterAll, expect, test } from 'vitest'
import { forkCapture } from './fork-capture.ts'

const folder = mkdtempSync(join(tmpdir(), 'penstock-memory-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function packetsOf(heapMb?: number): Promise<number> {
  let packets = 0
  for await (const { batch } of forkCapture(captureFile, -1, heapMb).batches) packets += batch.packets
  return packets
}

const { captureFile } = makeDemonstration(folder, 1_790_000_000_000)

test('with the cap that it has, a capture of a plant is read to its end', async () => {
  expect(await packetsOf()).toBeGreaterThan(50_000)
})

test('with a cap that is too small it ends, and the process that asked lives on', async () => {
  await expect(packetsOf(8)).rejects.toBeInstanceOf(ReaderDeath)
})
