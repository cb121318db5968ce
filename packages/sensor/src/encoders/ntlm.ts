// The opening message of Windows challenge-response logon. Source: MS-NLMP §2.2.1.1.
import { be16, bytes, le16, le32, zeros } from './bytes.ts'

const USUAL_FLAGS = 0xe208_8297

/** NEGOTIATE without domain or workstation; the version is that of the client's Windows. */
export function ntlmNegotiate(windows: readonly [major: number, minor: number, build: number]): Uint8Array {
  const [major, minor, build] = windows
  const noNames = zeros(16)
  return bytes('NTLMSSP', 0, le32(1), le32(USUAL_FLAGS), noNames, major, minor, le16(build), 0, be16(0), 15)
}
