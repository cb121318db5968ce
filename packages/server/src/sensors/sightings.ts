// Which interfaces a live sensor heard, and when last. Of a file nobody knows who listens there now, so it covers nothing.
import { micros, uuidOfId } from '@penstock/model/kernel'
import { type FactApplier, InterfacesFact } from '@penstock/server/facts'
import * as queries from './queries.ts'

export const storeSightings: FactApplier = async (tx, cell, fact) => {
  const { source, bindings } = InterfacesFact.parse(fact.body)
  const id = source === null ? null : uuidOfId(source)
  if (id === null || bindings.length === 0) return
  await queries.ensureSensor(tx, id)
  const sensor = await queries.findSensor(tx, id)
  if (sensor?.domain !== cell || sensor.site !== fact.site) return
  const heard = new Map<string, Parameters<typeof queries.upsertSightings>[1][number]>()
  for (const { mac, ip, lastAt } of bindings) {
    // The row of an interface is shared by all sensors of the cell: what another one heard later is not this one's.
    const at = micros(Math.min(lastAt, fact.observedAt))
    const row = { sensor_id: id, mac, ip: ip ?? '', domain: cell, site: fact.site, last_at: at }
    heard.set(`${mac} ${row.ip}`, row)
  }
  await queries.upsertSightings(tx, [...heard.values()])
}
