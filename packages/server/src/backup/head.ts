// The head of a new backup: what it is called, when and by whom it was made, by which program.
import { randomInt } from 'node:crypto'
import { type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import { newUuid, programVersion } from '@penstock/server/runtime'
import { type BackupHead, SECTIONS } from './container.ts'

/** Crockford's base 32 without letters that are mistaken for digits. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** For people, such as BKP-7Q4K2M. */
export function newReference(): string {
  return `BKP-${Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`
}

export function newBackupHead(
  given: Pick<BackupHead, 'kind' | 'createdBy'> & { readonly at: EpochMicros; readonly reference?: string },
): {
  readonly id: string
  readonly reference: string
  /** Exactly what is written; the sections are bound to it. */
  readonly bytes: Buffer
} {
  const { reference = newReference() } = given
  const head: BackupHead = {
    format: 1,
    id: newUuid(),
    reference,
    kind: given.kind,
    createdAt: isoOfMicros(given.at),
    createdBy: given.createdBy,
    program: programVersion(),
    sections: [...SECTIONS],
  }
  return { id: head.id, reference, bytes: Buffer.from(JSON.stringify(head)) }
}
