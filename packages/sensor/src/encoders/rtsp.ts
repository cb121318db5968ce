// Video stream control and interleaved media. Sources: RFC 2326 §6-10 and §10.12, RFC 3550 §5.1.
import { be16, be32, bytes } from './bytes.ts'

/** A request; the lines are its headers after `CSeq`. */
export function rtspRequest(
  method: string,
  url: string,
  sequence: number,
  lines: readonly string[] = [],
  body = '',
): Uint8Array {
  return bytes(text([`${method} ${url} RTSP/1.0`, `CSeq: ${sequence}`, ...lines], body))
}

export function rtspResponse(sequence: number, lines: readonly string[] = [], body = ''): Uint8Array {
  return bytes(text(['RTSP/1.0 200 OK', `CSeq: ${sequence}`, ...lines], body))
}

/** One RTP packet of dynamic payload type 96 on an interleaved channel. */
export function rtspMedia(
  channel: number,
  sequence: number,
  timestamp: number,
  source: number,
  media: Uint8Array,
): Uint8Array {
  const rtp = bytes(0x80, 96, be16(sequence), be32(timestamp), be32(source), media)
  return bytes('$', channel, be16(rtp.length), rtp)
}

function text(lines: readonly string[], body: string): string {
  const length = body === '' ? [] : [`Content-Length: ${body.length}`]
  return `${[...lines, ...length].join('\r\n')}\r\n\r\n${body}`
}
