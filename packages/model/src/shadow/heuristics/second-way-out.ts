// H02: a device in an OT zone passes on packets of the world outside, or DHCP names it as the way out, and no entry of the register says
// that it may. A host that only calls out over two networks of its own is not seen.
import { classOfMac } from '@penstock/model/assets'
import type { Proof } from '@penstock/model/observations'
import { type Heuristic, hostsOf, OT_ZONES, type Scene, type Trait } from './scene.ts'

export const SECOND_WAY_OUT: Heuristic = {
  id: 'H02',
  category: 'behaviour',
  strength: 0.7,
  zones: OT_ZONES,
  answeredBy: 'device',
  find: waysOut,
}

function* waysOut<P extends Proof>(scene: Scene<P>): Iterable<Trait<P>> {
  for (const { client, server, isAnswered, proof, firstAt, lastAt } of scene.conversations)
    for (const { mac, ip } of [client, server]) {
      if (!isAnswered || mac === null || ip === null || classOfMac(mac) === 'shared') continue
      if (!scene.standingOf(ip).isOutside) continue
      const of = { mac, kind: 'behaviour', value: ip, proof, firstAt, lastAt } as const
      for (const host of scene.ipsOf(mac)) yield { ...of, host, pattern: 'passes on packets of the world outside' }
    }
  for (const said of scene.claims) {
    if (said.method !== 'dhcp-router-option') continue
    const { proof, firstAt, lastAt, value } = said
    for (const at of hostsOf(said, scene))
      yield { ...at, kind: 'behaviour', value, pattern: 'named as the way out by DHCP', proof, firstAt, lastAt }
  }
}
