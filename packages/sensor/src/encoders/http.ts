// HTTP/1.1 messages. Source: RFC 9112 §2-6.
import { bytes } from './bytes.ts'

export type HttpHeaders = Readonly<Record<string, string>>

/** A request; the body's length is told in its header. */
export function httpRequest(method: string, path: string, headers: HttpHeaders, body = ''): Uint8Array {
  return message(`${method} ${path} HTTP/1.1`, headers, body)
}

/** A response, e.g. 200 and `OK`. */
export function httpResponse(status: number, reason: string, headers: HttpHeaders, body = ''): Uint8Array {
  return message(`HTTP/1.1 ${status} ${reason}`, headers, body)
}

function message(start: string, headers: HttpHeaders, body: string): Uint8Array {
  const length = body === '' ? {} : { 'Content-Length': String(body.length) }
  const lines = Object.entries({ ...headers, ...length }).map(([name, value]) => `${name}: ${value}\r\n`)
  return bytes(`${start}\r\n${lines.join('')}\r\n${body}`)
}
