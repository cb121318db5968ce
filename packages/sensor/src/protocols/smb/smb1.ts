// SMB 1, which nothing should speak any more: logons, systems, shares and names of files. What the offer of SMB 2 begins with is no use of
// it. Source: MS-CIFS §2.2.3.1, §2.2.4.52 (negotiate), §2.2.4.53 (session setup), §2.2.4.55 (tree connect), §2.2.4.64 (create);
// MS-SMB §2.2.4.6 (session setup with a token).
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import { SMB } from '../ids.ts'
import { AUTHENTICATE, ntlmAt, readNtlm } from '../ntlm/index.ts'
import { speaker } from '../speaker.ts'
import { ascii, utf16 } from '../text.ts'
import { IN_SMB1, MORE_PROCESSING, SUCCESS } from './names.ts'
import { sessionOf } from './session.ts'

const IS_ANSWER = 0x80
const IS_UNICODE = 0x8000
const NEGOTIATE = 0x72
const SESSION_SETUP = 0x73
const TREE_CONNECT = 0x75
const CREATE = 0xa2
const LONGEST_TEXT = 512

/** Reads the message whose head begins at `at`. */
export function smb1Message(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const command = bytes[at + 4]!
  const isAnswer = (bytes[at + 9]! & IS_ANSWER) !== 0
  const client = isAnswer ? 1 - side : side
  setClient(ledger.flows, flow, client)
  if (isAnswer) ledger.functions.answer(flow, client, SMB, IN_SMB1 | command)
  else ledger.functions.ask(flow, client, SMB, IN_SMB1 | command)
  if (isAnswer || command !== NEGOTIATE) ledger.odd('smb1', flow, 'SMB 1, which protects nothing, is in use')
  const words = at + 33
  const count = bytes[at + 32] ?? 0
  const data = words + count * 2
  if (data + 2 > end) return
  const isUnicode = (view.getUint16(at + 10, true) & IS_UNICODE) !== 0
  const status = view.getUint32(at + 5, true)
  if (isAnswer) {
    if (command === NEGOTIATE && count === 17) ledger.details.note(flow, 'smb-dialect', '1')
    if (command === SESSION_SETUP)
      setupAnswer(ledger, bytes, view, at, words, count, data, end, isUnicode, status, flow, client)
    return
  }
  if (command === SESSION_SETUP) setup(ledger, bytes, view, at, words, count, data, end, isUnicode, flow, client)
  else if (command === TREE_CONNECT && count === 4) {
    const from = data + 2 + view.getUint16(words + 6, true)
    tellText(ledger, 'smb-share', bytes, at, from, end, isUnicode, flow)
  } else if (command === CREATE && count === 24) tellText(ledger, 'smb-file', bytes, at, data + 2, end, isUnicode, flow)
}

function setup(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  words: number,
  count: number,
  data: number,
  end: number,
  isUnicode: boolean,
  flow: number,
  client: number,
): void {
  const session = sessionOf(ledger, flow)
  if (count === 12) {
    // A token stands first, then the names of the system.
    const behind = data + 2 + view.getUint16(words + 14, true)
    const ntlm = ntlmAt(bytes, data + 2, Math.min(end, behind))
    session.method = ntlm < 0 ? 'kerberos' : 'ntlm'
    session.account = null
    if (ntlm >= 0) {
      const said = readNtlm(ledger, 'smb', bytes, view, ntlm, end, flow, client)
      if (said.type === AUTHENTICATE) session.account = said.account
    }
    system(ledger, bytes, at, behind, end, isUnicode, flow, client)
  } else if (count === 13) {
    // Two proofs, then account, domain and the names of the system.
    const from = data + 2 + view.getUint16(words + 14, true) + view.getUint16(words + 16, true)
    const account = textAt(bytes, at, from, end, isUnicode)
    const domain = textAt(bytes, at, account.behind, end, isUnicode)
    session.method = 'ntlm'
    session.account = account.text === '' ? null : domain.text === '' ? account.text : `${domain.text}\\${account.text}`
    system(ledger, bytes, at, domain.behind, end, isUnicode, flow, client)
  }
}

function setupAnswer(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  words: number,
  count: number,
  data: number,
  end: number,
  isUnicode: boolean,
  status: number,
  flow: number,
  client: number,
): void {
  const session = sessionOf(ledger, flow)
  const ntlm = ntlmAt(bytes, data + 2, end)
  if (ntlm >= 0) readNtlm(ledger, 'smb', bytes, view, ntlm, end, flow, 1 - client)
  if (count === 3 || count === 4) {
    const token = count === 4 ? view.getUint16(words + 6, true) : 0
    system(ledger, bytes, at, data + 2 + token, end, isUnicode, flow, 1 - client)
  }
  if (status === MORE_PROCESSING || session.method === null) return
  const isGuest = count >= 3 && (view.getUint16(words + 4, true) & 1) !== 0
  const method = session.account === null && session.method === 'ntlm' ? 'anonymous' : session.method
  ledger.logon(
    flow,
    client,
    'smb',
    isGuest ? 'anonymous' : method,
    session.account,
    status === SUCCESS ? 'accepted' : 'refused',
  )
  session.method = null
}

// The system names itself: `Windows Server 2003 3790 Service Pack 2`, `Unix`.
function system(
  ledger: Ledger,
  bytes: Uint8Array,
  at: number,
  from: number,
  end: number,
  isUnicode: boolean,
  flow: number,
  side: number,
): void {
  const native = textAt(bytes, at, from, end, isUnicode)
  const manager = textAt(bytes, at, native.behind, end, isUnicode)
  const about = speaker(ledger, flow, side)
  ledger.claims.claim(about, 'operatingSystem', native.text, 'smb', 'smb1-native-system', ledger.wire)
  if (manager.text.startsWith('Samba'))
    ledger.claims.claim(about, 'software', manager.text, 'smb', 'smb1-native-system', ledger.wire)
}

function tellText(
  ledger: Ledger,
  kind: 'smb-share' | 'smb-file',
  bytes: Uint8Array,
  at: number,
  from: number,
  end: number,
  isUnicode: boolean,
  flow: number,
): void {
  const { text } = textAt(bytes, at, from, end, isUnicode)
  if (text !== '') ledger.details.note(flow, kind, text)
}

// A text up to its NUL. In UTF-16 it begins at an even place of the message.
function textAt(
  bytes: Uint8Array,
  at: number,
  from: number,
  end: number,
  isUnicode: boolean,
): { readonly text: string; readonly behind: number } {
  const stop = Math.min(end, from + LONGEST_TEXT)
  if (!isUnicode) {
    let to = from
    while (to < stop && bytes[to] !== 0) to += 1
    return { text: ascii(bytes, Math.min(from, to), to), behind: to + 1 }
  }
  const begin = from + ((from - at) & 1)
  let to = begin
  while (to + 1 < stop && (bytes[to] !== 0 || bytes[to + 1] !== 0)) to += 2
  return { text: begin < to ? utf16(bytes, begin, to) : '', behind: to + 2 }
}
