// Protocols whose first bytes are text: a table of openings, and the few that need a second look.
import * as id from '../ids.ts'
import { fromClient, fromServer, seen, UNKNOWN } from './answer.ts'
import { find, startsWith } from './bytes.ts'

const HTTP_METHODS = ['GET ', 'POST ', 'PUT ', 'HEAD ', 'DELETE ', 'OPTIONS ', 'PATCH ', 'CONNECT ']
const RTSP_METHODS = ['OPTIONS ', 'DESCRIBE ', 'SETUP ', 'PLAY ', 'PAUSE ', 'TEARDOWN ', 'GET_PARAMETER ', 'ANNOUNCE ']

const OPENINGS: readonly (readonly [string, number])[] = [
  ['SSH-2.0-', seen(id.SSH)],
  ['SSH-1.', seen(id.SSH)],
  ['RFB 00', seen(id.VNC)],
  ['RTSP/1.0 ', fromServer(id.RTSP)],
  ['EHLO ', fromClient(id.SMTP)],
  ['HELO ', fromClient(id.SMTP)],
  ['MAIL FROM:', fromClient(id.SMTP)],
  ['FINS\0\0', seen(id.FINS)],
]

/** Recognises a text protocol on TCP by the first bytes of a segment. `suggested` breaks the tie of `220 `. */
export function recogniseText(bytes: Uint8Array, at: number, end: number, suggested: number): number {
  for (const [opening, answer] of OPENINGS) {
    if (startsWith(bytes, at, end, opening)) return answer
  }
  if (startsWith(bytes, at, end, 'HTTP/1.')) return fromServer(isMcp(bytes, at, end) ? id.MCP : id.HTTP)
  const line = Math.min(end, at + 512)
  for (const method of RTSP_METHODS) {
    if (startsWith(bytes, at, end, method) && find(bytes, at, line, 'rtsp/1.0') > 0) return fromClient(id.RTSP)
  }
  for (const method of HTTP_METHODS) {
    if (!startsWith(bytes, at, end, method)) continue
    if (find(bytes, at, Math.min(end, at + 2048), ' http/1.') > 0)
      return fromClient(isMcp(bytes, at, end) ? id.MCP : id.HTTP)
  }
  if (startsWith(bytes, at, end, '220 ') || startsWith(bytes, at, end, '220-'))
    return greeting(bytes, at, end, suggested)
  if (startsWith(bytes, at, end, 'USER ') && find(bytes, at, end, '\r\n') > 0) return fromClient(id.FTP)
  return UNKNOWN
}

// The Model Context Protocol is HTTP whose header or path says so (specification 2025-06-18, "Transports").
function isMcp(bytes: Uint8Array, at: number, end: number): boolean {
  const head = Math.min(end, at + 2048)
  if (find(bytes, at, head, '\r\nmcp-') > 0) return true
  const path = find(bytes, at, Math.min(end, at + 256), ' /mcp')
  return path > 0 && (bytes[path + 5] === 0x20 || bytes[path + 5] === 0x2f || bytes[path + 5] === 0x3f)
}

function greeting(bytes: Uint8Array, at: number, end: number, suggested: number): number {
  const line = Math.min(end, at + 256)
  if (find(bytes, at, line, 'smtp') > 0) return fromServer(id.SMTP)
  if (find(bytes, at, line, 'ftp') > 0) return fromServer(id.FTP)
  return suggested === id.FTP || suggested === id.SMTP ? fromServer(suggested) : UNKNOWN
}
