// Samples of telecontrol: IEC 60870-5-104.
import { bytes } from './bytes.ts'
import * as iec104 from './iec104.ts'
import type { Sample } from './sample.ts'
import { overTcp, type Turn } from './wire-samples.ts'

const STATION = 3
const AT = Date.UTC(2026, 10, 28, 20, 15, 7, 250)
const { CAUSE, QUALITY } = iec104

export function telecontrolSamples(): Sample[] {
  return [monitoredSample(), commandSample(), fileSample()]
}

/** One data unit of each monitored type: with addresses of their own, and the same as a sequence. */
export function monitoredTypes(): readonly (readonly [type: number, element: Uint8Array])[] {
  const short = iec104.shortTime(75_500)
  const long = iec104.longTime(AT)
  const plain: readonly (readonly [number, number | null, number, Uint8Array])[] = [
    [1, 2, 30, iec104.pointElement(true, QUALITY.stale)],
    [3, 4, 31, iec104.doubleElement(2, QUALITY.blocked)],
    [5, 6, 32, iec104.stepElement(-5, true, QUALITY.overflow)],
    [7, 8, 33, iec104.bitsElement(0xdead_beef)],
    [9, 10, 34, iec104.wordElement(-16_384, QUALITY.invalid)],
    [11, 12, 35, iec104.wordElement(-300, QUALITY.substituted)],
    [13, 14, 36, iec104.floatElement(11.25)],
    [15, 16, 37, iec104.totalsElement(-70_000, 0x20)],
  ]
  const event = [iec104.doubleElement(2), [1, 0]] as const
  const start = iec104.protectionElement(0x15, QUALITY.invalid, 40)
  const output = iec104.protectionElement(0x0a, 0, 40)
  return [
    ...plain.flatMap(([bare, shortTagged, longTagged, element]): [number, Uint8Array][] => [
      [bare, element],
      [shortTagged!, bytes(element, short)],
      [longTagged, bytes(element, long)],
    ]),
    [17, bytes(...event, short)],
    [18, bytes(start, short)],
    [19, bytes(output, short)],
    [20, iec104.packedElement(0x8001, 0x0001)],
    [21, bytes(0x00, 0x20)],
    [38, bytes(...event, long)],
    [39, bytes(start, long)],
    [40, bytes(output, long)],
  ]
}

function monitoredSample(): Sample {
  const units = monitoredTypes().map(([type, element]) =>
    iec104.asdu(type, CAUSE.spontaneous, STATION, [{ address: 70_000 + type, element }]),
  )
  const sequence = iec104.sequence(9, CAUSE.interrogated, STATION, 2001, [
    iec104.wordElement(0x4000),
    iec104.wordElement(-0x8000),
  ])
  return {
    name: 'IEC 104 monitored types',
    frames: overTcp(
      2404,
      [...units, sequence].map((unit, n): Turn => ['server', iec104.iFrame(n, 0, unit)]),
    ),
    protocol: 'iec60870_104',
    fields: {
      'iec60870_asdu.typeid': [...monitoredTypes().map(([type]) => String(type)), '9'],
      'iec60870_asdu.sq': [...monitoredTypes().map(() => '0'), '1'],
      'iec60870_asdu.ioa': [...monitoredTypes().map(([type]) => String(70_000 + type)), '2001', '2002'],
      'iec60870_asdu.siq': ['0x41', '0x41', '0x41'],
      'iec60870_asdu.diq': ['0x12', '0x12', '0x12'],
      'iec60870_asdu.vti.v': ['-5', '-5', '-5'],
      'iec60870_asdu.vti.t': ['1', '1', '1'],
      'iec60870_asdu.bitstring': ['0xefbeadde', '0xefbeadde', '0xefbeadde'],
      'iec60870_asdu.normval': ['-0.5', '-0.5', '-0.5', '0.25', '0.5', '-1'],
      'iec60870_asdu.scalval': ['-300', '-300', '-300'],
      'iec60870_asdu.float': ['11.25', '11.25', '11.25'],
      'iec60870_asdu.bcr.count': ['-70000', '-70000', '-70000'],
      'iec60870_asdu.bcr.cy': ['1', '1', '1'],
      'iec60870_asdu.cp24time': Array.from({ length: 8 }, () => '75.500000000'),
      'iec60870_asdu.cp56time': Array.from({ length: 8 }, () => 'Nov 28, 2026 20:15:07.250000000 UTC'),
    },
  }
}

/** Every command, system command and parameter as a control centre asks it, once each. */
export function commandTypes(): readonly (readonly [type: number, address: number, element: Uint8Array])[] {
  const long = iec104.longTime(AT)
  const plain: readonly (readonly [bare: number, tagged: number, element: Uint8Array])[] = [
    [45, 58, iec104.commandElement(true, true)],
    [46, 59, iec104.stateCommandElement(2, false, 1)],
    [47, 60, iec104.stateCommandElement(1, false)],
    [48, 61, iec104.wordSetPoint(0x2000, false)],
    [49, 62, iec104.wordSetPoint(-1200, true)],
    [50, 63, iec104.floatSetPoint(49.5, false)],
    [51, 64, bytes(1, 0, 0, 0x80)],
  ]
  return [
    ...plain.flatMap(([bare, tagged, element]): [number, number, Uint8Array][] => [
      [bare, 3000 + bare, element],
      [tagged, 3000 + tagged, bytes(element, long)],
    ]),
    [100, 0, iec104.interrogationElement()],
    [101, 0, bytes(0x45)],
    [102, 2001, bytes()],
    [103, 0, long],
    [104, 0, bytes(0xaa, 0x55)],
    [105, 0, bytes(1)],
    [106, 0, bytes(0x2c, 0x01)],
    [107, 0, bytes(1, 0, long)],
    [110, 4110, bytes(0x00, 0xc0, 1)],
    [111, 4111, bytes(0x10, 0x27, 3)],
    [112, 4112, bytes(iec104.floatElement(2.5).subarray(0, 4), 4)],
    [113, 4113, bytes(3)],
  ]
}

