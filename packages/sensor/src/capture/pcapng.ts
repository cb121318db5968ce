// pcapng: sections of either byte order, several interfaces with their own link type and clock, options, unknown blocks.
// Source: draft-ietf-opsawg-pcapng, sections 4.1 to 4.4.
import type { RecordColumns } from './columns.ts'
import { LARGEST_RECORD } from './limits.ts'
import type { Walker } from './walker.ts'

const SECTION = 0x0a0d0d0a
const INTERFACE = 1
const OLD_PACKET = 2
const SIMPLE_PACKET = 3
const ENHANCED_PACKET = 6
/** Blocks that hold no packet and that we know to hold none: name resolution, statistics, journal, secrets, custom. */
const WITHOUT_PACKET = new Set([4, 5, 9, 10, 0x0bad, 0x4000_0bad])
const MAX_INTERFACES = 65_536
const WORD = 4_294_967_296
const MICROS = 1_000_000

export class PcapngWalker implements Walker {
  skipBytes = 0
  isBroken = false
  readonly skipped = new Map<string, number>()
  private isLittle = true
  private interfaces: CaptureInterface[] = []
  private lastAt = 0

  walk(
    _bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    fileBase: number,
    columns: RecordColumns,
    limit: number,
  ): number {
    let at = start
    while (columns.count < limit && end - at >= 12 && !this.isBroken) {
      const type = view.getUint32(at, this.isLittle)
      if (type === SECTION) {
        const order = view.getUint32(at + 8, true)
        this.isLittle = order === 0x1a2b3c4d
        if (!this.isLittle && order !== 0x4d3c2b1a) return this.stop(at, 'byte-order')
      }
      const blockLength = view.getUint32(at + 4, this.isLittle)
      if (blockLength < 12 || (blockLength & 3) !== 0) return this.stop(at, 'block-length')
      const holdsPacket = type === ENHANCED_PACKET || type === SIMPLE_PACKET || type === OLD_PACKET
      if (blockLength > LARGEST_RECORD + 1024) {
        if (holdsPacket || blockLength > 0x4000_0000) return this.stop(at, 'record-length')
        this.noteBlock(type)
        this.skipBytes = blockLength
        return at
      }
      if (end - at < blockLength) break
      if (holdsPacket) this.packet(type, view, at, blockLength, fileBase, columns)
      else if (type === SECTION) this.interfaces = []
      else if (type === INTERFACE) this.addInterface(view, at, blockLength)
      else this.noteBlock(type)
      at += blockLength
    }
    return at
  }

  private packet(
    type: number,
    view: DataView,
    at: number,
    blockLength: number,
    fileBase: number,
    columns: RecordColumns,
  ): void {
    const little = this.isLittle
    const isSimple = type === SIMPLE_PACKET
    const data = at + (isSimple ? 12 : 28)
    if (blockLength < (isSimple ? 16 : 32)) {
      this.count('block-length')
      return
    }
    const number = isSimple ? 0 : type === OLD_PACKET ? view.getUint16(at + 8, little) : view.getUint32(at + 8, little)
    const from = this.interfaces[number]
    if (from === undefined) {
      this.count('unknown-interface')
      return
    }
    const room = blockLength - (isSimple ? 16 : 32)
    const onWire = view.getUint32(at + (isSimple ? 8 : 24), little)
    const claimed = isSimple ? Math.min(onWire, from.snapLength) : view.getUint32(at + 20, little)
    if (claimed > room) this.count('record-length')
    const captured = Math.min(claimed, room)
    const row = columns.count
    // A simple packet has no time of its own: it came after the packet before it.
    if (!isSimple) this.lastAt = instant(from, view.getUint32(at + 12, little), view.getUint32(at + 16, little))
    columns.at[row] = this.lastAt
    columns.offset[row] = data
    columns.length[row] = captured
    columns.wireLength[row] = onWire > captured && onWire <= LARGEST_RECORD ? onWire : captured
    columns.link[row] = from.link
    columns.fileOffset[row] = fileBase + data
    columns.count = row + 1
  }

  private addInterface(view: DataView, at: number, blockLength: number): void {
    if (blockLength < 20 || this.interfaces.length >= MAX_INTERFACES) {
      this.count('interface-block')
      return
    }
    const little = this.isLittle
    let resolution = 6
    let offsetSeconds = 0
    const end = at + blockLength - 4
    for (let option = at + 16; option + 4 <= end; ) {
      const code = view.getUint16(option, little)
      const length = view.getUint16(option + 2, little)
      if (code === 0 || option + 4 + length > end) break
      if (code === 9 && length === 1) {
        resolution = view.getUint8(option + 4)
      } else if (code === 14 && length === 8) {
        offsetSeconds = Number(view.getBigInt64(option + 4, little))
      }
      option += 4 + ((length + 3) & ~3)
    }
    const snapLength = view.getUint32(at + 12, little)
    this.interfaces.push({
      link: view.getUint16(at + 8, little),
      snapLength: snapLength === 0 ? LARGEST_RECORD : snapLength,
      resolution,
      offsetMicros: offsetSeconds * 1_000_000,
    })
  }

  private stop(at: number, reason: string): number {
    this.isBroken = true
    this.count(reason)
    return at
  }

  private noteBlock(type: number): void {
    if (!WITHOUT_PACKET.has(type)) this.count('unknown-block')
  }

  private count(reason: string): void {
    this.skipped.set(reason, (this.skipped.get(reason) ?? 0) + 1)
  }
}

interface CaptureInterface {
  readonly link: number
  readonly snapLength: number
  /** Option if_tsresol: a negative power of ten, or of two when the highest bit is set. */
  readonly resolution: number
  readonly offsetMicros: number
}

/** Whole microseconds of a 64-bit tick count; 0 when it lies beyond what a safe integer can say. */
function instant(from: CaptureInterface, high: number, low: number): number {
  const power = from.resolution & 0x7f
  const micros = (from.resolution & 0x80 ? ofTwos(power, high, low) : ofTens(power, high, low)) + from.offsetMicros
  return Number.isSafeInteger(micros) ? micros : 0
}

function ofTens(power: number, high: number, low: number): number {
  if (power < 6) return (high * WORD + low) * 10 ** (6 - power)
  const perMicro = 10 ** (power - 6)
  if (perMicro > 1e9) return Math.floor((high * WORD + low) / perMicro)
  return high * Math.floor(WORD / perMicro) + Math.floor((high * (WORD % perMicro) + low) / perMicro)
}

// Seconds and the rest are told apart by bits, so that nothing is lost to rounding.
function ofTwos(power: number, high: number, low: number): number {
  const units = 2 ** power
  if (power > 32) {
    const perWord = units / WORD
    const rest = (high % perWord) * WORD + low
    return Math.floor(high / perWord) * MICROS + Math.floor((rest / units) * MICROS)
  }
  const seconds = high * (WORD / units) + Math.floor(low / units)
  return seconds * MICROS + Math.floor(((low % units) * MICROS) / units)
}
