// System status lists that name the CPU. Source: Siemens, "System Software for S7-300/400, System and Standard Functions",
// Volume 2, SSL-ID W#16#xy11 (module identification) and W#16#xy1C (component identification).
import type { ClaimField, Endpoint } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { protocolName, S7COMM } from '../ids.ts'
import { perLedger } from '../per-ledger.ts'
import { utf8 } from '../text.ts'

const MODULE = 0x11
const COMPONENT = 0x1c
const HEAD = 12
const MOST_UNFINISHED = 256

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

/** A list that goes on in the next answer: what it is, and the begun record at the end of the last one. */
interface Unfinished {
  readonly list: number
  readonly length: number
  readonly rest: Uint8Array
}

const unfinishedOf = perLedger(() => new Map<number, Unfinished>())

/**
 * Data of an answer to Read SZL: return code, size, length (2), then id (2), index (2), record length (2), count (2) and
 * records. A long list comes in several answers with the same `reference`; only the first one has the head.
 */
export function claimSystemStatus(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  data: number,
  stop: number,
  flow: number,
  side: number,
  reference: number,
  hasMore: boolean,
): void {
  if (stop - data < 4 || bytes[data] !== 0xff) return
  const open = unfinishedOf(ledger)
  const key = flow * 256 + reference
  const before = reference === 0 ? undefined : open.get(key)
  if (before === undefined && (stop - data < HEAD || (!hasMore && ledger.claims.isOldNews(flow, bytes, data, stop))))
    return
  open.delete(key)
  const list = before?.list ?? view.getUint16(data + 4) & 0xff
  const length = before?.length ?? view.getUint16(data + 8)
  if ((list !== MODULE && list !== COMPONENT) || length < (list === MODULE ? 28 : 34)) return
  const body = joined(before?.rest, bytes, data + (before === undefined ? HEAD : 4), stop)
  const about = { mac: null, ip: ledger.endpoint(flow, side).ip }
  let at = 0
  for (; at + length <= body.length; at += length) {
    if (list === MODULE) moduleRecord(ledger, body, at, about)
    else componentRecord(ledger, body, at, about)
  }
  if (hasMore && open.size < MOST_UNFINISHED) open.set(key, { list, length, rest: body.slice(at) })
}

function joined(rest: Uint8Array | undefined, bytes: Uint8Array, from: number, to: number): Uint8Array {
  const head = rest?.length ?? 0
  const body = new Uint8Array(head + Math.max(0, to - from))
  if (rest !== undefined) body.set(rest)
  for (let at = from; at < to; at += 1) body[head + at - from] = bytes[at]!
  return body
}

// Index (2), order number (20), module class (2), version (2), version (2).
function moduleRecord(ledger: Ledger, body: Uint8Array, at: number, about: Endpoint): void {
  const index = (body[at]! << 8) | body[at + 1]!
  const order = utf8(body, at + 2, at + 22).trim()
  const say = (field: ClaimField, value: string): void => {
    ledger.claims.claim(about, field, value, protocolName(S7COMM)!, `szl-0x0011-${index}`, ledger.wire)
  }
  if (index === 1) {
    say('orderNumber', order)
    // Order numbers that begin so are Siemens'; the protocol alone is spoken by other makers' controllers too.
    if (/^6(ES7|GK|AV|AG)/.test(order)) {
      ledger.claims.claim(about, 'vendor', 'Siemens', protocolName(S7COMM)!, 'order-number', ledger.wire, 'inferred')
    }
  } else if (index === 6) {
    say('orderNumber', order)
    say('hardware', String((body[at + 26]! << 8) | body[at + 27]!))
  } else if (index === 7 && body[at + 24] === 0x56) {
    say('firmware', `V${body[at + 25]}.${body[at + 26]}.${body[at + 27]}`)
  } else {
    say('description', order)
  }
}

function componentRecord(ledger: Ledger, body: Uint8Array, at: number, about: Endpoint): void {
  const index = (body[at]! << 8) | body[at + 1]!
  const field = COMPONENTS.get(index)
  if (field === undefined) return
  ledger.claims.claim(
    about,
    field,
    utf8(body, at + 2, at + 34),
    protocolName(S7COMM)!,
    `szl-0x001c-${index}`,
    ledger.wire,
  )
}
