// A file without a name: what is written to it first is read from it later, and it is gone with its reader. So a slow reader holds no
// transaction open, and a fault while it is written (a full disk) is told before a byte has gone out.
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

export async function spooled(
  write: (append: (text: string | Uint8Array) => Promise<void>) => Promise<void>,
): Promise<Readable> {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-export-'))
  const file = await open(join(folder, 'file'), 'wx+', 0o600)
  await rm(folder, { recursive: true })
  try {
    await write(async (text) => {
      await file.appendFile(text)
    })
  } catch (cause) {
    await file.close()
    throw cause
  }
  return file.createReadStream({ start: 0 })
}
