// Trials of the rules over the network itself, and of those over several protocols.
import {
  arpAnnouncement,
  arpReply,
  arpRequest,
  DHCP_MESSAGE,
  dhcpAnswer,
  dhcpMessage,
  ethernetFrame,
  FINS,
  TcpConversation,
} from '@penstock/sensor/encoders'
import { fins, programFins, talkFins } from './controllers.fixture.ts'
import { desktop } from './services.fixture.ts'
import { downloadS7, talkS7, uploadS7 } from './siemens.fixture.ts'
import { CONTROLLER, type Film, host, STATION, type Trial, udp } from './wire.fixture.ts'

const range = (count: number) => Array.from({ length: count }, (_, n) => n)
const HOME = host(55)

function forged(): Uint8Array {
  const frame = arpReply(CONTROLLER, STATION).slice()
  frame.set(ethernetFrame({ to: STATION.mac, from: HOME.mac, etherType: 0x0806 }, new Uint8Array()).subarray(0, 12), 0)
  return frame
}

let port = 52_000
function calls(server: { mac: string; ip: string }, to: number, isAnswered = false): Film {
  const talk = new TcpConversation({ ...STATION, port: port++ }, { ...server, port: to })
  return isAnswered ? [...talk.open(), ...talk.close()] : talk.open().slice(0, 1)
}

function lease(server: { mac: string; ip: string }, given: string, xid: number): Film {
  const client = { ...host(60), hostname: 'hmi-3' }
  const answer = { ip: server.ip, router: '10.20.0.1', mask: '255.255.255.0' }
  return udp(
    67,
    [
      ['client', dhcpMessage(DHCP_MESSAGE.request, client, xid)],
      ['server', dhcpAnswer(DHCP_MESSAGE.ack, { mac: client.mac, ip: given }, answer, xid)],
    ],
    { client, server },
    68,
  )
}

const NETWORK_TRIALS: readonly Trial[] = [
  {
    rule: 'network/forged-arp-sender',
    positive: [forged()],
    benign: [arpRequest(STATION, CONTROLLER.ip), arpReply(CONTROLLER, STATION)],
  },
  {
    rule: 'network/address-claimed-twice',
    positive: [arpAnnouncement(CONTROLLER), 60, arpAnnouncement({ ...CONTROLLER, mac: HOME.mac })],
    benign: [
      arpAnnouncement(CONTROLLER),
      60,
      arpAnnouncement(HOME),
      arpRequest({ mac: HOME.mac, ip: '0.0.0.0' }, CONTROLLER.ip),
    ],
  },
  {
    rule: 'network/second-dhcp-server',
    positive: [...lease(host(2), host(60).ip, 7), 600, ...lease(host(66), host(61).ip, 8)],
    benign: [...lease(host(2), host(60).ip, 7), 600, ...lease(host(2), host(61).ip, 8)],
  },
  {
    rule: 'network/host-sweep',
    positive: range(20).flatMap((n) => calls(host(100 + n), 502)),
    benign: [
      ...range(20).flatMap((n) => calls(host(100 + n), 502, true)),
      ...range(30).flatMap(() => calls(host(99), 502)),
    ],
  },
  {
    rule: 'network/port-sweep',
    positive: range(20).flatMap((n) => calls(CONTROLLER, 1000 + n)),
    benign: range(20).flatMap((n): Film => [...calls(CONTROLLER, 1000 + (n % 3)), 2]),
  },
]

const stop = () => fins(FINS.stop)
const FC = '0C'

const CONTROL_TRIALS: readonly Trial[] = [
  {
    rule: 'control/stop-then-program',
    positive: [...talkFins([stop()]), 30, ...talkFins([programFins()])],
    also: ['fins/stopped', 'fins/program-written'],
    benign: [
      ...talkFins([fins(FINS.run)]),
      30,
      ...talkFins([fins(FINS.write, new Uint8Array([0x82, 0, 1, 0, 0, 1, 0, 5]))]),
    ],
  },
  {
    rule: 'control/many-stopped',
    positive: range(3).flatMap((n): Film => [...talkFins([stop()], host(20 + n)), 60]),
    also: ['fins/stopped'],
    benign: range(3).flatMap((n): Film => [...talkFins([fins(FINS.run)], host(20 + n)), 60]),
  },
  {
    rule: 'control/read-then-program',
    positive: [...talkS7(uploadS7(FC, 7)), 3600, ...talkS7(downloadS7(FC, 7))],
    also: ['s7comm/block-downloaded'],
    benign: [...talkS7(uploadS7(FC, 7)), 3600, ...talkS7(uploadS7(FC, 7))],
  },
  {
    rule: 'control/program-after-remote-desktop',
    positive: [...desktop({ client: HOME, server: STATION }), 300, ...talkS7(downloadS7(FC, 7))],
    also: ['s7comm/block-downloaded'],
    benign: [...desktop({ client: HOME, server: STATION }), 300, ...talkS7(uploadS7(FC, 7))],
  },
]

export { CONTROL_TRIALS, NETWORK_TRIALS }
