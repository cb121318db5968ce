// Trials of the rules over telecontrol: DNP3 and IEC 60870-5-104.
import { bytes, dnp3, dnp3Turns, type Fragment, iec104, leFloat } from '@penstock/sensor/encoders'
import { type Film, type Trial, type Turn, tcp, udp } from './wire.fixture.ts'

const range = (count: number) => Array.from({ length: count }, (_, n) => n)
const AT = Date.UTC(2026, 9, 1, 6)
const NOT_SELECTED = 2

let sequence = 0
/** A request of the master and what the outstation says to it. */
function ask3(code: number, objects: readonly Uint8Array[] = [], answer = objects): readonly Fragment[] {
  sequence = (sequence + 1) & 15
  return [
    ['client', dnp3.request(sequence, code, ...objects)],
    ['server', dnp3.response(sequence, 0, answer)],
  ]
}

const talk3 = (...fragments: readonly (readonly Fragment[])[]): Film => tcp(20_000, dnp3Turns(fragments.flat()))
const relay = (index: number, status = 0) => [dnp3.indexed(12, 1, [[index, dnp3.relay(0x41, 100, 200, status)]])]
const setClock = () => ask3(2, [dnp3.counted(50, 1, [dnp3.time48(AT)])], [])
const poll = () => ask3(1, [dnp3.all(60, 2), dnp3.all(60, 1)], [dnp3.range(1, 1, 0, [0x05], 3)])
const file = (code: number, mode: number) =>
  ask3(
    code,
    [dnp3.sized(70, 3, dnp3.fileCommand('/setup/relay.cfg', mode, 0, 5))],
    [dnp3.sized(70, 4, dnp3.fileCommandStatus(0x1234, 16, 5, 0))],
  )

/** What the master says to every outstation of the line; none answers. */
function toAll(code: number, ...objects: readonly Uint8Array[]): Film {
  const link = { isMaster: true, source: 100, destination: 0xffff }
  return [
    ...talk3(poll()),
    ...udp(20_000, [['client', bytes(...dnp3.segments(link, dnp3.request(1, code, ...objects)))]]),
  ]
}

const [WRITE, SELECT, OPERATE, DIRECT, DIRECT_SILENT, FREEZE_SILENT] = [2, 3, 4, 5, 6, 8]

const DNP3_TRIALS: readonly Trial[] = [
  {
    rule: 'dnp3/restart',
    positive: talk3(poll(), ask3(14, [], [])),
    benign: talk3(poll(), ask3(20, [dnp3.all(60, 2)], []), ask3(23, [], [])),
  },
  {
    rule: 'dnp3/application-stopped',
    positive: talk3(ask3(18, [dnp3.sized(90, 1, bytes('main'))], [])),
    benign: talk3(ask3(17, [dnp3.sized(90, 1, bytes('main'))], [])),
  },
  {
    rule: 'dnp3/operate-without-select',
    positive: talk3(ask3(OPERATE, relay(3), relay(3, NOT_SELECTED))),
    benign: talk3(ask3(SELECT, relay(3)), ask3(OPERATE, relay(3))),
  },
  {
    rule: 'dnp3/silent-operate',
    positive: talk3(poll(), [['client', dnp3.request(9, DIRECT_SILENT, ...relay(3))]]),
    benign: talk3(poll(), ask3(DIRECT, relay(3))),
  },
  {
    rule: 'dnp3/broadcast-command',
    positive: toAll(13),
    also: ['dnp3/restart'],
    benign: [...toAll(WRITE, dnp3.counted(50, 1, [dnp3.time48(AT)])), ...toAll(FREEZE_SILENT, dnp3.all(20, 0))],
  },
  { rule: 'dnp3/file-changed', positive: talk3(file(25, 2)), benign: talk3(file(25, 1)) },
  {
    rule: 'dnp3/configuration-activated',
    positive: talk3(ask3(31, [dnp3.sized(70, 8, bytes('/setup/relay.cfg'))], [])),
    benign: talk3(ask3(22, [dnp3.all(60, 2), dnp3.all(20, 0)], []), setClock()),
  },
  {
    rule: 'dnp3/many-points-selected',
    positive: talk3(...range(12).map((n) => ask3(SELECT, relay(n)))),
    benign: range(12).flatMap((n): Film => [...talk3(ask3(SELECT, relay(n)), ask3(OPERATE, relay(n))), 300]),
  },
]

const { CAUSE } = iec104
const STATION = 12
const object = (address: number, element: Uint8Array) => [{ address, element }]

function talk104(...units: readonly (readonly [side: Turn[0], unit: Uint8Array])[]): Film {
  let [sent, told] = [0, 0]
  return tcp(2404, [
    ['client', iec104.uFrame('startAct')],
    ['server', iec104.uFrame('startCon')],
    ...units.map(
      ([side, unit]): Turn =>
        side === 'client' ? [side, iec104.iFrame(sent++, told, unit)] : [side, iec104.iFrame(told++, sent, unit)],
    ),
  ])
}

/** A unit of the control centre, and the mirror of it. */
function ask104(
  type: number,
  address: number,
  element: Uint8Array,
  station = STATION,
  cause: number = CAUSE.confirmation,
) {
  return [
    ['client', iec104.asdu(type, CAUSE.activation, station, object(address, element))],
    ['server', iec104.asdu(type, cause, station, object(address, element))],
  ] as const
}

const ON = iec104.commandElement(true, false)
const command = (address: number, station = STATION) => ask104(45, address, ON, station)
const refused = (address: number) => ask104(45, address, ON, STATION, CAUSE.confirmation | iec104.NEGATIVE)
const interrogation = (station = STATION) => ask104(100, 0, iec104.interrogationElement(), station)
const clock = (station = STATION) => ask104(103, 0, iec104.longTime(AT), station)

const IEC104_TRIALS: readonly Trial[] = [
  {
    rule: 'iec104/process-reset',
    positive: talk104(...ask104(105, 0, bytes(1))),
    benign: talk104(...interrogation(), ...clock()),
  },
  {
    rule: 'iec104/parameter-changed',
    positive: talk104(...ask104(112, 4112, bytes(leFloat(2.5), 4))),
    benign: talk104(...ask104(50, 3050, iec104.floatSetPoint(2.5, false))),
  },
  {
    rule: 'iec104/command-to-all',
    positive: talk104(...command(3001, 65_535)),
    benign: talk104(...interrogation(65_535), ...clock(65_535), ...command(3001)),
  },
  {
    rule: 'iec104/commands-to-many-objects',
    positive: talk104(...range(12).flatMap((n) => command(3000 + n))),
    benign: [
      ...talk104(...range(30).flatMap(() => command(3000))),
      ...range(12).flatMap((n): Film => [...talk104(...command(3000 + n)), 120]),
    ],
  },
  {
    rule: 'iec104/commands-refused',
    positive: talk104(...range(6).flatMap((n) => refused(7000 + n))),
    benign: talk104(...range(9).flatMap(() => refused(7000))),
  },
]

export const TELECONTROL_TRIALS: readonly Trial[] = [...DNP3_TRIALS, ...IEC104_TRIALS]
