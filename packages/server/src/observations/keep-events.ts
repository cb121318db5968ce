// Keeps the events of a batch, in the batch's own transaction: rows of the same key add up, and each device keeps its newest rows.
import type { ObservationBatch } from '@penstock/model/observations'
import * as queries from './event-queries.ts'
import * as rows from './event-rows.ts'
import type { CaptureOf } from './merge.ts'
import type { Tx } from './queries.ts'

export async function keepEvents(tx: Tx, of: CaptureOf, batch: ObservationBatch): Promise<void> {
  const { values = [], logons = [], discoveries = [] } = batch

  const knownValues = await queries.findRows(tx, 'value_seen', [
    ...new Set(values.map((one) => rows.valueId(of.site, one))),
  ])
  const valueRows = rows.mergeValues(of, knownValues, values)
  await queries.upsertValues(tx, valueRows)
  await keepNewest(tx, of.site, 'value_seen', valueRows, knownValues)

  const states = rows.stateRows(of, batch)
  await queries.insertStates(tx, states)
  await keepNewest(tx, of.site, 'state_seen', states, [])

  const transfers = rows.transferRows(of, batch)
  await queries.insertTransfers(tx, transfers)
  await keepNewest(tx, of.site, 'transfer_seen', transfers, [])

  const knownLogons = await queries.findRows(tx, 'logon_seen', [
    ...new Set(logons.map((one) => rows.logonId(of.site, one))),
  ])
  const logonRows = rows.mergeLogons(of, knownLogons, logons)
  await queries.upsertLogons(tx, logonRows)
  await keepNewest(tx, of.site, 'logon_seen', logonRows, knownLogons)

  const asked = [...new Set(discoveries.map((one) => rows.discoveryId(of.site, one)))]
  const knownDiscoveries = await queries.findRows(tx, 'discovery_seen', asked)
  const discoveryRows = rows.mergeDiscoveries(of, knownDiscoveries, discoveries)
  await queries.upsertDiscoveries(tx, discoveryRows)
  await keepNewest(tx, of.site, 'discovery_seen', discoveryRows, knownDiscoveries)
}

interface OfDevice {
  readonly id: string
  readonly device: string
}

async function keepNewest(
  tx: Tx,
  site: string,
  list: queries.EventList,
  written: readonly OfDevice[],
  known: readonly OfDevice[],
): Promise<void> {
  const before = new Set(known.map(({ id }) => id))
  const fresh = new Map<string, number>()
  for (const { id, device } of written) if (!before.has(id)) fresh.set(device, (fresh.get(device) ?? 0) + 1)
  for (const { device, beyond } of await queries.countRows(tx, site, list, fresh))
    await queries.deleteOldest(tx, site, list, device, beyond)
}
