// Says which asset of the register each finding is on, and how people call it. Runs after the register of the site was concluded, in the
// same transaction.
import { findAssetOf } from '@penstock/model/assets'
import { parseIp } from '@penstock/model/plant'
import type { Register } from '@penstock/server/assets'
import type { Tx } from './queries.ts'
import * as queries from './queries.ts'

export async function concludeShadow(tx: Tx, register: Register): Promise<void> {
  const moved = (await queries.listDevices(tx, register.site)).flatMap(({ id, host, asset_id, label }) => {
    const isIp = parseIp(host) !== null
    const found = findAssetOf(register.index, isIp ? { mac: null, ip: host } : { mac: host, ip: null })
    const asset = found === null ? null : (register.idOf.get(found.key) ?? null)
    const called = found?.declaredId ?? found?.fields.name.value ?? host
    return asset === asset_id && called === label ? [] : [{ id, asset, label: called }]
  })
  await queries.setDevices(tx, moved)
}
