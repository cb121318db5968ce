// Which addresses requests name, in each protocol that names them by numbers: the lowest and the highest, with the packets that did.
import { touchedText } from '@penstock/model/observations'
import { bytes, cip, dnp3, enip, fileSource, iec104, modbus, s7comm } from '@penstock/sensor/encoders'
import { observeStream } from '@penstock/sensor/observe'
import { expect, test } from 'vitest'
import { captureOf } from './capture.fixture.ts'
import { tcpTalk } from './room.fixture.ts'

type Requests = readonly Uint8Array[]
const { AREA } = s7comm
/** An item of a newer CPU: its syntax names no place. */
const SYMBOL = bytes(0x12, 0x0a, 0xb2, 0xff, 0, 0, 0, 0x52, 0, 0, 0, 1)

function touched(port: number, requests: Requests): string[] {
  const frames = tcpTalk(
    port,
    requests.map((data) => ['client', data] as const),
  )
  const [batch] = [...observeStream(fileSource(captureOf(frames)), { maxFlows: 64 })]
  return (batch!.exchanges ?? []).map(({ protocol, code, touched: reach }) => {
    if (reach === undefined) return `${code}: none`
    const [low, high] = [touchedText(protocol, reach.low), touchedText(protocol, reach.high)]
    return `${code}: ${low} (${reach.lowest.frame - 3}) to ${high} (${reach.highest.frame - 3})`
  })
}

function s7(...ranges: Parameters<typeof s7comm.readVarParameter>[0]): Uint8Array {
  return s7comm.job(1, s7comm.readVarParameter(ranges))
}

function ofCip(service: number, path: Uint8Array): Uint8Array {
  return enip.sendRrData(5, cip.request(service, path), 900)
}

function readDnp3(...objects: readonly Uint8Array[]): Uint8Array {
  return bytes(...dnp3.segments({ source: 1, destination: 10, isMaster: true }, dnp3.request(1, 1, ...objects)))
}

function call104(type: number, cause: number, ...addresses: readonly number[]): Uint8Array {
  const element =
    type === 45 ? iec104.commandElement(true, false) : type === 100 ? iec104.interrogationElement() : bytes()
  return iec104.iFrame(
    0,
    0,
    iec104.asdu(
      type,
      cause,
      3,
      addresses.map((address) => ({ address, element })),
    ),
  )
}

test.each<{ name: string; port: number; requests: Requests; told: string[] }>([
  {
    name: 'Modbus: unit and address',
    port: 502,
    requests: [modbus.frame({ transaction: 1, unit: 3 }, modbus.readRequest(3, 40, 10))],
    told: ['3: unit 3 address 40 (1) to unit 3 address 49 (1)'],
  },
  {
    name: 'S7comm: bytes of DBs, areas above them, every item of a request',
    port: 102,
    requests: [
      s7({ area: AREA.dataBlock, db: 5, start: 12, length: 8 }),
      s7(
        { area: AREA.dataBlock, db: 40_000, start: 0, length: 4 },
        { area: AREA.dataBlock, db: 2, start: 100, length: 2 },
      ),
    ],
    told: ['0x04: DB 2 byte 100 (2) to DB 40000 byte 3 (2)'],
  },
  {
    name: 'S7comm: flags, and no place of a symbolic item',
    port: 102,
    requests: [s7({ area: AREA.merkers, db: 0, start: 7, length: 1 }), s7comm.job(2, bytes(0x04, 1, SYMBOL))],
    told: ['0x04: flags byte 7 (1) to flags byte 7 (1)'],
  },
  {
    name: 'CIP: class and instance, and none of a tag',
    port: 44818,
    requests: [
      enip.registerSession(0),
      ofCip(0x01, cip.classPath(0x6b, 7)),
      ofCip(0x01, cip.classPath(0x01, 1)),
      enip.sendRrData(5, cip.readTag('Speed'), 901),
    ],
    told: ['0x0065: none', '0x01: class 0x1 instance 1 (3) to class 0x6b instance 7 (2)', '0x4c: none'],
  },
  {
    name: 'DNP3: group and index of ranges, and none of classes and counts',
    port: 20_000,
    requests: [
      readDnp3(dnp3.all(60, 1), bytes(32, 2, 7, 10)),
      readDnp3(bytes(30, 2, 1, 5, 0, 9, 0), bytes(1, 2, 0, 3, 4)),
    ],
    told: ['1: group 1 index 3 (2) to group 30 index 9 (2)'],
  },
  {
    name: 'IEC 104: station and object, and none of a whole station',
    port: 2404,
    requests: [call104(102, 5, 3001), call104(102, 5, 70_000), call104(100, 6, 0)],
    told: ['102: ASDU 3 IOA 3001 (1) to ASDU 3 IOA 70000 (2)', '100: none'],
  },
])('$name', ({ port, requests, told }) => {
  expect(touched(port, requests)).toEqual(told)
})

test('an item that claims more than its area holds stays in it', () => {
  const item = bytes(0x12, 0x0a, 0x10, 0x08, 0xff, 0xff, 0, 5, 0x84, 0xff, 0xff, 0xff)
  expect(touched(102, [s7comm.job(1, bytes(0x04, 9, item))])).toEqual([
    '0x04: DB 5 byte 2097151 (1) to DB 5 byte 2359290 (1)',
  ])
})
