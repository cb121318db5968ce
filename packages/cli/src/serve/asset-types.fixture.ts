// One device of each type that a plant has, as a mirror shows them: SCADA, DCS, PLC, RTU, IIoT gateway, and a host of both worlds. What
// makes each type's own fields is on the wire: a block with its bytes, modes, a station's address, a link to a cloud.
import {
  arpRequest,
  bytes,
  httpRequest,
  httpResponse,
  iec104,
  modbus,
  pcapHeader,
  pcapRecord,
  rfbClientInit,
  rfbSecurityType,
  rfbServerInit,
  rfbVersion,
  s7comm,
  s7program,
  s7state,
  s7szl,
  smb1Negotiate,
  smb1NegotiateAnswer,
  TcpConversation,
  tdsPrelogin,
  tlsClientHello,
} from '@penstock/sensor/encoders'

type Turn = readonly ['client' | 'server', Uint8Array]

const START = 1_790_834_400_000_000
const device = (last: number) => ({ mac: `02:00:00:00:77:${String(last).padStart(2, '0')}`, ip: `10.77.0.${last}` })
export const TYPES = {
  scada: device(10),
  engineering: device(15),
  plc: device(20),
  dcs: device(30),
  rtu: device(40),
  iiot: device(50),
  meter: device(60),
  hybrid: device(70),
  office: device(80),
} as const
export const CLOUD = { ip: '203.0.113.7', name: 'plant-7.iot.example' }
const ROUTER = '02:00:00:00:77:01'
export const STATION = 12
export const BLOCK = bytes(...Array.from({ length: 200 }, (_, n) => n))
export const OTHER_BLOCK = bytes(...Array.from({ length: 200 }, (_, n) => 255 - n))
const HOUR = 3_600_000_000

/** The capture. */
export function assetTypes(): Uint8Array<ArrayBuffer> {
  return captureOf(framesOfTypes())
}

/** The same, and somebody who goes from one device to the next: a block is loaded into the PLC in both. */
export function attackedAssetTypes(): Uint8Array<ArrayBuffer> {
  return captureOf([...framesOfTypes(), ...framesOfAttack()])
}

/** What he did alone, an hour later: the PLC has another block, its key was turned, and the DCS controller has stopped. */
export function attackOnAssetTypes(): Uint8Array<ArrayBuffer> {
  const turned = { level: 1, modeSwitch: 2, hardware: [1, 2], program: [0x0bad, 0x0001] } as const
  const frames = [
    ...framesOfAttack(),
    ...talk(TYPES.engineering, TYPES.plc, 102, [
      ...download(OTHER_BLOCK),
      ['server', s7state.protectionList(12, turned)],
    ]),
    ...talk(TYPES.engineering, TYPES.dcs, 102, [['server', s7state.pushMode(0)]]),
  ]
  return captureOf(frames, START + HOUR)
}

