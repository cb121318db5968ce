// A DCP frame as a line: header and blocks of options. Source: IEC 61158-6-10, "Discovery and basic Configuration Protocol".
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import { type JsonLines, keyOf, MembersByCode, membersOf } from '@penstock/sensor/lines'
import type { Slab } from '@penstock/sensor/tables'
import type { PduSink } from '../pdu-sink.ts'
import { describeDcp, GET, HELLO, IDENTIFY, optionName, SET } from './names.ts'

const REQUEST_KIND = membersOf({ kind: 'request' })
const RESPONSE_KIND = membersOf({ kind: 'response' })
const HELLO_KIND = membersOf({ kind: 'publish' })
const IS_MALFORMED = membersOf({ isMalformed: true })
const FRAME_ID = keyOf('frameId')
const SERVICE = new MembersByCode((code) => ({ function: code, functionName: describeDcp(code).name }))
const SERVICE_TYPE = keyOf('serviceType')
const TRANSACTION = keyOf('transaction')
const DELAY = keyOf('delayFactor')
const BLOCKS = keyOf('blocks')
const OPTION = new MembersByCode((code) => {
  const name = optionName(code)
  return { option: code >> 8, suboption: code & 255, ...(name === undefined ? {} : { name }) }
})
const INFORMATION = keyOf('information')
const QUALIFIER = keyOf('qualifier')
const TEXT = keyOf('text')
const ADDRESS = keyOf('address')
const MASK = keyOf('mask')
const GATEWAY = keyOf('gateway')
const VENDOR = keyOf('vendor')
const DEVICE = keyOf('device')
const ROLE = keyOf('role')
const ABOUT = keyOf('about')
const ABOUT_SUBOPTION = keyOf('aboutSuboption')
const ERROR = keyOf('error')
const DATA = keyOf('data')

/** Frame id (2), service, type, transaction (4), delay (2), length of the blocks (2). */
const HEADER = 12
const BLOCK_HEAD = 4
const TYPE_BITS = 0x0f
const REQUEST = 0
const ASKS_ALL = 0xfefe

const IP_PARAMETER = 0x0102
const VENDOR_VALUE = 0x0201
const STATION = 0x0202
const DEVICE_ID = 0x0203
const DEVICE_ROLE = 0x0204
const ALIAS = 0x0206
const RESPONSE_BLOCK = 0x0504

/** The line of one frame that `side` sent; `at` is the place of its frame id. */
export function dcpPdu(
  sink: PduSink,
  ledger: Ledger,
  _slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const hasHeader = end - at >= HEADER
  const stop = hasHeader ? at + HEADER + view.getUint16(at + 10) : end
  const lines = sink.begin(ledger, Math.min(stop, end) - at, flow, side)
  if (!hasHeader) {
    lines.members(IS_MALFORMED)
    lines.hex(DATA, bytes, at, end)
  } else {
    const service = bytes[at + 2]!
    const type = bytes[at + 3]! & TYPE_BITS
    const isRequest = type === REQUEST && service !== HELLO
    setClient(ledger.flows, flow, isRequest ? side : 1 - side)
    lines.members(service === HELLO ? HELLO_KIND : isRequest ? REQUEST_KIND : RESPONSE_KIND)
    lines.number(FRAME_ID, view.getUint16(at))
    lines.members(SERVICE.of(service))
    lines.number(SERVICE_TYPE, type)
    lines.number(TRANSACTION, view.getUint32(at + 4))
    if (view.getUint16(at) === ASKS_ALL) lines.number(DELAY, view.getUint16(at + 8))
    if (stop > end) {
      lines.members(IS_MALFORMED)
      lines.hex(DATA, bytes, at + HEADER, end)
    } else if (service === GET && type === REQUEST) wanted(lines, bytes, view, at + HEADER, stop)
    else blocks(lines, bytes, view, at + HEADER, stop, service, type)
  }
  lines.end()
}

/** A Get request lists options without contents. */
function wanted(lines: JsonLines, bytes: Uint8Array, view: DataView, from: number, end: number): void {
  lines.openList(BLOCKS)
  let at = from
  for (; at + 2 <= end; at += 2) {
    lines.openRow()
    lines.members(OPTION.of(view.getUint16(at)))
    lines.closeRow()
  }
  lines.closeList()
  if (at < end) {
    lines.members(IS_MALFORMED)
    lines.hex(DATA, bytes, at, end)
  }
}

function blocks(
  lines: JsonLines,
  bytes: Uint8Array,
  view: DataView,
  from: number,
  end: number,
  service: number,
  type: number,
): void {
  lines.openList(BLOCKS)
  let at = from
  while (at + BLOCK_HEAD <= end) {
    const stop = at + BLOCK_HEAD + view.getUint16(at + 2)
    if (stop > end) break
    lines.openRow()
    const code = view.getUint16(at)
    lines.members(OPTION.of(code))
    block(lines, bytes, view, code, at + BLOCK_HEAD, stop, service, type)
    lines.closeRow()
    at = stop + ((stop - at) & 1)
  }
  lines.closeList()
  if (at < end) {
    lines.members(IS_MALFORMED)
    lines.hex(DATA, bytes, at, end)
  }
}

// Answers and Hello put two octets of information, Set requests two of a qualifier, before the value; what answers to a Set names an option.
function block(
  lines: JsonLines,
  bytes: Uint8Array,
  view: DataView,
  code: number,
  from: number,
  end: number,
  service: number,
  type: number,
): void {
  if (code === RESPONSE_BLOCK && end - from >= 3) {
    lines.number(ABOUT, bytes[from]!)
    lines.number(ABOUT_SUBOPTION, bytes[from + 1]!)
    lines.number(ERROR, bytes[from + 2]!)
    return
  }
  const isFilter = service === IDENTIFY && type === REQUEST
  const hasWord = !isFilter && end - from >= 2
  if (hasWord) lines.number(service === SET && type === REQUEST ? QUALIFIER : INFORMATION, view.getUint16(from))
  const at = hasWord ? from + 2 : from
  const length = end - at
  if (length <= 0) return
  if (code === IP_PARAMETER && length >= 12) {
    lines.ipv4(ADDRESS, view.getInt32(at))
    lines.ipv4(MASK, view.getInt32(at + 4))
    lines.ipv4(GATEWAY, view.getInt32(at + 8))
  } else if (code === VENDOR_VALUE || code === STATION || code === ALIAS) lines.text(TEXT, bytes, at, end)
  else if (code === DEVICE_ID && length >= 4) {
    lines.number(VENDOR, view.getUint16(at))
    lines.number(DEVICE, view.getUint16(at + 2))
  } else if (code === DEVICE_ROLE) lines.number(ROLE, bytes[at]!)
  else lines.hex(DATA, bytes, at, end)
}
