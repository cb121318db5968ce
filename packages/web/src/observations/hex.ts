// Bytes of a packet as rows of sixteen: offset, hexadecimal, and the letters they stand for.

export interface HexRow {
  readonly offset: string
  readonly hex: string
  readonly text: string
}

const PER_ROW = 16

/** Rows of a hexadecimal string; an odd last digit is left out. Bytes that are no printable ASCII show as a dot. */
export function hexRows(hex: string): readonly HexRow[] {
  const bytes = bytesOf(hex)
  return Array.from({ length: Math.ceil(bytes.length / PER_ROW) }, (_, row) => {
    const slice = bytes.slice(row * PER_ROW, (row + 1) * PER_ROW)
    return {
      offset: (row * PER_ROW).toString(16).padStart(4, '0'),
      hex: slice.map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
      text: slice.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(''),
    }
  })
}

/** The bytes as text. */
export function textOfHex(hex: string): string {
  return new TextDecoder().decode(Uint8Array.from(bytesOf(hex)))
}

function bytesOf(hex: string): number[] {
  return (hex.match(/[0-9a-f]{2}/gi) ?? []).map((pair) => Number.parseInt(pair, 16))
}
