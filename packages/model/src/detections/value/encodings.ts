// Encoded forms in which a text may stand in an event: UTF-16 and Base64. Source: Sigma modifiers appendix 2.1.0, encoding.

export function utf8Of(text: string): Uint8Array {
  const bytes: number[] = []
  for (const char of text) {
    const code = char.codePointAt(0)!
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), tail(code))
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), tail(code >> 6), tail(code))
    else bytes.push(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code))
  }
  return Uint8Array.from(bytes)
}

export function utf16Of(text: string, order: 'little' | 'big', withMark = false): Uint8Array {
  const codes = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
  const pairs = (withMark ? [0xfeff, ...codes] : codes).map((code) => [code & 0xff, code >> 8])
  return Uint8Array.from(pairs.flatMap((pair) => (order === 'little' ? pair : pair.toReversed())))
}

/** Each byte as the character of its number: how bytes stand in a text. */
export function textOfBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export function base64Of(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at
    const bits = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    text += ALPHABET[bits >> 18]! + ALPHABET[(bits >> 12) & 63]!
    text += (left > 1 ? ALPHABET[(bits >> 6) & 63]! : '=') + (left > 2 ? ALPHABET[bits & 63]! : '=')
  }
  return text
}

/** What stays the same of the bytes' Base64 when none, one or two bytes stand before them. */
export function base64Offsets(bytes: Uint8Array): readonly string[] {
  const starts = [0, 2, 3]
  return starts.map((start, before) => {
    const cut = [0, 3, 2][(bytes.length + before) % 3]!
    const text = base64Of(Uint8Array.from([...new Uint8Array(before), ...bytes]))
    return text.slice(start, text.length - cut)
  })
}

function tail(code: number): number {
  return 0x80 | (code & 0x3f)
}
