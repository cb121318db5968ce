// Remote framebuffer. Source: RFC 6143 §7.1 (handshake), §7.3-7.6 (init, messages).
import { be16, be32, bytes } from './bytes.ts'

const VNC_AUTHENTICATION = 2
const TRUE_COLOUR_32 = [32, 24, 0, 1, ...be16(255), ...be16(255), ...be16(255), 16, 8, 0, 0, 0, 0]

export function rfbVersion(minor = 8): Uint8Array {
  return bytes(`RFB 003.00${minor}\n`)
}

/** The one type of version 3.3, which the server chooses. */
export function rfbSecurityType(type: number): Uint8Array {
  return bytes(be32(type))
}

/** A logon that failed, with its reason (3.8). */
export function rfbRefused(reason: string): Uint8Array {
  return bytes(be32(1), be32(reason.length), reason)
}

export function rfbSecurityTypes(): Uint8Array {
  return bytes(1, VNC_AUTHENTICATION)
}

export function rfbSecurityChoice(): Uint8Array {
  return bytes(VNC_AUTHENTICATION)
}

export function rfbSecurityResult(): Uint8Array {
  return bytes(be32(0))
}

/** Shared session. */
export function rfbClientInit(): Uint8Array {
  return bytes(1)
}

export function rfbServerInit(width: number, height: number, name: string): Uint8Array {
  return bytes(be16(width), be16(height), TRUE_COLOUR_32, be32(name.length), name)
}

/** Asks for what changed in a rectangle. */
export function rfbUpdateRequest(width: number, height: number): Uint8Array {
  return bytes(3, 1, be16(0), be16(0), be16(width), be16(height))
}

/** One raw rectangle of 4 bytes a pixel. */
export function rfbUpdate(x: number, y: number, width: number, height: number, pixels: Uint8Array): Uint8Array {
  return bytes(0, 0, be16(1), be16(x), be16(y), be16(width), be16(height), be32(0), pixels)
}

export function rfbPointer(buttons: number, x: number, y: number): Uint8Array {
  return bytes(5, buttons, be16(x), be16(y))
}

export function rfbKey(isDown: boolean, keysym: number): Uint8Array {
  return bytes(4, isDown ? 1 : 0, 0, 0, be32(keysym))
}
