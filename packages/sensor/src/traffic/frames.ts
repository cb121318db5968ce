// Reads written captures back with plain offsets, for tests: no decoder of this package takes part.

/** Where a frame was seen and between whom. Ports are 0 where the packet has none. */
export interface SeenFrame {
  readonly at: number
  readonly vlan: number
  readonly from: string
  readonly to: string
  readonly etherType: number
  readonly source: string
  readonly target: string
  readonly sourcePort: number
  readonly targetPort: number
  readonly bytes: Uint8Array
}

const FILE_HEADER = 24
const RECORD_HEADER = 16

/** All records of a little-endian microsecond capture of tagged frames. */
export function framesOf(capture: Uint8Array): SeenFrame[] {
  const view = new DataView(capture.buffer, capture.byteOffset, capture.byteLength)
  const frames: SeenFrame[] = []
  for (let at = FILE_HEADER; at < capture.length; ) {
    const seconds = view.getUint32(at, true)
    const micros = view.getUint32(at + 4, true)
    const length = view.getUint32(at + 8, true)
    const frame = capture.subarray(at + RECORD_HEADER, at + RECORD_HEADER + length)
    frames.push(seen(seconds * 1_000_000 + micros, frame))
    at += RECORD_HEADER + length
  }
  return frames
}

/** The Latin-1 text of a frame, to look for words in it. */
export function textOf(frame: SeenFrame): string {
  return Buffer.from(frame.bytes).toString('latin1')
}

function seen(at: number, frame: Uint8Array): SeenFrame {
  const word = (offset: number) => (frame[offset]! << 8) | frame[offset + 1]!
  const etherType = word(16)
  const hasPorts = etherType === 0x0800 && (frame[27] === 6 || frame[27] === 17)
  return {
    at,
    vlan: word(14) & 0xfff,
    to: mac(frame, 0),
    from: mac(frame, 6),
    etherType,
    source: etherType === 0x0800 ? ip(frame, 30) : '',
    target: etherType === 0x0800 ? ip(frame, 34) : '',
    sourcePort: hasPorts ? word(38) : 0,
    targetPort: hasPorts ? word(40) : 0,
    bytes: frame,
  }
}

function mac(frame: Uint8Array, at: number): string {
  return Array.from(frame.subarray(at, at + 6), (byte) => byte.toString(16).padStart(2, '0')).join(':')
}

function ip(frame: Uint8Array, at: number): string {
  return frame.subarray(at, at + 4).join('.')
}
