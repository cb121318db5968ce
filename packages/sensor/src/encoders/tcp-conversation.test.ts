// Sequence numbers of a conversation, read back from the frames with plain offsets.
import { expect, test } from 'vitest'
import { bytes } from './bytes.ts'
import { TcpConversation } from './tcp-conversation.ts'

const client = { mac: '02:00:00:00:00:01', ip: '192.0.2.1', port: 40_000 }
const server = { mac: '02:00:00:00:00:02', ip: '192.0.2.2', port: 502 }
const TCP_AT = 34

function numbers(frame: Uint8Array) {
  const view = new DataView(frame.buffer, frame.byteOffset)
  return { seq: view.getUint32(TCP_AT + 4), ack: view.getUint32(TCP_AT + 8), flags: view.getUint8(TCP_AT + 13) }
}

test('handshake, data, close', () => {
  const tcp = new TcpConversation(client, server, { clientSeq: 0xffff_ffff, serverSeq: 7 })
  const frames = [...tcp.open(), ...tcp.send('client', bytes('abc')), tcp.acknowledge('server'), ...tcp.close('server')]
  expect(frames.map(numbers)).toEqual([
    { seq: 0xffff_ffff, ack: 0, flags: 0x02 },
    { seq: 7, ack: 0, flags: 0x12 },
    { seq: 0, ack: 8, flags: 0x10 },
    { seq: 0, ack: 8, flags: 0x18 },
    { seq: 8, ack: 3, flags: 0x10 },
    { seq: 8, ack: 3, flags: 0x11 },
    { seq: 3, ack: 9, flags: 0x11 },
    { seq: 9, ack: 4, flags: 0x10 },
  ])
})

test('data longer than a segment is cut, only the last part is pushed', () => {
  const tcp = new TcpConversation(client, server, { mss: 4, clientSeq: 100 })
  const parts = tcp.send('client', bytes('abcdefghij'))
  expect(parts.map((frame) => numbers(frame).seq)).toEqual([100, 104, 108])
  expect(parts.map((frame) => numbers(frame).flags)).toEqual([0x10, 0x10, 0x18])
})

test('a PDU can be cut where a test wants it', () => {
  const tcp = new TcpConversation(client, server, { clientSeq: 1 })
  expect(tcp.sendCut('client', bytes('abcdef'), [1, 5]).map((frame) => numbers(frame).seq)).toEqual([1, 2, 6])
})

test('bytes that the tap did not see leave a gap', () => {
  const tcp = new TcpConversation(client, server, { clientSeq: 1 })
  tcp.skip('client', 100)
  expect(tcp.send('client', bytes('a')).map((frame) => numbers(frame).seq)).toEqual([101])
})
