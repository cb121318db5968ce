// Protocols whose first bytes are text: a table of openings, and the few that need a second look.
import * as id from '../ids.ts'
import { fromClient, fromServer, seen, UNKNOWN } from './answer.ts'
import { find, startsWith } from './bytes.ts'

/** Openings by their first four octets as a word, so that most bytes are told apart by one look; no two share a word. */
const OPENINGS = byFirstWord<number>([
  ['SSH-', seen(id.SSH)],
  ['RFB 00', seen(id.VNC)],
  ['RTSP/1.0 ', fromServer(id.RTSP)],
  ['EHLO ', fromClient(id.SMTP)],
  ['HELO ', fromClient(id.SMTP)],
  ['MAIL FROM:', fromClient(id.SMTP)],
  ['FINS\0\0', seen(id.FINS)],
])

/** Methods of HTTP and of RTSP; the version at the end of the line tells which. */
const METHODS = byFirstWord<null>(
  ['GET ', 'POST ', 'PUT ', 'HEAD ', 'DELETE ', 'OPTIONS ', 'PATCH ', 'CONNECT ', 'DESCRIBE ', 'SETUP ', 'PLAY '].map(
    (method) => [method, null],
  ),
)
const FIRST_LINE = 2048
const HTTP_ANSWER = wordOf('HTTP')

/** Recognises a text protocol on TCP by the first bytes of a segment. `suggested` breaks the tie of `220 `. */
export function recogniseText(bytes: Uint8Array, view: DataView, at: number, end: number, suggested: number): number {
  const word = view.getInt32(at)
  const opening = OPENINGS.get(word)
  if (opening !== undefined && startsWith(bytes, at, end, opening[0])) return opening[1]
  if (word === HTTP_ANSWER && startsWith(bytes, at, end, 'HTTP/1.'))
    return fromServer(isMcp(bytes, at, end) ? id.MCP : id.HTTP)
  const method = METHODS.get(word)
  if (method !== undefined && startsWith(bytes, at, end, method[0])) {
    const line = Math.min(end, at + FIRST_LINE)
    if (find(bytes, at, line, ' http/1.') > 0) return fromClient(isMcp(bytes, at, end) ? id.MCP : id.HTTP)
    return find(bytes, at, line, ' rtsp/1.0') > 0 ? fromClient(id.RTSP) : UNKNOWN
  }
  if (startsWith(bytes, at, end, '220 ') || startsWith(bytes, at, end, '220-'))
    return greeting(bytes, at, end, suggested)
  return startsWith(bytes, at, end, 'USER ') && find(bytes, at, end, '\r\n') > 0 ? fromClient(id.FTP) : UNKNOWN
}

// The Model Context Protocol is HTTP whose headers say so, in every revision (2025-06-18 and 2026-07-28, "Transports"); the first request of
// the older one has only its path, and takes answers as a stream or speaks JSON-RPC. A path alone is nobody's.
function isMcp(bytes: Uint8Array, at: number, end: number): boolean {
  const head = Math.min(end, at + 2048)
  if (find(bytes, at, head, '\r\nmcp-') > 0) return true
  const path = find(bytes, at, Math.min(end, at + 256), ' /mcp')
  if (path <= 0 || !(bytes[path + 5] === 0x20 || bytes[path + 5] === 0x2f || bytes[path + 5] === 0x3f)) return false
  return find(bytes, at, head, 'text/event-stream') > 0 || find(bytes, at, head, '"jsonrpc"') > 0
}

function greeting(bytes: Uint8Array, at: number, end: number, suggested: number): number {
  const line = Math.min(end, at + 256)
  if (find(bytes, at, line, 'smtp') > 0) return fromServer(id.SMTP)
  if (find(bytes, at, line, 'ftp') > 0) return fromServer(id.FTP)
  return suggested === id.FTP || suggested === id.SMTP ? fromServer(suggested) : UNKNOWN
}

function byFirstWord<Value>(
  entries: readonly (readonly [string, Value])[],
): ReadonlyMap<number, readonly [string, Value]> {
  return new Map(entries.map((entry) => [wordOf(entry[0]), entry]))
}

function wordOf(text: string): number {
  return (text.charCodeAt(0) << 24) | (text.charCodeAt(1) << 16) | (text.charCodeAt(2) << 8) | text.charCodeAt(3)
}
