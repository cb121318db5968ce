// Bytes of a file to text: UTF-8 (RFC 3629) or UTF-16 with a byte order mark. A byte that fits neither is named, never
// replaced, so that a wrong encoding cannot change a name in silence.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { fault, type PlantFault } from './fault.ts'

export interface DecodedText {
  /** Without the byte order mark. */
  readonly text: string
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be'
}

/** What stands before the bytes in their file: how many others, and the place of the first. */
export interface TextPlace {
  readonly bytes: number
  /** From 1. */
  readonly line: number
  /** From 1, in bytes. */
  readonly column: number
}

const START: TextPlace = { bytes: 0, line: 1, column: 1 }

/** The text of a file, or of a part of it that begins at `place`. */
export function decodeText(bytes: Uint8Array, place = START): Result<DecodedText, PlantFault> {
  const [first, second, third] = bytes
  if (first === 0xff && second === 0xfe) return decodeUtf16(bytes, 'utf-16le', place)
  if (first === 0xfe && second === 0xff) return decodeUtf16(bytes, 'utf-16be', place)
  return decodeUtf8(bytes, first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0, place)
}

/** Characters are gathered in runs of this many before they become a string. */
const RUN = 8192

function decodeUtf8(bytes: Uint8Array, start: number, place: TextPlace): Result<DecodedText, PlantFault> {
  const parts: string[] = []
  let run: number[] = []
  for (let at = start; at < bytes.length; ) {
    const size = sequenceSize(bytes, at)
    if (size === 0 || bytes[at] === 0) return refuse(badByte(bytes, at, place))
    run.push(codePoint(bytes, at, size))
    at += size
    if (run.length === RUN) {
      parts.push(String.fromCodePoint(...run))
      run = []
    }
  }
  parts.push(String.fromCodePoint(...run))
  return accept({ text: parts.join(''), encoding: 'utf-8' })
}

/** Bytes of the well-formed sequence at `at` (RFC 3629 §4: no overlong forms, no surrogates), or 0. */
function sequenceSize(bytes: Uint8Array, at: number): 0 | 1 | 2 | 3 | 4 {
  const lead = bytes[at]!
  if (lead < 0x80) return 1
  const next = bytes[at + 1] ?? 0
  if (lead >= 0xc2 && lead <= 0xdf) return isTail(next) ? 2 : 0
  if (lead >= 0xe0 && lead <= 0xef) {
    const low = lead === 0xe0 ? 0xa0 : 0x80
    const high = lead === 0xed ? 0x9f : 0xbf
    return next >= low && next <= high && isTail(bytes[at + 2] ?? 0) ? 3 : 0
  }
  if (lead < 0xf0 || lead > 0xf4) return 0
  const low = lead === 0xf0 ? 0x90 : 0x80
  const high = lead === 0xf4 ? 0x8f : 0xbf
  return next >= low && next <= high && isTail(bytes[at + 2] ?? 0) && isTail(bytes[at + 3] ?? 0) ? 4 : 0
}

function isTail(byte: number): boolean {
  return byte >= 0x80 && byte <= 0xbf
}

function codePoint(bytes: Uint8Array, at: number, size: 1 | 2 | 3 | 4): number {
  if (size === 1) return bytes[at]!
  let value = bytes[at]! & (0xff >> (size + 1))
  for (let n = 1; n < size; n++) value = (value << 6) | (bytes[at + n]! & 0x3f)
  return value
}

function decodeUtf16(
  bytes: Uint8Array,
  encoding: 'utf-16le' | 'utf-16be',
  place: TextPlace,
): Result<DecodedText, PlantFault> {
  const [low, high] = encoding === 'utf-16le' ? [0, 1] : [1, 0]
  const parts: string[] = []
  let run: number[] = []
  let isPairOpen = false
  for (let at = 2; at < bytes.length; at += 2) {
    const unit = (bytes[at + high] ?? -1) * 256 + (bytes[at + low] ?? 0)
    const isLow = unit >= 0xdc00 && unit <= 0xdfff
    if (at + 1 >= bytes.length || isLow !== isPairOpen || unit === 0) return refuse(badByte(bytes, at, place))
    isPairOpen = unit >= 0xd800 && unit <= 0xdbff
    run.push(unit)
    if (run.length === RUN) {
      parts.push(String.fromCharCode(...run))
      run = []
    }
  }
  if (isPairOpen) return refuse(badByte(bytes, bytes.length - 2, place))
  parts.push(String.fromCharCode(...run))
  return accept({ text: parts.join(''), encoding })
}

/** `line` counts line feeds before the byte; `column` counts bytes. */
function badByte(bytes: Uint8Array, at: number, place: TextPlace): PlantFault {
  let { line } = place
  let start = 1 - place.column
  for (let before = 0; before < at; before++) {
    if (bytes[before] !== 0x0a) continue
    line += 1
    start = before + 1
  }
  const found = `byte 0x${(bytes[at] ?? 0).toString(16).padStart(2, '0')} at position ${place.bytes + at}`
  const mend = { code: 'save-as', value: 'UTF-8' } as const
  return fault({ code: 'plant.not-text', line, column: at - start + 1, found, expected: 'UTF-8 or UTF-16 text', mend })
}
