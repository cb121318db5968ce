// A workstation looks for EtherNet/IP devices on its segment: ListIdentity to everyone, each device answers for itself.
import { BROADCAST_MAC, enip, udpFrame } from '@penstock/sensor/encoders'
import { cipIdentity } from '../identity.ts'
import type { Network } from '../network.ts'
import { hashNumbers, Random } from '../random.ts'
import type { Station } from '../stations.ts'
import { type Script, Timeline } from '../talk.ts'
import type { Window } from './background.ts'

const BROWSE_S = 300
const PORT = 44_818
const EVERYONE = '255.255.255.255'

export function* cipBrowseScript(
  window: Window,
  network: Network,
  asker: Station,
  devices: readonly Station[],
): Script {
  const card = asker.interfaces[0]
  if (card === undefined || card.mac === null) return
  const tags = network.tagsOf(card.zone)
  const random = new Random(hashNumbers(window.seed, PORT))
  const time = new Timeline(window.from + random.between(1_000_000, 8_000_000), random)
  const own = { mac: card.mac, ip: card.ip, port: random.between(50_000, 60_000) }
  for (let due = time.at; due < window.until; due = time.at) {
    yield {
      at: time.at,
      frame: udpFrame(own, { mac: BROADCAST_MAC, ip: EVERYONE, port: PORT }, enip.listIdentityRequest(), { tags }),
    }
    for (const device of devices) {
      const from = device.interfaces[0]
      if (from === undefined || from.mac === null) continue
      const reply = enip.listIdentityReply(from.ip, cipIdentity(device))
      yield {
        at: time.tick(500, 9000),
        frame: udpFrame({ mac: from.mac, ip: from.ip, port: PORT }, own, reply, { tags }),
      }
    }
    time.at = due
    time.wait(BROWSE_S)
  }
}
