// The state folder of an enrolled sensor: who it is, its token readable by its owner alone, and its spool.
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Domain } from '@penstock/model/kernel'
import { z } from 'zod'

export const Identity = z.strictObject({
  /** Address of the hub. */
  url: z.url(),
  id: z.string(),
  name: z.string(),
  domain: Domain,
  site: z.string(),
  segments: z.array(z.string()),
})
export type Identity = z.infer<typeof Identity>

const OWNER_ONLY = 0o600

export function isEnrolled(folder: string): boolean {
  return existsSync(join(folder, 'token'))
}

/** Makes the folder and shows that a secret can be kept in it, before one is asked for. Throws what the disk says. */
export function prepareFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeWhole(join(folder, 'sensor.json.part'), '')
}

/** Both files are whole on disk when it returns. */
export function keepIdentity(folder: string, identity: Identity, token: string): void {
  place(join(folder, 'token'), `${token}\n`)
  place(join(folder, 'sensor.json'), `${JSON.stringify(identity, null, 2)}\n`)
}

/** Throws when the folder holds no enrolled sensor. */
export function readIdentity(folder: string): Identity {
  return Identity.parse(JSON.parse(readFileSync(join(folder, 'sensor.json'), 'utf8')))
}

export function readToken(folder: string): string {
  return readFileSync(join(folder, 'token'), 'utf8').trim()
}

export function spoolOf(folder: string): string {
  return join(folder, 'spool')
}

function place(path: string, text: string): void {
  writeWhole(`${path}.part`, text)
  renameSync(`${path}.part`, path)
}

function writeWhole(path: string, text: string): void {
  const file = openSync(path, 'w', OWNER_ONLY)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
