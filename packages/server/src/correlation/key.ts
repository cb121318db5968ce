// The key of the pseudonyms: a file that the first of the two cells makes and the other finds. The hub is never told what is in it (ADR 0022).
import { createHmac, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Keyed } from '@penstock/model/correlation'

export const FEWEST_KEY_BYTES = 16
const KEY_BYTES = 32

/** The key of the file, made when there is none; throws when it is too short to be one. Both cells may come at once. */
export function loadPseudonymKey(path: string): Buffer {
  const found = readKey(path)
  if (found !== null) return found
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const making = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`
  const file = openSync(making, 'wx', 0o600)
  try {
    writeSync(file, randomBytes(KEY_BYTES))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    // Whole or not at all, and only the first: a link is refused where there is one.
    linkSync(making, path)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
  } finally {
    rmSync(making, { force: true })
  }
  const made = readKey(path)
  if (made === null) throw new Error(`${path} was made and is not there`)
  return made
}

function readKey(path: string): Buffer | null {
  try {
    const key = readFileSync(path)
    if (key.length < FEWEST_KEY_BYTES) throw new Error(`${path}: a key has ${FEWEST_KEY_BYTES} bytes or more`)
    return key
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw cause
  }
}

/** HMAC-SHA-256 under a key of the period, which is made from the key given. */
export function keyedBy(secret: Buffer): Keyed {
  const periods = new Map<number, Buffer>()
  return (period, text) => {
    const key = periods.get(period) ?? createHmac('sha256', secret).update(`period ${period}`).digest()
    periods.set(period, key)
    return createHmac('sha256', key).update(text).digest('hex')
  }
}
