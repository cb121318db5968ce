// EtherNet/IP encapsulation and the common packet format. Source: ODVA CIP volume 2, chapter 2 (§2-3 header, §2-4 commands,
// §2-6 common packet format). All numbers are least significant byte first, socket addresses excepted.
import { ipBytes } from './address.ts'
import { be16, bytes, le16, le32, zeros } from './bytes.ts'

export const COMMAND = {
  listServices: 0x0004,
  listIdentity: 0x0063,
  registerSession: 0x0065,
  unregisterSession: 0x0066,
  sendRrData: 0x006f,
  sendUnitData: 0x0070,
} as const

/** The identity object of a device (class 1). `revision` is major and minor, `serial` a 32-bit number. */
export interface CipIdentity {
  readonly vendorId: number
  readonly deviceType: number
  readonly productCode: number
  readonly revision: readonly [major: number, minor: number]
  readonly status: number
  readonly serial: number
  readonly productName: string
}

/** Header and data; `context` is eight bytes that the answer repeats. */
export function encapsulate(command: number, session: number, data: Uint8Array, context = 0): Uint8Array {
  const front = bytes(le16(command), le16(data.length), le32(session), le32(0))
  return bytes(front, le32(context), le32(0), le32(0), data)
}

export function registerSession(session: number): Uint8Array {
  return encapsulate(COMMAND.registerSession, session, bytes(le16(1), le16(0)))
}

export function unregisterSession(session: number): Uint8Array {
  return encapsulate(COMMAND.unregisterSession, session, bytes())
}

export function listIdentityRequest(): Uint8Array {
  return encapsulate(COMMAND.listIdentity, 0, bytes())
}

/** One identity item; `ip` is the address that the device says it listens on. */
export function listIdentityReply(ip: string, identity: CipIdentity): Uint8Array {
  const socket = bytes(be16(2), be16(44818), ipBytes(ip), zeros(8))
  const item = bytes(le16(1), socket, identityAttributes(identity), 3)
  return encapsulate(COMMAND.listIdentity, 0, bytes(le16(1), le16(0x000c), le16(item.length), item))
}

/** Unconnected message: a null address and CIP in an unconnected data item (0x00b2). */
export function sendRrData(session: number, cip: Uint8Array, context = 0): Uint8Array {
  const items = bytes(le16(2), le16(0), le16(0), le16(0x00b2), le16(cip.length), cip)
  return encapsulate(COMMAND.sendRrData, session, bytes(le32(0), le16(10), items), context)
}

/** Connected message: a connection address (0x00a1) and CIP behind its sequence count (0x00b1). */
export function sendUnitData(session: number, connection: number, sequence: number, cip: Uint8Array): Uint8Array {
  const address = bytes(le16(0x00a1), le16(4), le32(connection))
  const data = bytes(le16(0x00b1), le16(cip.length + 2), le16(sequence), cip)
  return encapsulate(COMMAND.sendUnitData, session, bytes(le32(0), le16(0), le16(2), address, data))
}

/** Cyclic I/O on UDP 2222: sequenced address (0x8002) and connected data (0x00b1). */
export function ioData(connection: number, sequence: number, classOneCount: number, data: Uint8Array): Uint8Array {
  const address = bytes(le16(0x8002), le16(8), le32(connection), le32(sequence))
  return bytes(le16(2), address, le16(0x00b1), le16(data.length + 2), le16(classOneCount), data)
}

/** Attributes 1 to 7 of the identity object in order, as ListIdentity and Get_Attributes_All carry them. */
export function identityAttributes(identity: CipIdentity): Uint8Array {
  const numbers = bytes(le16(identity.vendorId), le16(identity.deviceType), le16(identity.productCode))
  const state = bytes(identity.revision, le16(identity.status), le32(identity.serial))
  return bytes(numbers, state, identity.productName.length, identity.productName)
}
