// Samples of telecontrol: IEC 60870-5-104 and DNP3.
import { bytes, le16, le32, leFloat, type Part } from './bytes.ts'
import * as dnp3 from './dnp3.ts'
import * as iec104 from './iec104.ts'
import type { Sample } from './sample.ts'
import { overTcp, type Turn } from './wire-samples.ts'

const STATION = 3
const AT = Date.UTC(2026, 10, 28, 20, 15, 7, 250)
const { CAUSE, QUALITY } = iec104

export function telecontrolSamples(): Sample[] {
  return [monitoredSample(), commandSample(), fileSample(), dnp3ValueSample(), dnp3ControlSample(), dnp3FileSample()]
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

/** A fragment that one side sends. */
export type Fragment = readonly [side: Turn[0], fragment: Uint8Array]

const MASTER: dnp3.Link = { isMaster: true, source: 100, destination: 10 }
const OUTSTATION: dnp3.Link = { isMaster: false, source: 10, destination: 100 }

/** Turns of one conversation: fragments of the master and of outstation 10. */
export function dnp3Turns(fragments: readonly Fragment[], most?: number): Turn[] {
  return fragments.map(([side, fragment], n): Turn => {
    const link = side === 'client' ? MASTER : OUTSTATION
    return [side, bytes(...dnp3.segments(link, fragment, n & 63, most))]
  })
}

/** Objects of each variation that reads a point: the group, the variation, one object. */
export function dnp3Values(): readonly (readonly [group: number, variation: number, object: Part])[] {
  const at = dnp3.time48(AT)
  const short = bytes(le16(-1200))
  const long = bytes(le32(-70_000))
  const float = leFloat(49.5)
  const double = Uint8Array.from([0, 0, 0, 0, 0, 0, 0x12, 0x40])
  const word = (flags: number, data: Uint8Array, ...more: readonly Part[]) => bytes(flags, data, ...more)
  return [
    [1, 2, 0x81],
    [2, 1, 0x85],
    [2, 2, bytes(0x81, at)],
    [2, 3, bytes(0xa1, 5, 0)],
    [3, 2, 0x81],
    [4, 1, 0x41],
    [4, 2, bytes(0x81, at)],
    [4, 3, bytes(0x81, 5, 0)],
    [10, 2, 0x91],
    [11, 1, 0x81],
    [11, 2, bytes(0x80, at)],
    [20, 1, word(0x21, bytes(le32(70_000)))],
    [20, 2, word(0x01, bytes(le16(1200)))],
    [20, 5, bytes(le32(70_000))],
    [20, 6, bytes(le16(1200))],
    [21, 1, word(0x01, bytes(le32(70_000)))],
    [21, 2, word(0x01, bytes(le16(1200)))],
    [21, 5, word(0x01, bytes(le32(70_000)), at)],
    [21, 6, word(0x01, bytes(le16(1200)), at)],
    [21, 9, bytes(le32(70_000))],
    [21, 10, bytes(le16(1200))],
    [22, 1, word(0x41, bytes(le32(70_000)))],
    [22, 2, word(0x01, bytes(le16(1200)))],
    [22, 5, word(0x01, bytes(le32(70_000)), at)],
    [22, 6, word(0x01, bytes(le16(1200)), at)],
    [23, 1, word(0x01, bytes(le32(70_000)))],
    [23, 2, word(0x01, bytes(le16(1200)))],
    [23, 5, word(0x01, bytes(le32(70_000)), at)],
    [23, 6, word(0x01, bytes(le16(1200)), at)],
    [30, 1, word(0x21, long)],
    [30, 2, word(0x03, short)],
    [30, 3, long],
    [30, 4, short],
    [30, 5, word(0x09, float)],
    [30, 6, word(0x41, double)],
    [31, 1, word(0x01, long)],
    [31, 2, word(0x01, short)],
    [31, 3, word(0x01, long, at)],
    [31, 4, word(0x01, short, at)],
    [31, 5, long],
    [31, 6, short],
    [31, 7, word(0x01, float)],
    [31, 8, word(0x01, double)],
    [32, 1, word(0x01, long)],
    [32, 2, word(0x01, short)],
    [32, 3, word(0x01, long, at)],
    [32, 4, word(0x01, short, at)],
    [32, 5, word(0x01, float)],
    [32, 6, word(0x01, double)],
    [32, 7, word(0x01, float, at)],
    [32, 8, word(0x01, double, at)],
    [33, 1, word(0x01, long)],
    [33, 2, word(0x01, short)],
    [33, 3, word(0x01, long, at)],
    [33, 4, word(0x01, short, at)],
    [33, 5, word(0x01, float)],
    [33, 6, word(0x01, double)],
    [33, 7, word(0x01, float, at)],
    [33, 8, word(0x01, double, at)],
    [40, 1, word(0x01, long)],
    [40, 2, word(0x00, short)],
    [40, 3, word(0x01, float)],
    [40, 4, word(0x01, double)],
    [42, 1, word(0x01, long)],
    [42, 2, word(0x01, short)],
    [42, 3, word(0x01, long, at)],
    [42, 4, word(0x01, short, at)],
    [42, 5, word(0x01, float)],
    [42, 6, word(0x01, double)],
    [42, 7, word(0x01, float, at)],
    [42, 8, word(0x01, double, at)],
  ]
}

const PACKED: readonly Uint8Array[] = [
  dnp3.range(1, 1, 200, [0x05], 3),
  dnp3.range(10, 1, 210, [0x02, 0x01], 9),
  dnp3.range(3, 1, 220, [0x1b], 3),
]

function dnp3ValueSample(): Sample {
  const single = dnp3Values().map(([group, variation, object], n) =>
    dnp3.response(n & 15, 0, [dnp3.indexed(group, variation, [[n, object]])]),
  )
  return {
    name: 'DNP3 values',
    frames: overTcp(
      20_000,
      dnp3Turns([...single, dnp3.response(0, 0, PACKED)].map((fragment) => ['server', fragment])),
    ),
    protocol: 'dnp3',
    fields: {
      'dnp3.al.obj': [
        ...dnp3Values().map(([group, variation]) => `0x${((group << 8) | variation).toString(16).padStart(4, '0')}`),
        '0x0101',
        '0x0a01',
        '0x0301',
      ],
      'dnp3.al.cnt': Array.from({ length: 18 }, (_, n) => (n % 2 === 0 ? '70000' : '1200')),
      'dnp3.al.ana.int': ['-70000', '-1200', '-70000', '-1200', '-70000', '-1200', '-70000', '-1200'],
      'dnp3.al.ana.float': Array.from({ length: 6 }, () => '49.5'),
      'dnp3.al.ana.double': Array.from({ length: 6 }, () => '4.5'),
      'dnp3.al.anaout.int': ['-70000', '-1200', '-70000', '-1200', '-70000', '-1200'],
      'dnp3.al.bit': ['1', '0', '1', '0', '1', '0', '0', '0', '0', '0', '0', '1'],
      'dnp3.al.2bit': ['3', '2', '1'],
      'dnp3.al.boq.b7': ['1', '1', '1'],
    },
  }
}

/** A master that polls, sets the time, operates and restarts outstation 10. */
export function dnp3Session(): readonly Fragment[] {
  const close = dnp3.relay(0x41, 100, 200)
  const set = bytes(leFloat(49.5), 0)
  const controls = (code: 0 | 2) => [
    dnp3.indexed(12, 1, [
      [3, close],
      [4, dnp3.relay(0x03, 0, 0, code)],
    ]),
    dnp3.indexed(41, 3, [[7, set]]),
  ]
  return [
    ['client', dnp3.request(1, 1, dnp3.all(60, 2), dnp3.all(60, 3), dnp3.all(60, 4), dnp3.all(60, 1))],
    ['server', dnp3.response(1, 0x0090, PACKED)],
    ['client', dnp3.request(2, 2, dnp3.range(80, 1, 7, [0], 1))],
    ['server', dnp3.response(2, 0x0010, [])],
    ['client', dnp3.request(3, 2, dnp3.counted(50, 1, [dnp3.time48(AT)]))],
    ['server', dnp3.response(3, 0, [])],
    ['client', dnp3.request(4, 3, ...controls(0))],
    ['server', dnp3.response(4, 0, controls(0))],
    ['client', dnp3.request(5, 4, ...controls(0))],
    ['server', dnp3.response(5, 0, controls(2))],
    ['client', dnp3.request(6, 5, dnp3.indexed(41, 1, [[8, bytes(le32(-5), 0)]]))],
    ['server', dnp3.response(6, 0x0120, [])],
    ['client', dnp3.request(7, 9, dnp3.all(20, 0))],
    ['server', dnp3.response(7, 0, [])],
    ['client', dnp3.request(8, 21, dnp3.all(60, 2), dnp3.all(60, 3))],
    ['server', dnp3.response(8, 0, [])],
    ['client', dnp3.request(9, 13)],
    ['server', dnp3.response(9, 0, [dnp3.counted(52, 1, [le16(30)])])],
    ['server', dnp3.response(0, 0x0080, [dnp3.indexed(2, 1, [[1, 0x81]])], 130)],
    ['client', bytes(0xd0, 0)],
    ['client', dnp3.request(10, 18, dnp3.sized(90, 1, bytes('main')))],
    ['server', dnp3.response(10, 0, [])],
  ]
}

function dnp3ControlSample(): Sample {
  return {
    name: 'DNP3 polling and controls',
    frames: overTcp(20_000, dnp3Turns(dnp3Session(), 20)),
    protocol: 'dnp3',
    fields: {
      'dnp3.al.func': [
        ...['1', '129', '2', '129', '2', '129', '3', '129', '4', '129', '5', '129'],
        ...['9', '129', '21', '129', '13', '129', '130', '0', '18', '129'],
      ],
      'dnp3.al.iin': [
        '0x9000',
        '0x1000',
        '0x0000',
        '0x0000',
        '0x0000',
        '0x2001',
        '0x0000',
        '0x0000',
        '0x0000',
        '0x8000',
        '0x0000',
      ],
      'dnp3.al.timestamp': ['Nov 28, 2026 20:15:07.250000000 UTC'],
      'dnp3.al.ctrlstatus': [...Array.from({ length: 10 }, () => '0'), '2', '0', '0'],
      'dnp3.al.on_time': ['100', '0', '100', '0', '100', '0', '100', '0'],
      'dnp3.al.anaout.float': ['49.5', '49.5', '49.5', '49.5'],
      'dnp3.al.anaout.int': ['-5'],
    },
  }
}

/** A master that asks outstation 10 who it is and fetches a file in two blocks. */
export function dnp3FileSession(name: string, data: Uint8Array): readonly Fragment[] {
  const half = data.length >> 1
  const attributes = (
    [
      [252, 'Wren Controls'],
      [250, 'RTU-7'],
      [242, '4.2.1'],
      [248, 'SN-0815'],
      [247, 'Bay 4'],
      [243, 'B'],
    ] as const
  ).map(([variation, text]) => bytes(0, variation, 0x00, 0, 0, dnp3.attribute(text)))
  return [
    ['client', dnp3.request(0, 1, bytes(0, 254, 0x00, 0, 0))],
    ['server', dnp3.response(0, 0, attributes)],
    ['client', dnp3.request(1, 25, dnp3.sized(70, 3, dnp3.fileCommand(name, 1, 0, 5)))],
    ['server', dnp3.response(1, 0, [dnp3.sized(70, 4, dnp3.fileCommandStatus(0x1234, data.length, 5, 0))])],
    ['client', dnp3.request(2, 1, dnp3.sized(70, 5, dnp3.fileBlock(0x1234, 0, false)))],
    ['server', dnp3.response(2, 0, [dnp3.sized(70, 5, dnp3.fileBlock(0x1234, 0, false, data.subarray(0, half)))])],
    ['client', dnp3.request(3, 1, dnp3.sized(70, 5, dnp3.fileBlock(0x1234, 1, false)))],
    ['server', dnp3.response(3, 0, [dnp3.sized(70, 5, dnp3.fileBlock(0x1234, 1, true, data.subarray(half)))])],
    ['client', dnp3.request(4, 26, dnp3.sized(70, 4, dnp3.fileCommandStatus(0x1234, 0, 6, 0)))],
    ['server', dnp3.response(4, 0, [dnp3.sized(70, 4, dnp3.fileCommandStatus(0x1234, 0, 6, 0))])],
  ]
}

function dnp3FileSample(): Sample {
  return {
    name: 'DNP3 file and identity',
    frames: overTcp(20_000, dnp3Turns(dnp3FileSession('/logs/event.txt', bytes('breaker 4 opened\n')))),
    protocol: 'dnp3',
    fields: {
      'dnp3.al.obj': [
        ...['0x00fe', '0x00fc', '0x00fa', '0x00f2', '0x00f8', '0x00f7', '0x00f3'],
        ...['0x4603', '0x4604', '0x4605', '0x4605', '0x4605', '0x4605', '0x4604', '0x4604'],
      ],
      'dnp3.al.da.value': ['Wren Controls', 'RTU-7', '4.2.1', 'SN-0815', 'Bay 4', 'B'],
      'dnp3.al.file_name': ['/logs/event.txt'],
      'dnp3.al.file.handle': Array.from({ length: 7 }, () => '0x00001234'),
      'dnp3.al.file.size': ['0x00000011', '0x00000000', '0x00000000'],
      'dnp3.al.file.lastblock': ['0', '0', '0', '1'],
      'dnp3.al.file.data': ['62:72:65:61:6b:65:72:20', '34:20:6f:70:65:6e:65:64:0a'],
    },
  }
}
