// TCP: retransmissions, gaps, overlaps, splits and captures that begin in the middle.

import type { ObservationBatch } from '@penstock/model/observations'
import { bytes, modbus, s7comm, TcpConversation, tpkt, udpFrame } from '@penstock/sensor/encoders'
import { describe, expect, test } from 'vitest'
import { observeFrames } from './frames.fixture.ts'

const CLIENT = { mac: '02:00:00:00:00:01', ip: '192.0.2.10', port: 49_200 }
const SERVER = { mac: '02:00:00:00:00:02', ip: '192.0.2.20', port: 502 }
const READ = modbus.readRequest(3, 0, 2)
const ANSWER = modbus.registersResponse(3, [1, 2])

describe('a Modbus stream', () => {
  test('sent twice is read once', () => {
    const tcp = new TcpConversation(CLIENT, SERVER)
    const [ask] = tcp.send('client', pdu(1, READ))
    const [answer] = tcp.send('server', pdu(1, ANSWER))
    expect(asked(observeFrames([ask!, ask!, answer!, answer!]))).toEqual({ 3: 1 })
  })

  test('cut at any byte is read whole', () => {
    const data = bytes(pdu(1, READ), pdu(2, READ), pdu(3, READ))
    for (let cut = 1; cut < data.length; cut += 1) {
      const tcp = new TcpConversation(CLIENT, SERVER)
      expect(asked(observeFrames([...tcp.open(), ...tcp.sendCut('client', data, [cut])]))).toEqual({ 3: 3 })
    }
  })

  test('with a hole goes on at the next message, and the hole is an anomaly', () => {
    const tcp = new TcpConversation(CLIENT, SERVER)
    const before = tcp.send('client', pdu(1, READ))
    tcp.skip('client', 5)
    const after = [...tcp.send('client', pdu(2, READ)), ...tcp.send('client', pdu(3, READ))]
    const batch = observeFrames([...before, ...after])
    expect(asked(batch)).toEqual({ 3: 3 })
    expect(batch.anomalies.map((row) => row.kind)).toEqual(['tcp-gap'])
  })

  test('whose segments come in another order is read in its own', () => {
    const pdus = bytes(...[1, 2, 3, 4].map((n) => pdu(n, READ)))
    for (let first = 1; first < pdus.length; first += 5) {
      for (let second = first + 1; second < pdus.length; second += 5) {
        const tcp = new TcpConversation(CLIENT, SERVER)
        const [a, b, c] = tcp.sendCut('client', pdus, [first, second])
        const batch = observeFrames([a!, c!, b!])
        expect(asked(batch)).toEqual({ 3: 4 })
        expect(batch.anomalies).toEqual([])
      }
    }
  })

  test('with a hole that the receiver acknowledges does not wait for it', () => {
    const tcp = new TcpConversation(CLIENT, SERVER)
    const before = [...tcp.send('client', pdu(1, READ)), ...tcp.send('server', pdu(1, ANSWER))]
    tcp.skip('client', 12)
    const write = modbus.writeRegister(7, 1)
    const after = [...tcp.send('client', pdu(2, write)), ...tcp.send('server', pdu(2, write))]
    const batch = observeFrames([...before, ...after])
    expect(batch.operations).toMatchObject([{ code: '6', result: 'ok', proof: { frame: 3 } }])
  })

  test('whose last segment comes early is read at the end of the batch, as the packet it came in', () => {
    const tcp = new TcpConversation(CLIENT, SERVER)
    const before = tcp.send('client', pdu(1, READ))
    tcp.skip('client', 12)
    const batch = observeFrames([...before, ...tcp.send('client', pdu(2, modbus.writeRegister(7, 1)))])
    expect(batch.operations).toMatchObject([{ code: '6', proof: { frame: 2 } }])
  })

  test('in which a retransmission brings new bytes reads only the new ones', () => {
    const first = new TcpConversation(CLIENT, SERVER)
    const second = new TcpConversation(CLIENT, SERVER)
    const frames = [...first.send('client', pdu(1, READ)), ...second.send('client', bytes(pdu(1, READ), pdu(2, READ)))]
    expect(asked(observeFrames(frames))).toEqual({ 3: 2 })
  })

  test('whose first captured packet is the answer still has its client', () => {
    const tcp = new TcpConversation(CLIENT, { ...SERVER, port: 5020 })
    const frames = [1, 2].flatMap((n) => [
      ...tcp.send('server', pdu(n, ANSWER)),
      ...tcp.send('client', pdu(n + 1, READ)),
    ])
    const [row] = observeFrames(frames).conversations
    expect(row).toMatchObject({
      client: { ip: CLIENT.ip },
      serverPort: 5020,
      protocol: 'modbus-tcp',
      sidesFrom: 'content',
    })
  })

  test('whose sequence numbers wrap is one stream', () => {
    const tcp = new TcpConversation(CLIENT, SERVER, { clientSeq: 0xffff_fff8 })
    const frames = [1, 2, 3].flatMap((n) => tcp.send('client', pdu(n, READ)))
    expect(asked(observeFrames(frames))).toEqual({ 3: 3 })
  })
})

