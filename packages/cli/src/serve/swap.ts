// Puts restored stores in the place of those that were served, and keeps these aside. Written down before it begins, so that a start
// after a kill ends what was begun: the folder holds one whole set or the other.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const PARTS = ['core', 'it', 'ot'] as const
export const RESTORED = 'restored'
const NOTE = 'swap.json'
const Note = z.strictObject({ aside: z.string().regex(/^before-[\w-]+$/) })

/** `data`/restored takes the place of what is in `data`, which goes to `data`/before-…; gives that folder's name. Nobody serves it. */
export function swapRestored(data: string, reference: string): string {
  let aside = `before-${reference}`
  for (let n = 2; existsSync(join(data, aside)); n++) aside = `before-${reference}-${n}`
  writeNote(data, JSON.stringify({ aside } satisfies z.infer<typeof Note>))
  finishSwap(data)
  return aside
}

/** Ends a swap that was begun; without one, removes what an unfinished restore left. Call before the stores are opened. */
export function finishSwap(data: string): void {
  const note = join(data, NOTE)
  if (!existsSync(note)) {
    rmSync(join(data, RESTORED), { recursive: true, force: true })
    return
  }
  const { aside } = Note.parse(JSON.parse(readFileSync(note, 'utf8')))
  mkdirSync(join(data, aside), { recursive: true, mode: 0o700 })
  for (const part of PARTS) {
    const restored = join(data, RESTORED, part)
    // Moved already when the one before was cut off.
    if (!existsSync(restored)) continue
    if (existsSync(join(data, part))) renameSync(join(data, part), join(data, aside, part))
    renameSync(restored, join(data, part))
  }
  syncFolder(data)
  rmSync(note)
  rmSync(join(data, RESTORED), { recursive: true, force: true })
}

function writeNote(data: string, text: string): void {
  const making = join(data, `${NOTE}.making`)
  const file = openSync(making, 'w', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(making, join(data, NOTE))
  syncFolder(data)
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
