// CODESYS V3 runtime over TCP: block driver, datagram layer, channel, service. Source: Kaspersky ICS CERT, "Security research:
// CODESYS Runtime" (2019), and Microsoft's public ics-forensics-tools (magic 0x000117e8, datagram magic 0xc5).
import { be16, bytes, le16, le32, type Part } from './bytes.ts'

const BLOCK_MAGIC = 0x000117e8
const DATAGRAM_MAGIC = 0xc5
const SERVICE_MAGIC = 0xcd55
const PACKET = { channelService: 64 } as const
const CHANNEL = { open: 0xc3, opened: 0x83, block: 0x01 } as const

/** Service groups: 1 device (login, identity), 2 application, 31 variables. */
export const CODESYS_GROUP = { device: 1, application: 2, variables: 31 } as const

/** Absolute addresses of both ends, two bytes each on TCP. */
export interface CodesysEnds {
  readonly receiver: number
  readonly sender: number
}

export function codesysOpenChannel(ends: CodesysEnds, messageId: number): Uint8Array {
  return block(ends, bytes(CHANNEL.open, 0, be16(0x0101), le32(messageId), le32(0x001f_4000), le32(5)))
}

export function codesysChannelOpened(ends: CodesysEnds, messageId: number, channel: number): Uint8Array {
  return block(ends, bytes(CHANNEL.opened, 0, be16(0x0101), le32(messageId), le16(0), le16(channel), le32(0x001f_4000)))
}

/** A service call or its answer (`isAnswer` sets the top bit of the group). */
export function codesysService(
  ends: CodesysEnds,
  at: { channel: number; blockId: number; session: number },
  group: number,
  service: number,
  content: Uint8Array,
  isAnswer = false,
): Uint8Array {
  const groupWord = isAnswer ? group | 0x80 : group
  const head = bytes(
    le16(SERVICE_MAGIC),
    le16(16),
    le16(groupWord),
    le16(service),
    le32(at.session),
    le32(content.length),
    le32(0),
  )
  const parts: Part[] = [CHANNEL.block, 0x81, le16(at.channel), le32(at.blockId), le32(at.blockId - 1)]
  const body = bytes(head, content)
  return block(ends, bytes(...parts, le32(body.length), le32(0), body))
}

function block(ends: CodesysEnds, layer: Uint8Array): Uint8Array {
  const hopAndHeader = 0x6b
  const lengths = 0x11
  const datagram = bytes(
    DATAGRAM_MAGIC,
    hopAndHeader,
    0x40,
    PACKET.channelService,
    0,
    lengths,
    be16(ends.receiver),
    be16(ends.sender),
    layer,
  )
  return bytes(le32(BLOCK_MAGIC), le32(datagram.length + 8), datagram)
}