test('port 502 that carries something else is not Modbus, and only guessed to be', () => {
  const tcp = new TcpConversation(CLIENT, SERVER)
  const noise = [
    ...tcp.open(),
    ...tcp.send('client', bytes('hello, is anybody there?')),
    ...tcp.send('server', bytes('no')),
  ]
  expect(observeFrames(noise).conversations[0]).toMatchObject({
    protocol: null,
    portGuess: 'modbus-tcp',
    functions: [],
  })
})

test('a web server on port 502 is a web server', () => {
  const tcp = new TcpConversation(CLIENT, SERVER)
  const frames = [...tcp.open(), ...tcp.send('client', bytes('GET / HTTP/1.1\r\nHost: a\r\n\r\n'))]
  expect(observeFrames(frames).conversations[0]).toMatchObject({ protocol: 'http', portGuess: null })
})

test('HTTP whose header or path says so is the Model Context Protocol', () => {
  for (const request of [
    'POST /mcp HTTP/1.1\r\nHost: a\r\nAccept: application/json, text/event-stream\r\n\r\n',
    'POST /x HTTP/1.1\r\nMcp-Method: tools/call\r\nMcp-Name: read\r\n\r\n',
    'POST /x HTTP/1.1\r\nMCP-Protocol-Version: 2025-06-18\r\n\r\n',
  ]) {
    const tcp = new TcpConversation(CLIENT, { ...SERVER, port: 8000 })
    expect(observeFrames([...tcp.open(), ...tcp.send('client', bytes(request))]).conversations[0]?.protocol).toBe('mcp')
  }
})

test('an S7 message in several COTP segments is one message', () => {
  const job = s7comm.job(1, s7comm.readVarParameter([{ area: 0x84, db: 1, start: 0, length: 4 }]))
  const payload = job.subarray(7)
  for (let cut = 1; cut < payload.length; cut += 5) {
    const tcp = new TcpConversation(CLIENT, { ...SERVER, port: 102 })
    const parts = bytes(tpkt.dataTpdu(payload.subarray(0, cut), false), tpkt.dataTpdu(payload.subarray(cut)))
    const batch = observeFrames([...tcp.open(), ...tcp.send('client', parts)])
    expect(batch.conversations[0]).toMatchObject({ protocol: 's7comm', functions: [{ code: '0x04', count: 1 }] })
  }
})

test('a call that nobody answers is not a service', () => {
  const frames = [0, 1].flatMap(() => new TcpConversation(CLIENT, SERVER).open().slice(0, 1))
  expect(observeFrames(frames).conversations[0]).toMatchObject({
    isAnswered: false,
    sidesFrom: 'handshake',
    portGuess: 'modbus-tcp',
  })
  const refused = new TcpConversation(CLIENT, SERVER).refused()
  expect(observeFrames(refused).conversations[0]?.isAnswered).toBe(false)
})

test('an unnamed datagram keeps a null protocol and the guess of its port', () => {
  const frame = udpFrame({ ...CLIENT, port: 40_000 }, { ...SERVER, port: 5313 }, bytes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9))
  expect(observeFrames([frame]).conversations[0]).toMatchObject({
    protocol: null,
    portGuess: 'vnet-ip',
    sidesFrom: 'port',
  })
})

function pdu(transaction: number, body: Uint8Array): Uint8Array {
  return modbus.frame({ transaction, unit: 1 }, body)
}

function asked(batch: ObservationBatch): Record<string, number> {
  return Object.fromEntries(batch.conversations.flatMap((row) => row.functions.map(({ code, count }) => [code, count])))
}
