// Network time, client and server. Source: RFC 5905 §7.3. Seconds count from 1900.
import { be16, be32, bytes, zeros } from './bytes.ts'

const SECONDS_1900_TO_1970 = 2_208_988_800

/** A client's question at `at` (microseconds since 1970). */
export function ntpRequest(at: number): Uint8Array {
  return bytes(0x23, 0, 6, 0xec, zeros(36), timestamp(at))
}

/** A stratum 1 server's answer to a question asked at `asked`. */
export function ntpResponse(asked: number, at: number, reference = 'GPS'): Uint8Array {
  const front = bytes(0x24, 1, 6, 0xec, be32(0), be32(0x0010), reference.padEnd(4, '\0').slice(0, 4))
  return bytes(front, timestamp(at - 8_000_000), timestamp(asked), timestamp(at), timestamp(at))
}

/** Mode 6 (RFC 9327 §2): an operation, or its answer with variables. */
export function ntpControl(operation: number, answer: string | null = null): Uint8Array {
  const data = answer ?? ''
  const padding = zeros((4 - (data.length % 4)) % 4)
  const front = [0x16, (answer === null ? 0 : 0x80) | operation, be16(1), be16(0x0615), be16(0), be16(0)] as const
  return bytes(...front, be16(data.length), data, padding)
}

/** Mode 7 as ntpd asks it: implementation XNTPD (3), a request without items. */
export function ntpPrivate(request: number): Uint8Array {
  return bytes(0x17, 0, 3, request, be16(0), be16(0), zeros(40))
}

function timestamp(at: number): Uint8Array {
  const seconds = Math.floor(at / 1_000_000) + SECONDS_1900_TO_1970
  const fraction = Math.floor(((at % 1_000_000) / 1_000_000) * 0x1_0000_0000)
  return bytes(be32(seconds), be32(fraction))
}
