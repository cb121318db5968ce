// Encoders that no dissector reads, against bytes worked out by hand from the published layout; and the byte builders.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { ipBytes } from './address.ts'
import { CODESYS_GROUP, codesysOpenChannel, codesysService } from './codesys.ts'
import { be64, bytes, hasTshark, hex, le64, multicastMac, s7plus, utf16 } from './index.ts'
import { moxaAnswer, moxaDiscover } from './moxa.ts'
import { piMessage, vnetMessage } from './opaque-vendor.ts'
import { crc16, TRISTATION, tristationConnect, tristationConnected, tristationExecute } from './tristation.ts'

const ends = { receiver: 0x0001, sender: 0x2dde }

test.each([
  { name: 'TriStation connection request', made: tristationConnect(), bytes: '01 00 0000 01fc' },
  { name: 'TriStation connection reply', made: tristationConnected(), bytes: '02 00 0000 01b8' },
  {
    name: 'TriStation get status: command 0x13 and twice the size 10 make the sum 0x27',
    made: tristationExecute(false, TRISTATION.getStatus, 0),
    bytes: '05 00 0a00 00 00 13 00 0000 2700 0a00 5010',
  },
  { name: 'Moxa discovery', made: moxaDiscover(), bytes: '01 00 0008 00000000' },
  {
    name: 'Moxa answer',
    made: moxaAnswer(0x5110, hex('0090e8de43f6')),
    bytes: '81 00 0018 00000000 5110 8000 000000000000 0090e8de43f6',
  },
  { name: 'historian message', made: piMessage(2, hex('aabb')), bytes: '0a000000 02000000 aabb' },
  {
    name: 'control bus datagram',
    made: vnetMessage({ from: 1, to: 64 }, 5, hex('cc')),
    bytes: '00 40 ff 01 05000000 0100 cc',
  },
  {
    name: 'CODESYS open channel: block driver, datagram, channel layer',
    made: codesysOpenChannel(ends, 7),
    bytes: 'e8170100 22000000 c5 6b 40 40 00 11 0001 2dde c3 00 0101 07000000 00401f00 05000000',
  },
  {
    name: 'CODESYS service answer',
    made: codesysService(
      ends,
      { channel: 3, blockId: 2, session: 9 },
      CODESYS_GROUP.device,
      1,
      hex('01'),
      true,
    ).subarray(18),
    bytes: '01 81 0300 02000000 01000000 15000000 00000000 55cd 1000 8100 0100 09000000 01000000 00000000 01',
  },
])('$name', ({ made, bytes: expected }) => {
  expect(made).toEqual(hex(expected))
})

test('the sum of TriStation commands is CRC-16/ARC (check value of the catalogue: 0xbb3d for 123456789)', () => {
  expect(crc16(bytes('123456789'))).toBe(0xbb3d)
})

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/captures/', import.meta.url))

/** What frames of a capture carry above UDP or COTP, as they lie there. */
function payloads(capture: string, filter: string): Uint8Array[] {
  const args = ['-n', '-r', SAMPLES + capture, '-Y', filter, '-T', 'fields', '-e', 'data.data']
  const text = execFileSync('tshark', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  return text.split('\n').flatMap((line) => (line === '' ? [] : [hex(line)]))
}

describe.skipIf(!hasTshark() || !existsSync(SAMPLES))('captures that are not ours, made again', () => {
  test('every TriStation message of the malware TRITON, octet by octet', () => {
    const messages = payloads('tristation/attack.pcap', 'udp && data')
    for (const message of messages) {
      const [type, , , , direction, , command, sequence] = message
      const body = message.subarray(14, -2)
      if (type === 5) expect(tristationExecute(direction === 1, command!, sequence!, body)).toEqual(message)
      else if (type === 1) expect(tristationConnect()).toEqual(message)
      else if (type === 2) expect(tristationConnected()).toEqual(message)
    }
    expect(messages.filter(([type]) => type === 5).length).toBeGreaterThan(800)
  })

  test('every request and answer of S7comm-plus, but for its digest', () => {
    const made = payloads('s7/s7comm-plus.pcap', 'cotp && data').flatMap((message) => {
      const view = new DataView(message.buffer, message.byteOffset, message.length)
      // Whole messages of version 3, a digest of 32 octets in front of what they say.
      if (message[0] !== 0x72 || message[1] !== 3 || message[4] !== 32) return []
      if (message.length !== 4 + view.getUint16(2) + 4) return []
      const [code, sequence] = [view.getUint16(40), view.getUint16(44)]
      if (message[37] === 0x31) {
        // The flags of those that want no answer are others.
        if (message[50] !== 0x34) return []
        const said = s7plus.plusRequest(code, sequence, view.getUint32(46), message.subarray(51, -4))
        return [[said, message] as const]
      }
      if (message[37] !== 0x32) return []
      const said = s7plus.plusAnswer(code, sequence, [], message.subarray(47, -4))
      return [[said, message] as const]
    })
    for (const [said, message] of made) {
      const [front, digest] = [7, 37]
      const again = s7plus.plusMessage(3, said).subarray(front).slice()
      again.set(message.subarray(5, digest), 5)
      expect(again).toEqual(message)
    }
    expect(made.length).toBe(16)
  })
})

describe('bytes', () => {
  test('wide numbers keep their upper half', () => {
    expect(be64(0x1_2345_6789_abcd)).toEqual([0, 1, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd])
    expect(le64(0x1_2345_6789_abcd)).toEqual([0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 1, 0])
  })

  test('text for Windows protocols is little endian', () => {
    expect(utf16('Pé')).toEqual(hex('5000 e900'))
  })

  test('IPv6 text with a gap', () => {
    expect(ipBytes('2001:db8::5:1')).toEqual(hex('2001 0db8 0000 0000 0000 0000 0005 0001'))
    expect(ipBytes('::1')).toEqual(hex('00000000000000000000000000000001'))
  })

  test('multicast addresses map to group addresses', () => {
    expect(multicastMac('224.0.0.251')).toBe('01:00:5e:00:00:fb')
    expect(multicastMac('ff02::fb')).toBe('33:33:00:00:00:fb')
  })
})