function commandSample(): Sample {
  const asked = commandTypes().map(([type, address, element]) =>
    iec104.asdu(type, type === 102 ? CAUSE.request : CAUSE.activation, STATION, [{ address, element }]),
  )
  const started = iec104.asdu(70, CAUSE.initialised, STATION, [{ address: 0, element: bytes(2) }])
  const refused = iec104.asdu(45, CAUSE.confirmation | iec104.NEGATIVE | iec104.TEST, STATION, [
    { address: 3045, element: iec104.commandElement(true, true) },
  ])
  return {
    name: 'IEC 104 commands',
    frames: overTcp(2404, [
      ...asked.map((unit, n): Turn => ['client', iec104.iFrame(n, 0, unit)]),
      ['server', iec104.iFrame(0, asked.length, refused)],
      ['server', iec104.iFrame(1, asked.length, started)],
    ]),
    protocol: 'iec60870_104',
    fields: {
      'iec60870_asdu.typeid': [...commandTypes().map(([type]) => String(type)), '45', '70'],
      'iec60870_asdu.nega': [...commandTypes().map(() => '0'), '1', '0'],
      'iec60870_asdu.test': [...commandTypes().map(() => '0'), '1', '0'],
      'iec60870_asdu.sco': ['0x81', '0x81', '0x81'],
      'iec60870_asdu.dco': ['0x06', '0x06'],
      'iec60870_asdu.rco': ['0x01', '0x01'],
      'iec60870_asdu.normval': ['0.25', '0.25', '-0.5'],
      'iec60870_asdu.scalval': ['-1200', '-1200', '10000'],
      'iec60870_asdu.float': ['49.5', '49.5', '2.5'],
      'iec60870_asdu.qos': ['0x00', '0x00', '0x80', '0x80', '0x00', '0x00'],
      'iec60870_asdu.bitstring': ['0x01000080', '0x01000080'],
      'iec60870_asdu.qoi': ['20'],
      'iec60870_asdu.qcc': ['0x45'],
      'iec60870_asdu.qrp': ['1'],
      'iec60870_asdu.qpm.kpa': ['1', '3', '4'],
      'iec60870_asdu.coi_r': ['2'],
    },
  }
}

/** A file of two segments that a control centre fetches. */
export function fileTurns(station: number, address: number, name: number, data: Uint8Array): readonly Turn[] {
  const sent = { client: 0, server: 0 }
  const half = data.length >> 1
  const turn = (side: Turn[0], type: number, element: Uint8Array): Turn => {
    const unit = iec104.asdu(type, CAUSE.file, station, [{ address, element }])
    const own = sent[side]
    sent[side] += 1
    return [side, iec104.iFrame(own, sent[side === 'client' ? 'server' : 'client'], unit)]
  }
  return [
    turn('client', 122, iec104.fileCall(name, 0, 1)),
    turn('server', 120, iec104.fileReady(name, data.length)),
    turn('client', 122, iec104.fileCall(name, 0, 2)),
    turn('server', 121, iec104.sectionReady(name, 1, data.length)),
    turn('client', 122, iec104.fileCall(name, 1, 6)),
    turn('server', 125, iec104.segment(name, 1, data.subarray(0, half))),
    turn('server', 125, iec104.segment(name, 1, data.subarray(half))),
    turn(
      'server',
      123,
      iec104.lastSegment(
        name,
        1,
        3,
        data.reduce((sum, octet) => (sum + octet) & 255, 0),
      ),
    ),
    turn('client', 124, iec104.fileCall(name, 1, 3)),
    turn('server', 123, iec104.lastSegment(name, 1, 1, 0)),
    turn('client', 124, iec104.fileCall(name, 0, 1)),
  ]
}

function fileSample(): Sample {
  return {
    name: 'IEC 104 file',
    frames: overTcp(2404, fileTurns(STATION, 30_001, 2, bytes('disturbance 0001'))),
    protocol: 'iec60870_104',
    fields: {
      'iec60870_asdu.typeid': ['122', '120', '122', '121', '122', '125', '125', '123', '124', '123', '124'],
      'iec60870_asdu.causetx': Array.from({ length: 11 }, () => '13'),
      'iec60870_asdu.rawdata': [
        '02:00:00:01',
        '02:00:10:00:00:00',
        '02:00:00:02',
        '02:00:01:10:00:00:00',
        '02:00:01:06',
        '02:00:01:08:64:69:73:74:75:72:62:61',
        '02:00:01:08:6e:63:65:20:30:30:30:31',
        '02:00:01:03:75',
        '02:00:01:03',
        '02:00:01:01:00',
        '02:00:00:01',
      ],
    },
  }
}
