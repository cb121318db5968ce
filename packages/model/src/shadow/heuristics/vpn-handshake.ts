// H04: a handshake of WireGuard, OpenVPN or IKE out of an OT zone, with a peer outside that no entry of the register names.
import { familyOf } from '@penstock/model/assets'
import { addressOf, type Proof } from '@penstock/model/observations'
import { type Heuristic, OT_ZONES, type Scene, type Trait } from './scene.ts'

const HANDSHAKES: ReadonlySet<string> = new Set(['wireguard', 'openvpn', 'ipsec'])

export const VPN_HANDSHAKE: Heuristic = {
  id: 'H04',
  category: 'mesh-vpn',
  strength: 0.8,
  zones: OT_ZONES,
  answeredBy: 'peer',
  find: handshakes,
}

function* handshakes<P extends Proof>({ conversations, standingOf }: Scene<P>): Iterable<Trait<P>> {
  for (const { protocol, client, server, proof, firstAt, lastAt } of conversations) {
    // A call that nobody answered is a wish, and here the wish is what matters.
    if (protocol === null || !HANDSHAKES.has(familyOf(protocol))) continue
    const peer = addressOf(server)
    if (!standingOf(peer).isOutside) continue
    yield { host: addressOf(client), mac: null, kind: 'peer', value: peer, pattern: peer, proof, firstAt, lastAt }
  }
}
