// H10: an address that no entry of the register claims gives addresses (DHCP), names (DNS) or time (NTP) in an OT zone. Router
// advertisements are not read.
import { familyOf } from '@penstock/model/assets'
import { addressOf, type Proof } from '@penstock/model/observations'
import type { Talk } from '../signs.ts'
import { type Heuristic, OT_ZONES, type Scene, type Trait } from './scene.ts'

/** DHCP Offer and Ack: what only a server says. */
const GIVEN: ReadonlySet<string> = new Set(['2', '5'])

export const ROGUE_SERVICE: Heuristic = {
  id: 'H10',
  category: 'behaviour',
  strength: 0.8,
  zones: OT_ZONES,
  answeredBy: 'device',
  find: answerers,
}

function* answerers<P extends Proof>({ conversations, macOf }: Scene<P>): Iterable<Trait<P>> {
  for (const talk of conversations) {
    const service = serviceOf(talk)
    if (service === null) continue
    const host = addressOf(talk.server)
    const { proof, firstAt, lastAt } = talk
    const mac = macOf(host)
    yield { host, mac, kind: 'behaviour', value: service, pattern: `answers ${service}`, proof, firstAt, lastAt }
  }
}

function serviceOf({ protocol, isAnswered, functions }: Talk<Proof>): string | null {
  const family = protocol === null ? null : familyOf(protocol)
  if (family === 'dhcp') return functions.some(({ code }) => GIVEN.has(code)) ? 'DHCP' : null
  if (!isAnswered) return null
  return family === 'dns' ? 'DNS' : family === 'ntp' ? 'NTP' : null
}
