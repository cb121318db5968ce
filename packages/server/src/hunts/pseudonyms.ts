// Rows as somebody sees them who may not know whom they are about: the same name is the same pseudonym, under a key that stays in the cell.
import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HuntedRow } from '@penstock/model/hunts'

const LETTERS = 10

export type Pseudonym = (kind: string, name: string) => string

const KEY_FILE = 'hunt-pseudonyms.key'

/** Pseudonyms under the key in this folder, made where there is none. */
export function loadPseudonyms(folder: string): Pseudonym {
  const file = join(folder, KEY_FILE)
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
  return pseudonymsOf(Buffer.from(readFileSync(file, 'utf8'), 'base64url'))
}

function pseudonymsOf(key: Uint8Array): Pseudonym {
  return (kind, name) =>
    `${kind}-${createHmac('sha256', key).update(`${kind}|${name.toLowerCase()}`).digest('base64url').slice(0, LETTERS)}`
}

/** What names nobody stays; the text of the event may name anybody and goes, and so does what was written to or where it is proven. */
export function pseudonymRow(row: HuntedRow, pseudonym: Pseudonym): HuntedRow {
  const of = (kind: string, name: string | null): string | null => (name === null ? null : pseudonym(kind, name))
  if ('of' in row) {
    const ends = {
      ...{ clientIp: of('address', row.clientIp), clientMac: of('card', row.clientMac) },
      ...{ serverIp: of('address', row.serverIp), serverMac: of('card', row.serverMac) },
      ...{ id: pseudonym('row', row.id), sha256: '' },
    }
    return row.of === 'conversations' ? { ...row, ...ends } : { ...row, ...ends, target: null, capture: '' }
  }
  return {
    ...row,
    ...{ sha256: '', what: null },
    ...{ user: of('user', row.user), device: of('host', row.device) },
    ...{ sourceIp: of('address', row.sourceIp), sourceHost: of('host', row.sourceHost) },
    ...{ destinationIp: of('address', row.destinationIp), destinationHost: of('host', row.destinationHost) },
  }
}
