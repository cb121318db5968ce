// SQL Server pre-login. Source: MS-TDS §2.2.3.1 (packet header), §2.2.6.5 (PRELOGIN).
import { be16, be32, bytes } from './bytes.ts'

const TYPE = { response: 0x04, prelogin: 0x12 } as const

/** The client's offer, or the server's answer in the same form. */
export function tdsPrelogin(
  isResponse: boolean,
  version: readonly [major: number, minor: number, build: number],
): Uint8Array {
  const [major, minor, build] = version
  const values = [bytes(major, minor, be16(build), be16(0)), bytes(1), bytes(0), bytes(be32(0))]
  let offset = values.length * 5 + 1
  const options = values.map((value, token) => {
    const at = offset
    offset += value.length
    return bytes(token, be16(at), be16(value.length))
  })
  const body = bytes(...options, 0xff, ...values)
  return bytes(isResponse ? TYPE.response : TYPE.prelogin, 1, be16(body.length + 8), be16(0), 1, 0, body)
}
