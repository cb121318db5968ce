// An exclusive lock on a folder that the kernel lets go of when the process dies, however it dies.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreError } from './errors.ts'

/**
 * Locks `folder` and gives the function that unlocks it. The lock is SQLite's on a file of ours: it also refuses a second
 * holder in the same process. Throws `store.locked` when somebody else has it.
 */
export function lockFolder(folder: string): () => void {
  const file = new DatabaseSync(join(folder, 'penstock.lock'))
  try {
    file.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
  } catch (cause) {
    file.close()
    throw new StoreError(
      'store.locked',
      `${folder} is open in another penstock process; stop that one, or name another folder with --data`,
      { cause },
    )
  }
  return () => file.close()
}