/** The plant of these devices as its owner declares it; each conduit lets one kind of command pass. */
export function plantOfTypes(): Uint8Array<ArrayBuffer> {
  const at = (type: keyof typeof TYPES) => ({ ip: TYPES[type].ip, mac: TYPES[type].mac })
  const control = { zone: 'CONTROL' }
  const conduit = (id: string, zoneB: string, protocol: string, functions: readonly number[]) => ({
    ...{ id, zoneA: 'OFFICE', zoneB, protocols: [protocol], direction: 'a-to-b', status: 'as designed' },
    ...{ enforcedBy: ['FW'], inspection: 'application', functionLimits: [{ protocol, functions }] },
  })
  const plant = {
    about: { name: 'Types', schema: 'reference-plant/2', asOf: '2026-10-01T00:00:00Z' },
    protocols: [
      { id: 's7comm', aliases: [], transport: ['tcp'], ports: [102], isIndustrial: true },
      { id: 'iec104', aliases: [], transport: ['tcp'], ports: [2404], isIndustrial: true },
      { id: 'modbus-tcp', aliases: [], transport: ['tcp'], ports: [502], isIndustrial: true },
    ],
    zones: [
      { id: 'OFFICE', name: 'Office', purdue: '4' },
      { id: 'CONTROL', name: 'Control', purdue: '1-2' },
      { id: 'CELL', name: 'Cell', purdue: '1' },
      { id: 'GRID', name: 'Grid', purdue: '1' },
      { id: 'EDGE', name: 'Edge', purdue: '2' },
    ],
    assets: [
      { id: 'OFF-PC', name: 'Office PC', zone: 'OFFICE', role: 'workstation', os: 'Windows 11', ...at('office') },
      { id: 'FW', name: 'Firewall', ...control, role: 'firewall' },
      {
        id: 'SCADA',
        name: 'SCADA',
        zone: 'GRID',
        role: 'scada',
        os: 'Windows Server',
        temporary: true,
        ...at('scada'),
      },
      {
        id: 'HIST',
        name: 'Historian',
        zone: 'CELL',
        role: 'historian',
        os: 'Windows',
        temporary: true,
        ...at('hybrid'),
      },
      { id: 'DCS', name: 'DCS', ...control, role: 'dcs-controller', services: ['s7comm-102'], ...at('dcs') },
      {
        id: 'PLC',
        name: 'PLC',
        zone: 'CELL',
        role: 'plc',
        keySwitch: 'PROGRAM',
        services: ['s7comm-102'],
        ...at('plc'),
      },
      { id: 'RTU', name: 'RTU', zone: 'GRID', role: 'rtu', services: ['iec104-2404'], ...at('rtu') },
      { id: 'GW', name: 'Gateway', zone: 'EDGE', role: 'iiot-gateway', ...at('iiot') },
    ],
    conduits: [
      conduit('K-STOP', 'CONTROL', 's7comm', [0x29]),
      conduit('K-LOAD', 'CELL', 's7comm', [0x1a, 0x1b, 0x1c]),
      conduit('K-SET', 'GRID', 'iec104', [45]),
    ],
  }
  return new Uint8Array(bytes(JSON.stringify(plant)))
}

function framesOfAttack(): readonly Uint8Array[] {
  const reset = iec104.asdu(105, iec104.CAUSE.activation, STATION, [{ address: 0, element: bytes(1) }])
  return [
    ...talk(TYPES.office, TYPES.scada, 5900, [
      ['server', rfbVersion(3)],
      ['client', rfbVersion(3)],
      ['server', rfbSecurityType(1)],
      ['client', rfbClientInit()],
      ['server', rfbServerInit(800, 480, 'hmi')],
    ]),
    ...talk(TYPES.engineering, TYPES.dcs, 102, [
      ['client', s7program.stop(11)],
      ['server', s7program.transferDone(11, 0x29)],
    ]),
    ...talk(TYPES.scada, TYPES.rtu, 2404, [
      ['client', iec104.uFrame('startAct')],
      ['server', iec104.uFrame('startCon')],
      ['client', iec104.iFrame(0, 0, reset)],
    ]),
    ...talk(TYPES.office, TYPES.iiot, 23, [
      ['server', bytes(0xff, 0xfd, 0x18, 0xff, 0xfb, 0x01)],
      ['client', bytes(0xff, 0xfc, 0x18)],
      ['server', bytes('gateway login: ')],
      ['client', bytes('root\r\n')],
    ]),
    ...talk(TYPES.office, TYPES.hybrid, 445, [
      ['client', smb1Negotiate(['NT LM 0.12'])],
      ['server', smb1NegotiateAnswer(0, bytes(1, 2, 3, 4, 5, 6, 7, 8), 'PLANT', 'HIST')],
    ]),
  ]
}

function captureOf(frames: readonly Uint8Array[], start = START): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes(pcapHeader(), ...frames.map((frame, n) => pcapRecord(start + n * 1000, frame))))
}

