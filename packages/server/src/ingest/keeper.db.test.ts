// The keeper moves what is old and forgets what the configuration says, while events come in.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { micros } from '@penstock/model/kernel'
import { EventRetention } from '@penstock/model/sources'
import { startEventKeeper } from '@penstock/server/ingest'
import { type NewEvent, openTelemetry, type Telemetry } from '@penstock/store/telemetry'
import { fakeClock } from '@penstock/testkit/clock'
import { afterAll, expect, test, vi } from 'vitest'

const root = mkdtempSync(join(tmpdir(), 'penstock-keeper-'))
afterAll(() => rmSync(root, { recursive: true }))

const DAY = 86_400_000_000
const NOW = micros(20_100 * DAY + 1)
const SOON = { timeout: 20_000, interval: 50 }
const WAITS = { firstMs: 0, everyMs: 20 }

function event(at: number): NewEvent {
  return {
    ...{ line: 1, nth: 0, at: micros(at), classUid: 3002, activityId: 1, severityId: 1 },
    ...{ sourceIp: null, sourceHost: null, destinationIp: null, destinationHost: null, user: null, device: null },
    ...{ action: null, ocsf: '{}', fields: '{}', logSources: '[]', raw: 'x', rawBytes: 1, rawSha256: '00' },
  }
}

async function append(telemetry: Telemetry, daysAgo: number, nth = 0): Promise<void> {
  const receivedAt = micros(NOW - daysAgo * DAY)
  const about = { source: 'a', batch: `${daysAgo}.${nth}`, site: 'works', format: 'syslog', receivedAt }
  await telemetry.appendEvents([{ ...about, events: [event(receivedAt)], unknown: [] }])
}

test('days go into files as they age, and are forgotten when the configuration says so and not before', async () => {
  await using telemetry = await openTelemetry({ folder: join(root, 'one') })
  const clock = fakeClock(NOW)
  for (const daysAgo of [0, 5, 6, 40, 41]) await append(telemetry, daysAgo)
  const first = startEventKeeper({
    telemetry,
    clock: () => clock.now(),
    retention: () => EventRetention.parse({}),
    waits: WAITS,
  })
  await vi.waitFor(async () => expect(await telemetry.keptDays()).toMatchObject({ hotRows: 3, cold: [{}, {}] }), SOON)
  clock.advance(30 * DAY)
  await vi.waitFor(async () => expect(await telemetry.keptDays()).toMatchObject({ hotRows: 1 }), SOON)
  await first.stop()
  const kept = async () =>
    (await telemetry.events({ from: micros(0), to: micros(9e15), sites: '*', by: 'received', limit: 99 })).length
  expect(await kept()).toBe(5)
  const retention = EventRetention.parse({ hotDays: 3, keepDays: 36 })
  const second = startEventKeeper({ telemetry, clock: () => clock.now(), retention: () => retention, waits: WAITS })
  await vi.waitFor(async () => expect(await kept()).toBe(3), SOON)
  for (let nth = 0; nth < 20; nth++) await append(telemetry, 0, nth + 1)
  await vi.waitFor(async () => expect(await telemetry.keptDays()).toMatchObject({ hotRows: 0 }), SOON)
  expect(await kept()).toBe(23)
  await second.stop()
})
