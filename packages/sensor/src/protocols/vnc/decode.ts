// The handshake of the remote framebuffer protocol, read anew from what both sides have said so far: nothing in it is framed, and each
// place follows from what came before. Source: RFC 6143 §7.1 to §7.3; version 3.3 as its appendix tells.

const VERSION_BYTES = 12
const CHALLENGE_BYTES = 16
const NONE = 1
const VNC_AUTHENTICATION = 2

export interface Handshake {
  /** Minor version that the client chose: 3, 7 or 8. */
  minor: number
  version: string | null
  /** Types that the server offers, in its order. */
  offered: readonly number[]
  chosen: number | null
  result: 'accepted' | 'refused' | null
  desktop: string | null
  /** Nothing more of use comes. */
  isOver: boolean
}

const NOTHING: Handshake = {
  minor: 0,
  version: null,
  offered: [],
  chosen: null,
  result: null,
  desktop: null,
  isOver: false,
}

/** What `server[0..serverEnd)` and `client[0..clientEnd)` say. */
export function handshake(server: Uint8Array, serverEnd: number, client: Uint8Array, clientEnd: number): Handshake {
  if (serverEnd < VERSION_BYTES || clientEnd < VERSION_BYTES) return NOTHING
  const minor = Math.min(minorOf(server), minorOf(client))
  const said: Handshake = { ...NOTHING, minor, version: `3.${minor}` }
  let s = VERSION_BYTES
  let c = VERSION_BYTES
  if (minor < 7) {
    if (serverEnd < s + 4) return said
    said.offered = [server[s + 3]!]
    said.chosen = server[s + 3]!
    s += 4
  } else {
    const count = server[s]
    if (serverEnd < s + 1 || count === undefined || serverEnd < s + 1 + count) return said
    said.offered = [...server.subarray(s + 1, s + 1 + count)]
    s += 1 + count
    if (count > 0 && clientEnd < c + 1) return said
    said.chosen = count === 0 ? 0 : client[c]!
    c += 1
  }
  if (said.chosen === 0) return { ...said, result: 'refused', isOver: true }
  if (said.chosen === VNC_AUTHENTICATION) {
    s += CHALLENGE_BYTES
    c += CHALLENGE_BYTES
    if (clientEnd < c) return said
  } else if (said.chosen !== NONE) return { ...said, isOver: true }
  // Without authentication a result comes from version 3.8 on only.
  if (said.chosen === VNC_AUTHENTICATION || minor >= 8) {
    if (serverEnd < s + 4) return said
    said.result = server[s + 3] === 0 ? 'accepted' : 'refused'
    s += 4
  } else said.result = 'accepted'
  if (said.result === 'refused') return { ...said, isOver: true }
  const name = s + 24
  if (serverEnd < name) return said
  const length = ((server[name - 2]! << 8) | server[name - 1]!) >>> 0
  if (serverEnd < name + length && serverEnd < server.length) return said
  const stop = Math.min(serverEnd, name + length)
  return { ...said, desktop: new TextDecoder().decode(server.subarray(name, stop)), isOver: true }
}

/** True when `bytes[at..end)` begins with a version message, as far as it goes: `RFB 003.008\n`. */
export function opensRfb(bytes: Uint8Array, at: number, end: number): boolean {
  const form = 'RFB 00'
  for (let n = 0; n < form.length && at + n < end; n += 1) if (bytes[at + n] !== form.charCodeAt(n)) return false
  return end > at
}

function minorOf(bytes: Uint8Array): number {
  const told = (bytes[8]! - 48) * 100 + (bytes[9]! - 48) * 10 + (bytes[10]! - 48)
  // Versions of single makers (3.889 of a Mac, 5.0 of RealVNC) speak 3.8.
  const major = bytes[6]! - 48
  return major > 3 || told >= 8 ? 8 : told === 7 ? 7 : 3
}
