// DCE/RPC over TCP as DCOM (OPC Data Access) opens it. Sources: C706 §12.6 (connection-oriented PDUs), MS-DCOM §3.1.2.5.1.
import { bytes, hex, le16, le32 } from './bytes.ts'

const TYPE = { request: 0, response: 2, bind: 11, bindAck: 12 } as const
const FRAGMENT_BYTES = 5840
const NDR = { uuid: '8a885d04-1ceb-11c9-9fe8-08002b104860', version: 2 }

/** The object resolver that every DCOM client asks first. */
export const OXID_RESOLVER = '99fcfec4-5260-101b-bbcb-00aa0021347a'

/** Synchronous reads and writes of OPC Data Access. Source: OPC Foundation, Data Access Custom Interface 3.00, appendix (IDL). */
export const OPC_SYNC_IO = '39c13a52-011e-11d0-9675-0020afd8adb3'
/** Its first operation behind the three of IUnknown. */
export const OPC_SYNC_READ = 3

/** Operations of the object resolver. */
export const OXID_OPERATION = { serverAlive: 3 } as const

export function rpcBind(call: number, interfaceUuid: string, version = 0): Uint8Array {
  const syntax = bytes(uuid(interfaceUuid), le32(version), uuid(NDR.uuid), le32(NDR.version))
  const limits = bytes(le16(FRAGMENT_BYTES), le16(FRAGMENT_BYTES), le32(0))
  return pdu(TYPE.bind, call, bytes(limits, 1, 0, 0, 0, le16(0), 1, 0, syntax))
}

/** Accepts the one context; `port` is the server's secondary address. */
export function rpcBindAck(call: number, port: string): Uint8Array {
  const address = bytes(le16(port.length + 1), port, 0)
  const fill = new Uint8Array((4 - ((8 + address.length) % 4)) % 4)
  const limits = bytes(le16(FRAGMENT_BYTES), le16(FRAGMENT_BYTES), le32(0x5a5a))
  const result = bytes(1, 0, 0, 0, le16(0), le16(0), uuid(NDR.uuid), le32(NDR.version))
  return pdu(TYPE.bindAck, call, bytes(limits, address, fill, result))
}

export function rpcRequest(call: number, operation: number, stub: Uint8Array = bytes()): Uint8Array {
  return pdu(TYPE.request, call, bytes(le32(stub.length), le16(0), le16(operation), stub))
}

export function rpcResponse(call: number, stub: Uint8Array): Uint8Array {
  return pdu(TYPE.response, call, bytes(le32(stub.length), le16(0), 0, 0, stub))
}

/** What stands before the arguments of every DCOM call (ORPCTHIS, MS-DCOM §2.2.13.3); `causality` is 16 bytes. */
export function orpcThis(causality: Uint8Array): Uint8Array {
  return bytes(le16(5), le16(7), le32(0), le32(0), causality, le32(0))
}

/** What stands before the results (ORPCTHAT, §2.2.13.4). */
export function orpcThat(): Uint8Array {
  return bytes(le32(0), le32(0))
}

/** Mixed-endian bytes of a UUID text, as DCE/RPC with little-endian data carries them. */
export function uuid(text: string): Uint8Array {
  const raw = hex(text)
  return bytes(raw.slice(0, 4).reverse(), raw.slice(4, 6).reverse(), raw.slice(6, 8).reverse(), raw.slice(8))
}

function pdu(type: number, call: number, body: Uint8Array): Uint8Array {
  return bytes(5, 0, type, 0x03, 0x10, 0, 0, 0, le16(body.length + 16), le16(0), le32(call), body)
}
