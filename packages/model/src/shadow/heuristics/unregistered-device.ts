// H01: active in an OT zone for more than ten minutes, and no entry of the register claims its IP or MAC address.
import { classOfMac } from '@penstock/model/assets'
import { micros } from '@penstock/model/kernel'
import type { Proof } from '@penstock/model/observations'
import { type Bound, isEarlier } from '../signs.ts'
import { type Heuristic, OT_ZONES, type Scene, type Trait } from './scene.ts'

const ACTIVE_MICROS = 600_000_000

export const UNREGISTERED_DEVICE: Heuristic = {
  id: 'H01',
  category: 'behaviour',
  strength: 0.9,
  zones: OT_ZONES,
  answeredBy: 'device',
  find: activeDevices,
}

function* activeDevices<P extends Proof>({ bindings, macOf }: Scene<P>): Iterable<Trait<P>> {
  const heard = bindings.filter((one): one is Bound<P> & { ip: string } => one.ip !== null && one.ground !== 'reported')
  for (const [host, ofHost] of Map.groupBy(heard, ({ ip }) => ip)) {
    const firstAt = micros(Math.min(...ofHost.map((one) => one.firstAt)))
    const lastAt = micros(Math.max(...ofHost.map((one) => one.lastAt)))
    if (lastAt - firstAt <= ACTIVE_MICROS) continue
    const mac = macOf(host)
    // Of a pair of routers, which the register knows by their own addresses.
    if (mac !== null && classOfMac(mac) === 'shared') continue
    const { proof } = ofHost.reduce((first, one) => (isEarlier(one.proof, first.proof) ? one : first))
    const pattern = 'active for more than 10 minutes'
    yield { host, mac, kind: 'behaviour', value: host, pattern, proof, firstAt, lastAt }
  }
}
