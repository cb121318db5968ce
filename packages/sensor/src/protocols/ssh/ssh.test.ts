// What the opening of SSH tells.
import {
  sshBanner,
  sshKeyExchange,
  sshKeyExchangeInit,
  sshKeyExchangeReply,
  sshNewKeys,
} from '@penstock/sensor/encoders'
import { expect, test } from 'vitest'
import { expectNoHarm, rowsOf, rowsWhenCut, tcpMiddle, tcpTalk } from '../room.fixture.ts'

const block = (length: number) => Uint8Array.from({ length }, (_, n) => n * 7)
const OPENING = [
  ['server', sshBanner('OpenSSH_9.2p1 Debian-2+deb12u3')],
  ['client', sshBanner('PuTTY_Release_0.78')],
  ['client', sshKeyExchangeInit(block(16))],
  ['server', sshKeyExchangeInit(block(16))],
  ['client', sshKeyExchange(block(32))],
  ['server', sshKeyExchangeReply(block(32), block(32), block(64))],
  ['server', sshNewKeys()],
  ['client', sshNewKeys()],
] as const

test('software of both sides, the hinted system, offers, and the client by its messages', () => {
  expect(rowsOf(tcpTalk(2222, OPENING))).toMatchObject({
    claims: [
      'server software OpenSSH_9.2p1 (ssh-version, observed)',
      'server operatingSystem Debian (ssh-version, inferred)',
      'client software PuTTY_Release_0.78 (ssh-version, observed)',
    ],
    functions: ['client ssh 30 x1'],
    anomalies: [],
  })
  expect(rowsOf(tcpTalk(2222, OPENING)).details).toEqual(
    expect.arrayContaining([
      'ssh-version SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3 x1',
      'ssh-key-exchange curve25519-sha256,ecdh-sha2-nistp256 x2',
      'ssh-host-key ssh-ed25519,rsa-sha2-256 x2',
      'ssh-cipher aes256-ctr,aes128-ctr x2',
      // As tshark computes it for the same lists (encoders/samples-it.ts).
      'hassh 954c2d7d01ad65e3885b89df9916f811 x1',
      'hassh-server 954c2d7d01ad65e3885b89df9916f811 x1',
    ]),
  )
})

test('a capture that begins with the messages of the exchange still tells the client', () => {
  expect(rowsOf(tcpMiddle(22, [OPENING[1], ...OPENING.slice(4)])).functions).toEqual(['client ssh 30 x1'])
})

test('two messages in a segment, and any cut, give the same rows', () => {
  const joined = [OPENING[0], ['client', Buffer.concat([OPENING[1][1], OPENING[2][1]])], ...OPENING.slice(3)] as const
  const { whole, cut } = rowsWhenCut(22, OPENING)
  for (const rows of cut) expect(rows).toEqual(whole)
  expect(rowsOf(tcpTalk(22, joined)).claims).toEqual(whole.claims)
})

test('nothing is read behind the new keys', () => {
  const sealed = block(400)
  expect(rowsOf(tcpTalk(22, [...OPENING, ['client', sealed], ['server', sealed]])).anomalies).toEqual([])
})

test('version 1 is odd, 1.99 speaks 2', () => {
  const open = (line: string) => rowsOf(tcpTalk(22, [['server', new TextEncoder().encode(`${line}\r\n`)]])).anomalies
  expect(open('SSH-1.5-OpenSSH_2.9')).toEqual(['ssh-version-1'])
  expect(open('SSH-1.99-OpenSSH_3.1')).toEqual([])
})

test('lists that do not fit are odd, and damage does no harm', () => {
  const lists = sshKeyExchangeInit(block(16)).slice()
  lists.set([0, 0, 0xff], 22)
  expect(rowsOf(tcpTalk(22, [OPENING[0], ['client', lists]])).anomalies).toEqual(['ssh-lists'])
  expectNoHarm('tcp', 22, OPENING)
}, 60_000)
