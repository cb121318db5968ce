// SMB 2 and 3: dialect, logons with their result, shares, and files as far as they pass in the clear. Source: MS-SMB2 §2.2.3 to §2.2.22.
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import { SMB } from '../ids.ts'
import { AUTHENTICATE, ntlmAt, readNtlm } from '../ntlm/index.ts'
import { utf16 } from '../text.ts'
import type { FileShare } from './file-share.ts'
import { file, forget, openFile } from './files.ts'
import {
  CLOSE,
  CREATE,
  dialectName,
  MORE_PROCESSING,
  NEGOTIATE,
  READ,
  SESSION_SETUP,
  SUCCESS,
  TREE_CONNECT,
  WRITE,
} from './names.ts'
import { sessionOf } from './session.ts'

const HEAD = 64
const IS_ANSWER = 1
const PIPE = 2
const GUEST = 1
const NOBODY = 2
const DIRECTORY = 0x10

export function smb2Message(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  beyond: number,
  flow: number,
  side: number,
): void {
  const command = view.getUint16(at + 12, true)
  const isAnswer = (view.getUint32(at + 16, true) & IS_ANSWER) !== 0
  const client = isAnswer ? 1 - side : side
  setClient(ledger.flows, flow, client)
  if (isAnswer) ledger.functions.answer(flow, client, SMB, command)
  else ledger.functions.ask(flow, client, SMB, command)
  const body = at + HEAD
  if (isAnswer) answer(ledger, bytes, view, at, body, end, beyond, flow, client, command)
  else request(ledger, bytes, view, at, body, end, beyond, flow, client, command)
}

function request(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  body: number,
  end: number,
  beyond: number,
  flow: number,
  client: number,
  command: number,
): void {
  const message = view.getUint32(at + 24, true)
  switch (command) {
    case SESSION_SETUP: {
      if (end - body < 24) return
      const session = sessionOf(ledger, flow)
      const blob = place(view, at, body + 12, end)
      const ntlm = ntlmAt(bytes, blob, end)
      if (ntlm < 0) {
        session.method = 'kerberos'
        session.account = null
        return
      }
      const said = readNtlm(ledger, 'smb', bytes, view, ntlm, end, flow, client)
      session.method = 'ntlm'
      if (said.type === AUTHENTICATE) session.account = said.account
      return
    }
    case TREE_CONNECT: {
      if (end - body < 8) return
      const from = place(view, at, body + 4, end)
      const to = from + view.getUint16(body + 6, true)
      if (to <= end) ledger.details.note(flow, 'smb-share', utf16(bytes, from, to))
      return
    }
    case CREATE: {
      if (end - body < 56) return
      const from = place(view, at, body + 44, end)
      const to = from + view.getUint16(body + 46, true)
      if (to <= end && to > from) sessionOf(ledger, flow).creates.put(message, utf16(bytes, from, to))
      return
    }
    case READ:
      if (end - body >= 32)
        ledger.pending.put(
          flow,
          message,
          view.getUint32(body + 16, true),
          view.getUint32(body + 24, true),
          offset(view, body + 8),
        )
      return
    case WRITE: {
      if (end - body < 32) return
      const share = file(ledger, flow, view.getUint32(body + 16, true), view.getUint32(body + 24, true))
      if (share === null) return
      data(
        ledger,
        bytes,
        share,
        'to-device',
        flow,
        client,
        place(view, at, body + 2, end),
        end,
        beyond,
        view.getUint32(body + 4, true),
        offset(view, body + 8),
      )
      return
    }
    case CLOSE:
      if (end - body >= 24) forget(ledger, flow, view.getUint32(body + 8, true), view.getUint32(body + 16, true))
      return
    default:
  }
}

function answer(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  body: number,
  end: number,
  beyond: number,
  flow: number,
  client: number,
  command: number,
): void {
  const status = view.getUint32(at + 8, true)
  const message = view.getUint32(at + 24, true)
  const tree = view.getUint32(at + 36, true)
  switch (command) {
    case NEGOTIATE:
      if (status === SUCCESS && end - body >= 6)
        ledger.details.note(flow, 'smb-dialect', dialectName(view.getUint16(body + 4, true)))
      return
    case SESSION_SETUP: {
      const session = sessionOf(ledger, flow)
      const ntlm = ntlmAt(bytes, body, end)
      if (ntlm >= 0) readNtlm(ledger, 'smb', bytes, view, ntlm, end, flow, 1 - client)
      if (status === MORE_PROCESSING || session.method === null) return
      const flags = status === SUCCESS && end - body >= 4 ? view.getUint16(body + 2, true) : 0
      const method = flags & (GUEST | NOBODY) ? 'anonymous' : session.method
      ledger.logon(flow, client, 'smb', method, session.account, status === SUCCESS ? 'accepted' : 'refused')
      session.method = null
      session.account = null
      return
    }
    case TREE_CONNECT:
      if (status === SUCCESS && end - body >= 3 && bytes[body + 2] === PIPE) sessionOf(ledger, flow).addPipe(tree)
      return
    case CREATE: {
      const session = sessionOf(ledger, flow)
      const name = session.creates.take(message)
      if (name === undefined) return
      const isPipe = session.pipes.has(tree)
      ledger.details.note(flow, isPipe ? 'smb-pipe' : 'smb-file', name)
      if (isPipe || status !== SUCCESS || end - body < 80 || view.getUint32(body + 56, true) & DIRECTORY) return
      openFile(
        ledger,
        flow,
        view.getUint32(body + 64, true),
        view.getUint32(body + 72, true),
        name,
        offset(view, body + 48),
      )
      return
    }
    case READ: {
      if (!ledger.pending.take(flow, message) || status !== SUCCESS || end - body < 16) return
      const { first, second, third } = ledger.pending
      const share = file(ledger, flow, first >>> 0, second >>> 0)
      if (share === null) return
      const length = view.getUint32(body + 4, true)
      data(ledger, bytes, share, 'from-device', flow, client, at + bytes[body + 2]!, end, beyond, length, third >>> 0)
      return
    }
    default:
  }
}

// `length` bytes of a file at `position`; those that stand beyond `end` are passed over.
function data(
  ledger: Ledger,
  bytes: Uint8Array,
  share: FileShare,
  direction: 'to-device' | 'from-device',
  flow: number,
  client: number,
  from: number,
  end: number,
  beyond: number,
  length: number,
  position: number,
): void {
  const way = share.begin(ledger, flow, client, direction, sessionOf(ledger, flow))
  const isInOrder = position === way.position
  way.position = position + length
  const to = Math.min(end, from + length)
  const { transfers, wire } = ledger
  if (beyond === 0) transfers.data(flow, way.number, bytes, from, to, wire, isInOrder && to - from === length)
  else transfers.passUnread(flow, way.number, length, wire)
}

/** Place that an offset from the head tells, in two bytes at `field`; `end` when it lies outside. */
function place(view: DataView, at: number, field: number, end: number): number {
  return Math.min(end, at + view.getUint16(field, true))
}

// Offsets and sizes are 64 bits wide; what no double holds is none.
function offset(view: DataView, at: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, view.getUint32(at, true) + view.getUint32(at + 4, true) * 0x1_0000_0000)
}
