// Secure shell: identification lines and key exchange offers. Sources: RFC 4253 §4.2, §6, §7.1.
import { be32, bytes } from './bytes.ts'

/** `SSH-2.0-` and the software's name. */
export function sshBanner(software: string): Uint8Array {
  return bytes(`SSH-2.0-${software}\r\n`)
}

/** KEXINIT (message 20) with common algorithms; `cookie` is 16 bytes. */
export function sshKeyExchangeInit(cookie: Uint8Array): Uint8Array {
  const ciphers = nameList('aes256-ctr,aes128-ctr')
  const macs = nameList('hmac-sha2-256,hmac-sha2-512')
  const none = nameList('none')
  const lists = bytes(nameList('curve25519-sha256,ecdh-sha2-nistp256'), nameList('ssh-ed25519,rsa-sha2-256'))
  const both = bytes(ciphers, ciphers, macs, macs, none, none, nameList(''), nameList(''))
  return packet(bytes(20, cookie, lists, both, 0, be32(0)))
}

/** The client's half of an elliptic key exchange: 32 bytes. */
export function sshKeyExchange(key: Uint8Array): Uint8Array {
  return packet(bytes(30, text(key)))
}

/** The server's half: its host key, 32 bytes, and the signature over both (RFC 5656 §4, RFC 8709 §4 and §6). */
export function sshKeyExchangeReply(hostKey: Uint8Array, key: Uint8Array, signature: Uint8Array): Uint8Array {
  const name = nameList('ssh-ed25519')
  return packet(bytes(31, text(bytes(name, text(hostKey))), text(key), text(bytes(name, text(signature)))))
}

export function sshNewKeys(): Uint8Array {
  return packet(bytes(21))
}

function text(content: Uint8Array): Uint8Array {
  return bytes(be32(content.length), content)
}

function nameList(names: string): Uint8Array {
  return bytes(be32(names.length), names)
}

// Padding makes the packet a multiple of eight bytes and is at least four.
function packet(payload: Uint8Array): Uint8Array {
  const padding = 4 + ((8 - ((payload.length + 9) % 8)) % 8)
  return bytes(be32(payload.length + padding + 1), padding, payload, new Uint8Array(padding))
}
