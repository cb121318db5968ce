// ISO transport over TCP: TPKT and COTP class 0. Sources: RFC 1006 §6, ITU-T X.224 §13 (CR 0xe0, CC 0xd0, DT 0xf0).
import { be16, bytes, type Part } from './bytes.ts'

/** TPKT version 3 around one TPDU. */
export function tpkt(tpdu: Uint8Array): Uint8Array {
  return bytes(3, 0, be16(tpdu.length + 4), tpdu)
}

/** Connect request; TSAPs are two bytes for S7 (0x0102: PG, rack 0 slot 2). */
export function connectRequest(sourceRef: number, callingTsap: number, calledTsap: number): Uint8Array {
  return connect(0xe0, 0, sourceRef, callingTsap, calledTsap)
}

/** Connect confirm. */
export function connectConfirm(destinationRef: number, sourceRef: number, callingTsap: number, calledTsap: number) {
  return connect(0xd0, destinationRef, sourceRef, callingTsap, calledTsap)
}

/** Data TPDU with the end-of-message mark; `isLast` false leaves more to come. */
export function dataTpdu(payload: Uint8Array, isLast = true): Uint8Array {
  return tpkt(bytes(2, 0xf0, isLast ? 0x80 : 0x00, payload))
}

function connect(type: number, destinationRef: number, sourceRef: number, callingTsap: number, calledTsap: number) {
  const size = [0xc0, 1, 10]
  const tsaps: Part[] = [0xc1, 2, be16(callingTsap), 0xc2, 2, be16(calledTsap)]
  const fixedPart = bytes(type, be16(destinationRef), be16(sourceRef), 0)
  const parameters = bytes(size, ...tsaps)
  return tpkt(bytes(fixedPart.length + parameters.length, fixedPart, parameters))
}
