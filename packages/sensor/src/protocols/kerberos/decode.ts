// A Kerberos message taken apart as far as it passes in the clear. Source: RFC 4120 §5.4 (exchanges), §5.9 (errors), §7.2.2 (length on a
// stream); tags are those of appendix A.
import { BER, behind, enter, integerAt } from '../ber.ts'
import { utf8 } from '../text.ts'
import { NEED_MORE, NOT_MINE } from '../verdicts.ts'

const LONGEST = 1 << 20
const MOST_FIELDS = 16
const MOST_NAMES = 8
const FIRST_TAG = 0x6a
const LAST_TAG = 0x6f
const ERROR_TAG = 0x7e

export interface KerberosMessage {
  readonly type: number
  realm: string
  client: string
  service: string
  error: number
}

/** Bytes of the message behind its length at `at`, NEED_MORE or NOT_MINE. */
export function kerberosLength(bytes: Uint8Array, view: DataView, at: number, end: number): number {
  if (bytes[at]! !== 0) return NOT_MINE
  if (end - at < 5) return NEED_MORE
  const length = view.getUint32(at)
  return length >= 10 && length <= LONGEST && isTag(bytes[at + 4]!) ? 4 + length : NOT_MINE
}

function isTag(tag: number): boolean {
  return (tag >= FIRST_TAG && tag <= LAST_TAG) || tag === ERROR_TAG
}

/** The message at `at`; null when it is none. Ends are checked place by place, so that a cut one gives what it holds. */
export function kerberosMessageAt(bytes: Uint8Array, at: number, end: number): KerberosMessage | null {
  if (end - at < 10 || !isTag(bytes[at]!)) return null
  const message: KerberosMessage = { type: bytes[at]! & 0x1f, realm: '', client: '', service: '', error: -1 }
  const sequence = enter(bytes, at, end)
  if (bytes[sequence] !== BER.sequence) return null
  const isRequest = message.type === 10 || message.type === 12
  const isError = message.type === 30
  eachField(bytes, enter(bytes, sequence, end), behind(bytes, sequence, end), (tag, from, to) => {
    if (isRequest && tag === 4) body(bytes, enter(bytes, from, to), to, message)
    else if (isError) errorField(bytes, tag, from, to, message)
    else if (!isRequest && tag === 3) message.realm = text(bytes, from, to)
    else if (!isRequest && tag === 4) message.client = principal(bytes, from, to)
    else if (!isRequest && tag === 5) ticket(bytes, from, to, message)
  })
  return message
}

// KDC-REQ-BODY: client 1, realm 2, service 3.
function body(bytes: Uint8Array, from: number, end: number, message: KerberosMessage): void {
  eachField(bytes, from, end, (tag, at, to) => {
    if (tag === 1) message.client = principal(bytes, at, to)
    else if (tag === 2) message.realm = text(bytes, at, to)
    else if (tag === 3) message.service = principal(bytes, at, to)
  })
}

// KRB-ERROR: code 6, client's realm 7, client 8, realm 9, service 10.
function errorField(bytes: Uint8Array, tag: number, from: number, to: number, message: KerberosMessage): void {
  if (tag === 6) message.error = integerAt(bytes, from, to)
  else if (tag === 8) message.client = principal(bytes, from, to)
  else if (tag === 9) message.realm = text(bytes, from, to)
  else if (tag === 10) message.service = principal(bytes, from, to)
}

// Ticket: application 1 with version 0, realm 1, service 2.
function ticket(bytes: Uint8Array, from: number, end: number, message: KerberosMessage): void {
  const sequence = enter(bytes, from, end)
  eachField(bytes, enter(bytes, sequence, end), end, (tag, at, to) => {
    if (tag === 2) message.service = principal(bytes, at, to)
  })
}

function eachField(
  bytes: Uint8Array,
  from: number,
  end: number,
  each: (tag: number, from: number, to: number) => void,
): void {
  let at = from
  for (let n = 0; n < MOST_FIELDS && at + 2 <= end; n += 1) {
    const to = behind(bytes, at, end)
    if ((bytes[at]! & 0xe0) === 0xa0) each(bytes[at]! & 0x1f, enter(bytes, at, end), to)
    at = to
  }
}

// PrincipalName: type 0, then its parts as a sequence 1, joined by slashes as people write them.
function principal(bytes: Uint8Array, from: number, end: number): string {
  const parts: string[] = []
  eachField(bytes, enter(bytes, from, end), behind(bytes, from, end), (tag, at, to) => {
    if (tag !== 1) return
    let name = enter(bytes, at, to)
    for (let n = 0; n < MOST_NAMES && name + 2 <= to; n += 1) {
      parts.push(text(bytes, name, to))
      name = behind(bytes, name, to)
    }
  })
  return parts.join('/')
}

function text(bytes: Uint8Array, at: number, end: number): string {
  return utf8(bytes, enter(bytes, at, end), behind(bytes, at, end))
}
