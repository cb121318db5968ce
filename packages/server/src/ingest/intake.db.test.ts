// What waits to be read is bounded, in all and for each source, and survives the end of the process.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Signal } from '@penstock/server/facts'
import { AppError } from '@penstock/server/http'
import { EventIntake, startEventCarrier } from '@penstock/server/ingest'
import { CELL_SERVICE } from '@penstock/server/runtime'
import { openTelemetry } from '@penstock/store/telemetry'
import { fakeClock } from '@penstock/testkit/clock'
import { migratedStore } from '@penstock/testkit/stores'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'

const clock = fakeClock()
const folder = mkdtempSync(join(tmpdir(), 'penstock-intake-'))
afterAll(() => rmSync(folder, { recursive: true }))
const BOUNDS = { bytes: 5000, bytesOfSource: 2000 }
const LOUD = { source: 'tok_loud', site: 'works', format: 'suricata-eve' }
const QUIET = { source: 'tok_quiet', site: 'works', format: 'suricata-eve' }
let store: Awaited<ReturnType<typeof migratedStore<'monitoring'>>>
let intake: EventIntake

function open(): EventIntake {
  return new EventIntake({ store, clock: () => clock.now(), onBatch: new Signal(), bounds: BOUNDS })
}

beforeEach(async () => {
  store = await migratedStore('monitoring')
  intake = open()
  await intake.begin()
})

async function take(source: typeof LOUD, bytes: number, key: string | null = null): Promise<string> {
  try {
    const body = Buffer.from(`${'x'.repeat(bytes - 1)}\n`)
    await intake.take(source, { key, seq: null, sentAt: null, body })
    return 'taken'
  } catch (cause) {
    if (cause instanceof AppError) return cause.code
    throw cause
  }
}

async function refusedOf(source: string) {
  const row = await store.transaction(CELL_SERVICE, (tx) =>
    tx.selectFrom('event_source').selectAll().where('source', '=', source).executeTakeFirst(),
  )
  return row?.refused
}

test('a source that floods is told to wait and counted, and others are still served', async () => {
  const answers = []
  for (let n = 0; n < 5; n++) answers.push(await take(LOUD, 1000))
  expect(answers).toEqual(['taken', 'taken', ...Array.from({ length: 3 }, () => 'ingest.source-floods')])
  expect(await take(QUIET, 1000)).toBe('taken')
  expect(await refusedOf(LOUD.source)).toEqual({ flood: 3 })
  expect(intake.waitingLines(LOUD.source)).toBe(2)
})

test('sendings at the same time cannot pass the bound together', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => take(LOUD, 1000)))
  expect(answers.filter((answer) => answer === 'taken')).toHaveLength(2)
})

test('when too much waits in all, everybody is told to wait', async () => {
  for (const source of ['a', 'b', 'c']) await take({ ...LOUD, source }, 1900)
  expect(await take(QUIET, 10)).toBe('ingest.queue-full')
  expect(await refusedOf(QUIET.source)).toEqual({ 'queue-full': 1 })
})

test('a repeat takes no room', async () => {
  for (let n = 0; n < 5; n++) expect(await take(QUIET, 1500, 'same')).toBe('taken')
  expect(intake.waitingLines(QUIET.source)).toBe(1)
})

test('what waited when the process ended waits after it, counts, and is read', async () => {
  await take(LOUD, 1000)
  await take(LOUD, 1000)
  intake = open()
  await intake.begin()
  expect(await take(LOUD, 1000)).toBe('ingest.source-floods')
  await using telemetry = await openTelemetry({ folder })
  const carrier = startEventCarrier({ store, telemetry, domain: 'ot', intake, onBatch: new Signal() })
  await vi.waitFor(() => expect(intake.waitingLines(LOUD.source)).toBe(0), { timeout: 10_000 })
  await carrier.stop()
  expect(await take(LOUD, 1000)).toBe('taken')
})
