// Authenticated encryption of a stream: AES-256-GCM in segments of 64 KiB. The nonce is the segment's number and whether it is the last,
// so that no segment can be left out, moved or added, and no cut goes unseen (the STREAM construction of Hoang, Reyhanitabar, Rogaway
// and Vizár, 2015). A key encrypts one stream only.
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { BackupError } from './errors.ts'

const SEGMENT_BYTES = 64 << 10
const TAG_BYTES = 16
const SEALED_BYTES = SEGMENT_BYTES + TAG_BYTES

export async function* encrypt(plain: AsyncIterable<Uint8Array>, key: Uint8Array): AsyncGenerator<Buffer> {
  let number = 0
  for await (const { bytes, isLast } of inPieces(plain, SEGMENT_BYTES)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce(number++, isLast))
    yield Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
  }
}

/** Gives nothing that is not proven. Throws `backup.damaged`. */
export async function* decrypt(sealed: AsyncIterable<Uint8Array>, key: Uint8Array): AsyncGenerator<Buffer> {
  let number = 0
  for await (const { bytes, isLast } of inPieces(sealed, SEALED_BYTES)) {
    if (bytes.length < TAG_BYTES) throw damaged(number)
    const decipher = createDecipheriv('aes-256-gcm', key, nonce(number, isLast))
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
    try {
      yield Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()])
    } catch (cause) {
      throw damaged(number, cause)
    }
    number++
  }
}

/** Pieces of one length, the last of which is shorter or as long; there is always a last one. */
async function* inPieces(
  chunks: AsyncIterable<Uint8Array>,
  length: number,
): AsyncGenerator<{ readonly bytes: Buffer; readonly isLast: boolean }> {
  let held: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    held.push(chunk)
    bytes += chunk.length
    if (bytes <= length) continue
    const all = Buffer.concat(held)
    let at = 0
    // Never the last piece from here: what comes next is not known yet.
    for (; all.length - at > length; at += length) yield { bytes: all.subarray(at, at + length), isLast: false }
    held = [all.subarray(at)]
    bytes = all.length - at
  }
  yield { bytes: Buffer.concat(held), isLast: true }
}

function nonce(number: number, isLast: boolean): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeBigUInt64BE(BigInt(number), 3)
  bytes[11] = isLast ? 1 : 0
  return bytes
}

function damaged(segment: number, cause?: unknown): BackupError {
  return new BackupError(
    'backup.damaged',
    `segment ${segment} of a part is not as it was written (changed, cut, or another key); take another copy of the file`,
    { cause },
  )
}
