// System status lists that name the CPU. Source: Siemens, "System Software for S7-300/400, System and Standard Functions",
// Volume 2, SSL-ID W#16#xy11 (module identification) and W#16#xy1C (component identification).
import type { ClaimField, Endpoint } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { protocolName, S7COMM } from '../ids.ts'
import { utf8 } from '../text.ts'

const MODULE = 0x11
const COMPONENT = 0x1c

const COMPONENTS: ReadonlyMap<number, ClaimField> = new Map<number, ClaimField>([
  [1, 'name'],
  [2, 'name'],
  [3, 'description'],
  [4, 'description'],
  [5, 'serial'],
  [7, 'model'],
  [8, 'description'],
  [10, 'description'],
  [11, 'description'],
])

/** Data of an answer to Read SZL: return code, size, length (2), id (2), index (2), record length (2), count (2), records. */
export function claimSystemStatus(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  data: number,
  stop: number,
  flow: number,
  side: number,
): void {
  if (stop - data < 12 || bytes[data] !== 0xff) return
  const id = view.getUint16(data + 4)
  const list = id & 0xff
  if (list !== MODULE && list !== COMPONENT) return
  if (ledger.claims.isOldNews(flow, bytes, data, stop)) return
  const about = { mac: null, ip: ledger.endpoint(flow, side).ip }
  const length = view.getUint16(data + 8)
  if (length < (list === MODULE ? 28 : 34)) return
  const count = view.getUint16(data + 10)
  let at = data + 12
  for (let n = 0; n < count && at + length <= stop; n += 1) {
    if (list === MODULE) moduleRecord(ledger, bytes, view, at, about)
    else componentRecord(ledger, bytes, view, at, about)
    at += length
  }
}

// Index (2), order number (20), module class (2), version (2), version (2).
function moduleRecord(ledger: Ledger, bytes: Uint8Array, view: DataView, at: number, about: Endpoint): void {
  const index = view.getUint16(at)
  const text = utf8(bytes, at + 2, at + 22)
  const say = (field: ClaimField, value: string): void => {
    ledger.claims.claim(about, field, value, protocolName(S7COMM)!, `szl-0x0011-${index}`, ledger.wire)
  }
  const order = text.trim()
  if (index === 1) {
    say('orderNumber', order)
    // Order numbers that begin so are Siemens'; the protocol alone is spoken by other makers' controllers too.
    if (/^6(ES7|GK|AV|AG)/.test(order)) {
      ledger.claims.claim(about, 'vendor', 'Siemens', protocolName(S7COMM)!, 'order-number', ledger.wire, 'inferred')
    }
  } else if (index === 6) {
    say('orderNumber', order)
    say('hardware', String(view.getUint16(at + 26)))
  } else if (index === 7 && bytes[at + 24] === 0x56) {
    say('firmware', `V${bytes[at + 25]}.${bytes[at + 26]}.${bytes[at + 27]}`)
  } else {
    say('description', order)
  }
}

function componentRecord(ledger: Ledger, bytes: Uint8Array, view: DataView, at: number, about: Endpoint): void {
  const index = view.getUint16(at)
  const field = COMPONENTS.get(index)
  if (field === undefined) return
  ledger.claims.claim(
    about,
    field,
    utf8(bytes, at + 2, at + 34),
    protocolName(S7COMM)!,
    `szl-0x001c-${index}`,
    ledger.wire,
  )
}
