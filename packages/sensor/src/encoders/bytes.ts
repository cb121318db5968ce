// Putting bytes together: every encoder describes its layout as one `bytes(...)` call, field by field.

/** A number is one byte, a string its Latin-1 characters, an array or Uint8Array its bytes. */
export type Part = number | string | Uint8Array | readonly number[]

/** Joins parts in order. Numbers are cut to their low eight bits. */
export function bytes(...parts: readonly Part[]): Uint8Array {
  let length = 0
  for (const part of parts) length += typeof part === 'number' ? 1 : part.length
  const out = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    if (typeof part === 'number') out[at++] = part
    else if (typeof part === 'string') for (let i = 0; i < part.length; i++) out[at++] = part.charCodeAt(i)
    else {
      out.set(part, at)
      at += part.length
    }
  }
  return out
}

/** Two bytes, most significant first. */
export function be16(value: number): readonly number[] {
  return [(value >>> 8) & 0xff, value & 0xff]
}

/** Three bytes, most significant first. */
export function be24(value: number): readonly number[] {
  return [(value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]
}

/** Four bytes, most significant first. */
export function be32(value: number): readonly number[] {
  return [(value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]
}

/** Eight bytes, most significant first; `value` is a whole number below 2^53. */
export function be64(value: number): readonly number[] {
  return [...be32(Math.floor(value / 0x1_0000_0000)), ...be32(value % 0x1_0000_0000)]
}

/** Two bytes, least significant first. */
export function le16(value: number): readonly number[] {
  return [value & 0xff, (value >>> 8) & 0xff]
}

/** Four bytes, least significant first. */
export function le32(value: number): readonly number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff]
}

/** Eight bytes, least significant first; `value` is a whole number below 2^53. */
export function le64(value: number): readonly number[] {
  return [...le32(value % 0x1_0000_0000), ...le32(Math.floor(value / 0x1_0000_0000))]
}

/** IEEE 754 single, most significant byte first. */
export function beFloat(value: number): Uint8Array {
  const out = new Uint8Array(4)
  new DataView(out.buffer).setFloat32(0, value)
  return out
}

/** IEEE 754 single, least significant byte first. */
export function leFloat(value: number): Uint8Array {
  return beFloat(value).reverse()
}

/** Bytes of a hexadecimal text; spaces, colons and dashes are ignored. */
export function hex(text: string): Uint8Array {
  const digits = text.replace(/[\s:-]/g, '')
  const out = new Uint8Array(digits.length / 2)
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16)
  return out
}

/** Text in UTF-16, least significant byte first, as Windows protocols carry it. */
export function utf16(text: string): Uint8Array {
  return bytes(...Array.from(text, (_, i) => le16(text.charCodeAt(i))))
}

/** Text cut or filled with `fill` to exactly `length` bytes. */
export function fixed(text: string, length: number, fill = 0): Uint8Array {
  const out = new Uint8Array(length).fill(fill)
  for (let i = 0; i < Math.min(text.length, length); i++) out[i] = text.charCodeAt(i)
  return out
}

/** `count` zero bytes. */
export function zeros(count: number): Uint8Array {
  return new Uint8Array(count)
}

/** The body behind its own length, most significant byte first in two bytes; `extra` is added to the length. */
export function sized16(body: Uint8Array, extra = 0): Uint8Array {
  return bytes(be16(body.length + extra), body)
}