function framesOfTypes(): readonly Uint8Array[] {
  return [
    ...Object.values(TYPES).map((each) => arpRequest(each, '10.77.0.1')),
    ...s7(TYPES.plc, 'CPU 315-2 PN/DP', [...download(), ...states()]),
    ...s7(TYPES.dcs, 'CPU 410-5H', [['server', s7state.pushMode(9)]]),
    ...[TYPES.plc, TYPES.dcs].flatMap((each) => talk(TYPES.scada, each, 102, reads())),
    ...talk(TYPES.scada, TYPES.rtu, 2404, [
      ['client', iec104.uFrame('startAct')],
      ['server', iec104.uFrame('startCon')],
      [
        'server',
        iec104.iFrame(0, 0, iec104.asdu(13, 3, STATION, [{ address: 3001, element: iec104.floatElement(11.25) }])),
      ],
    ]),
    ...talk(TYPES.iiot, TYPES.meter, 502, [
      ['client', modbus.frame({ transaction: 1, unit: 1 }, modbus.readRequest(3, 0, 2))],
      ['server', modbus.frame({ transaction: 1, unit: 1 }, modbus.registersResponse(3, [230, 50]))],
    ]),
    ...talk(TYPES.iiot, { mac: ROUTER, ip: '203.0.113.8' }, 1883, [
      ['client', bytes(0x10, 14, 0, 4, 'MQTT', 4, 2, 0, 60, 0, 2, 'gw')],
      ['server', bytes(0x20, 2, 0, 0)],
    ]),
    ...talk(TYPES.iiot, { mac: ROUTER, ip: CLOUD.ip }, 443, [['client', hello(CLOUD.name)]]),
    ...talk(TYPES.hybrid, TYPES.plc, 102, reads()),
    ...talk(TYPES.office, TYPES.hybrid, 1433, [
      ['client', tdsPrelogin(false, [15, 0, 2000])],
      ['server', tdsPrelogin(true, [15, 0, 4223])],
    ]),
    ...talk(TYPES.hybrid, TYPES.office, 80, [
      ['client', httpRequest('GET', '/', { 'User-Agent': 'Mozilla/5.0 (Windows NT 6.3; Win64; x64)' })],
      ['server', httpResponse(200, 'OK', { 'Content-Length': '0' })],
    ]),
  ]
}

let port = 40_000
function talk(
  client: { readonly mac: string; readonly ip: string },
  server: { readonly mac: string; readonly ip: string },
  to: number,
  turns: readonly Turn[],
): Uint8Array[] {
  port += 1
  const tcp = new TcpConversation({ ...client, port }, { ...server, port: to })
  return [...tcp.open(), ...turns.flatMap(([side, data]) => tcp.send(side, data)), ...tcp.close()]
}

/** An engineering station that asks a CPU what it is, and goes on. */
function s7(cpu: (typeof TYPES)['plc'], moduleType: string, more: readonly Turn[]): Uint8Array[] {
  const identity: s7szl.S7Identity = {
    ...{ orderNumber: '6ES7 315-2EH14-0AB0', firmware: [3, 2, 8] as const, hardware: 4, systemName: 'S7-1' },
    ...{ moduleName: `cpu-${cpu.ip}`, moduleType, serial: `S C-${cpu.ip}`, plant: '' },
  }
  return talk(TYPES.engineering, cpu, 102, [
    ['client', s7szl.szlRequest(1, 0x001c, 0)],
    ['server', s7szl.szlResponse(1, 1, 0x001c, 0, identity)],
    ...more,
  ])
}

function reads(): Turn[] {
  const range = { area: s7comm.AREA.dataBlock, db: 1, start: 0, length: 4 }
  const answer = s7comm.readVarAnswer([bytes(1, 2, 3, 4)])
  return [
    ['client', s7comm.job(2, s7comm.readVarParameter([range]))],
    ['server', s7comm.ackData(2, answer.parameter, answer.data)],
  ]
}

function download(block = BLOCK): Turn[] {
  const file = s7program.blockFile(s7program.BLOCK.fc, 7)
  return [
    ['client', s7program.requestDownload(6, file, block.length - 36)],
    ['server', s7program.transferDone(6, 0x1a)],
    ['server', s7program.askBlock(7, file)],
    ['client', s7program.giveBlock(7, block, false)],
    ['server', s7program.endDownload(8, file)],
    ['client', s7program.transferDone(8, 0x1c)],
  ]
}

function states(): Turn[] {
  const told = { level: 1, modeSwitch: 1, hardware: [1, 2], program: [0x1f4a, 0x144] } as const
  return [
    ['server', s7state.protectionList(9, told)],
    ['server', s7state.modeList(10, 8)],
  ]
}

function hello(serverName: string): Uint8Array {
  const filled = (octet: number) => new Uint8Array(32).fill(octet)
  return tlsClientHello({ random: filled(1), sessionId: filled(2), keyShare: filled(3), serverName })
}
