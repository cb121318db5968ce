// Reading a controller's system status lists (SZL), the identity of an S7 device. Source: Siemens, System Software for
// S7-300/400, System and Standard Functions, chapter on SSLs 0x0011 (module), 0x001c (component); layout as in Wireshark.
import { be16, bytes, fixed } from './bytes.ts'
import { octets, userdata } from './s7comm.ts'

/** What a controller tells of itself. `orderNumber` is the MLFB; texts are ASCII, cut to their field. */
export interface S7Identity {
  readonly orderNumber: string
  readonly firmware: readonly [major: number, minor: number, patch: number]
  readonly hardware: number
  readonly systemName: string
  readonly moduleName: string
  readonly moduleType: string
  readonly serial: string
  readonly plant: string
}

const SZL_MODULE = 0x0011
const SZL_COMPONENT = 0x001c

/** Asks for one list; index 0 means all records. */
export function szlRequest(reference: number, szlId: number, index: number): Uint8Array {
  const parameter = bytes(0, 1, 0x12, 4, 0x11, 0x44, 0x01, 0)
  return userdata(reference, parameter, octets(0xff, bytes(be16(szlId), be16(index))))
}

/** The answer to one list of `szlId` 0x0011 or 0x001c. */
export function szlResponse(reference: number, sequence: number, szlId: number, index: number, identity: S7Identity) {
  const records =
    szlId === SZL_MODULE ? moduleRecords(identity) : szlId === SZL_COMPONENT ? componentRecords(identity) : []
  const body = bytes(be16(szlId), be16(index), be16(records[0]?.length ?? 0), be16(records.length), ...records)
  const parameter = bytes(0, 1, 0x12, 8, 0x12, 0x84, 0x01, sequence, 0, 0, 0, 0)
  return userdata(reference, parameter, octets(records.length === 0 ? 0x0a : 0xff, body))
}

// 28 bytes: index, order number (20, filled with spaces), module type, two version words.
function moduleRecords(identity: S7Identity): Uint8Array[] {
  const order = fixed(identity.orderNumber, 20, 0x20)
  const [major, minor, patch] = identity.firmware
  const record = (index: number, version: readonly number[]) => bytes(be16(index), order, be16(0x00c0), version)
  return [
    record(1, [0, identity.hardware, 0, 1]),
    record(6, [0, identity.hardware, 0, 1]),
    record(7, [0x56, major, minor, patch]),
  ]
}

// 34 bytes: index and 32 bytes of text or numbers.
function componentRecords(identity: S7Identity): Uint8Array[] {
  const text = (index: number, value: string) => bytes(be16(index), fixed(value, 32))
  return [
    text(1, identity.systemName),
    text(2, identity.moduleName),
    text(3, identity.plant),
    text(4, 'Original Siemens Equipment'),
    text(5, identity.serial),
    text(7, identity.moduleType),
  ]
}
