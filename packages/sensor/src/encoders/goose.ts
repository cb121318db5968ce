// GOOSE frames. Source: IEC 61850-8-1:2011 annex A (goosePdu), annex C (APPID, length, reserved).
import { ber, berInteger, context } from './ber.ts'
import { be16, bytes } from './bytes.ts'
import { ETHERTYPE, ethernetFrame } from './ethernet.ts'

export interface GooseMessage {
  readonly from: string
  readonly to: string
  readonly appId: number
  readonly controlBlock: string
  readonly dataSet: string
  readonly id: string
  readonly state: number
  readonly sequence: number
  readonly data: readonly Uint8Array[]
  readonly lifetimeMs?: number
  readonly revision?: number
  readonly isSimulated?: boolean
  readonly needsCommissioning?: boolean
}

/** Priority 4 on VLAN 0, as the standard has it unless configured. */
export function gooseFrame(message: GooseMessage): Uint8Array {
  const { lifetimeMs = 2000, revision = 1, isSimulated = false, needsCommissioning = false } = message
  const time = [0x6a, 0, 0, 0, 0, 0, 0, 10]
  const names = bytes(ber(0x80, message.controlBlock), berInteger(lifetimeMs, 0x81), ber(0x82, message.dataSet))
  const state = bytes(ber(0x83, message.id), ber(0x84, time), berInteger(message.state, 0x85))
  const flags = bytes(
    berInteger(message.sequence, 0x86),
    ber(0x87, isSimulated ? 0xff : 0),
    berInteger(revision, 0x88),
    ber(0x89, needsCommissioning ? 0xff : 0),
    berInteger(message.data.length, 0x8a),
  )
  const pdu = ber(0x61, names, state, flags, context(11, ...message.data))
  const head = bytes(be16(message.appId), be16(pdu.length + 8), be16(isSimulated ? 0x8000 : 0), be16(0))
  const header = { from: message.from, to: message.to, etherType: ETHERTYPE.goose, tags: [{ vlan: 0, priority: 4 }] }
  return ethernetFrame(header, bytes(head, pdu))
}
