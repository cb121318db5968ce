// The three messages of Windows challenge-response logon. Source: MS-NLMP §2.2.1.
import { be16, bytes, le16, le32, utf16, zeros } from './bytes.ts'

const USUAL_FLAGS = 0xe208_8297
const HEAD_OF_CHALLENGE = 56
const HEAD_OF_AUTHENTICATE = 88

export type WindowsVersion = readonly [major: number, minor: number, build: number]

/** NEGOTIATE without domain or workstation; the version is that of the client's Windows. */
export function ntlmNegotiate(windows: WindowsVersion): Uint8Array {
  return bytes('NTLMSSP', 0, le32(1), le32(USUAL_FLAGS), zeros(16), version(windows))
}

/** CHALLENGE of a server; `challenge` is 8 bytes. */
export function ntlmChallenge(
  server: { readonly computer: string; readonly domain: string },
  challenge: Uint8Array,
  windows: WindowsVersion,
): Uint8Array {
  const target = utf16(server.domain)
  const pairs = bytes(pair(2, server.domain), pair(1, server.computer), pair(4, 'plant.example'), pair(0, ''))
  const names = bytes(fieldOf(target.length, HEAD_OF_CHALLENGE), le32(USUAL_FLAGS), challenge, zeros(8))
  const info = fieldOf(pairs.length, HEAD_OF_CHALLENGE + target.length)
  return bytes('NTLMSSP', 0, le32(2), names, info, version(windows), target, pairs)
}

/** AUTHENTICATE of a client, with proofs of 24 bytes that prove nothing. */
export function ntlmAuthenticate(
  who: { readonly domain: string; readonly user: string; readonly workstation: string },
  windows: WindowsVersion,
): Uint8Array {
  const parts = [
    utf16(who.domain),
    utf16(who.user),
    utf16(who.workstation),
    new Uint8Array(24).fill(1),
    new Uint8Array(24).fill(2),
  ]
  const [domain, user, workstation, lm, nt] = parts as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array]
  const at = (n: number) => parts.slice(0, n).reduce((sum, part) => sum + part.length, HEAD_OF_AUTHENTICATE)
  const fields = bytes(fieldOf(lm.length, at(3)), fieldOf(nt.length, at(4)), fieldOf(domain.length, at(0)))
  const more = bytes(fieldOf(user.length, at(1)), fieldOf(workstation.length, at(2)), fieldOf(0, at(5)))
  const front = bytes('NTLMSSP', 0, le32(3), fields, more, le32(USUAL_FLAGS), version(windows), zeros(16))
  return bytes(front, domain, user, workstation, lm, nt)
}

function version([major, minor, build]: WindowsVersion): Uint8Array {
  return bytes(major, minor, le16(build), 0, be16(0), 15)
}

function fieldOf(length: number, at: number): Uint8Array {
  return bytes(le16(length), le16(length), le32(at))
}

function pair(id: number, text: string): Uint8Array {
  const value = utf16(text)
  return bytes(le16(id), le16(value.length), value)
}
