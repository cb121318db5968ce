// Whole transfers, though the answer comes from another port.
import { createHash } from 'node:crypto'
import { bytes, tftpAcknowledgement, tftpData, tftpError, tftpOptions, tftpRequest } from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { expectNoHarm, rowsOf, udpTalk } from '../room.fixture.ts'

type Turn = readonly ['client' | 'server', Uint8Array]
const DATA = Uint8Array.from({ length: 1100 }, (_, n) => (n * 7) & 255)
const digest = createHash('sha256').update(DATA).digest('hex').slice(0, 8)
const blocks = [1, 2, 3].map((n) => tftpData(n, DATA.subarray((n - 1) * 512, n * 512)))
const acknowledged = (n: number): Turn => ['client', tftpAcknowledgement(n)]
const sent = (n: number): Turn => ['server', blocks[n - 1]!]

/** The request on 69, all that follows between the client's port and another one of the server. */
const transfer = (request: Uint8Array, turns: readonly Turn[]): Uint8Array[] => [
  ...udpTalk(69, [['client', request]]),
  ...udpTalk(51_111, turns),
]

test.each([
  {
    name: 'a read of three blocks, one of them twice',
    frames: transfer(tftpRequest('read', 'boot/fw.bin'), [
      sent(1),
      acknowledged(1),
      sent(1),
      sent(2),
      sent(3),
      acknowledged(3),
    ]),
    row: `client from-device file boot/fw.bin 1100/null ${digest} complete`,
  },
  {
    name: 'a block that the capture does not hold',
    frames: transfer(tftpRequest('read', 'boot/fw.bin'), [sent(1), sent(3)]),
    row: 'client from-device file boot/fw.bin 588/null null complete',
  },
  {
    name: 'a write with larger blocks and a size',
    frames: transfer(tftpRequest('write', 'startup.cfg', { blksize: '2048', tsize: '1100' }), [
      ['server', tftpOptions({ blksize: '2048', tsize: '1100' })],
      ['client', tftpData(1, DATA)],
    ]),
    row: `client to-device file startup.cfg 1100/1100 ${digest} complete`,
  },
  {
    name: 'a refused one',
    frames: transfer(tftpRequest('write', 'startup.cfg'), [['server', tftpError(2, 'Access violation')]]),
    row: 'client to-device file startup.cfg 0/null null refused',
  },
  {
    name: 'one that breaks off',
    frames: transfer(tftpRequest('read', 'fw'), [sent(1), ['client', tftpError(3, 'Disk full')]]),
    row:
      'client from-device file fw 512/null ' +
      `${createHash('sha256').update(DATA.subarray(0, 512)).digest('hex').slice(0, 8)} aborted`,
  },
  {
    name: 'one that the capture does not see the end of',
    frames: transfer(tftpRequest('read', 'fw'), []),
    row: 'client from-device file fw 0/null null open',
  },
])('$name', ({ frames, row }) => {
  expect(rowsOf(frames).transfers).toEqual([row])
})

test('both flows bear the name of the protocol; a flow nobody announced does not', () => {
  const rows = rowsOf(transfer(tftpRequest('read', 'fw'), [sent(3)]))
  expect(rows.details).toEqual(['tftp-file fw x1'])
  expect(rowsOf(udpTalk(51_111, [sent(1), acknowledged(1)]))).toMatchObject({ transfers: [], functions: [] })
})

test('damage does no harm', () => {
  expectNoHarm('udp', 69, [
    ['client', tftpRequest('read', 'fw', { blksize: '1024' })],
    ['server', tftpOptions({ blksize: '1024' })],
    ['server', tftpData(1, bytes(1, 2, 3))],
  ])
}, 60_000)
