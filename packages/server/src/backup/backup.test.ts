import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type BackupHead,
  checkWhole,
  newIdentity,
  readBackupHead,
  readSection,
  recipientOf,
  stretchPassphrase,
  writeBackup,
} from '@penstock/server/backup'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { decrypt, encrypt } from './cipher.ts'
import { type Part, readParts, writeParts } from './parts.ts'
import { contentKey, makeSection, openSectionKey } from './section-key.ts'

const folder = mkdtempSync(join(tmpdir(), 'penstock-backup-'))
afterAll(() => rmSync(folder, { recursive: true }))

const HEAD: BackupHead = {
  format: 1,
  id: 'b1',
  reference: 'BKP-7Q4K2M',
  kind: 'manual',
  createdAt: '2026-11-20T10:00:00.000000Z',
  createdBy: 'penstock',
  program: '0.1.0',
  sections: ['core', 'ot'],
}
const ops = newIdentity()
const it = newIdentity()

async function* listed<T>(...items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

async function gathered(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}

/** A backup with one part in each section, the OT one for `ops` alone. */
async function smallBackup(file: string): Promise<void> {
  const backupHead = Buffer.from(JSON.stringify(HEAD))
  const streamOf = (section: 'core' | 'ot', recipient: string, text: string) => {
    const { head, sectionKey } = makeSection(section, HEAD.id, [{ key: recipient }])
    const part: Part = { head: { part: 'file', name: 'keys/a.pem' }, content: listed(Buffer.from(text)) }
    const frames = async function* () {
      yield head
      yield* encrypt(writeParts(listed(part)), contentKey(sectionKey, backupHead, head))
    }
    return { section, frames: frames() }
  }
  await writeBackup(file, backupHead, [streamOf('core', it.recipient, 'hub'), streamOf('ot', ops.recipient, 'plant')])
}

async function contentOf(file: string, section: 'core' | 'ot', identity: string): Promise<string> {
  const backup = await readBackupHead(file)
  const { head, headBytes, sealed } = await readSection(file, section)
  const key = contentKey(openSectionKey(head, backup.head.id, [identity]), backup.bytes, headBytes)
  const texts: string[] = []
  for await (const part of readParts(decrypt(sealed, key))) texts.push((await gathered(part.blocks)).toString())
  return texts.join()
}

test('each section opens with the key that it was made for, and with no other', async () => {
  const file = join(folder, 'two')
  await smallBackup(file)
  expect(await contentOf(file, 'core', it.identity)).toBe('hub')
  expect(await contentOf(file, 'ot', ops.identity)).toBe('plant')
  await expect(contentOf(file, 'core', ops.identity)).rejects.toMatchObject({ code: 'backup.wrong-key' })
  await expect(contentOf(file, 'ot', it.identity)).rejects.toMatchObject({ code: 'backup.wrong-key' })
})

test('a byte that is flipped anywhere is found before anything is opened', { timeout: 60_000 }, async () => {
  const file = join(folder, 'flipped')
  await smallBackup(file)
  const whole = readFileSync(file)
  await checkWhole(file)
  for (let at = 0; at < whole.length; at += 3) {
    const bytes = Buffer.from(whole)
    bytes[at] = (bytes[at] ?? 0) ^ 0x10
    writeFileSync(file, bytes)
    await expect(checkWhole(file), `byte ${at}`).rejects.toThrow()
  }
})

test('a byte that is flipped by somebody who also mends the hash does not open', { timeout: 60_000 }, async () => {
  const file = join(folder, 'mended')
  await smallBackup(file)
  const whole = readFileSync(file)
  // The frame of the end and its hash: a changed one is no content, and was looked at above.
  const end = whole.length - 37
  for (let at = 1; at < end; at += 3) {
    const bytes = Buffer.from(whole)
    bytes[at] = (bytes[at] ?? 0) ^ 0x01
    writeFileSync(file, bytes)
    const opened = Promise.all([contentOf(file, 'core', it.identity), contentOf(file, 'ot', ops.identity)])
    await expect(opened, `byte ${at}`).rejects.toThrow()
  }
})

test('a file that is cut anywhere is refused', { timeout: 60_000 }, async () => {
  const file = join(folder, 'cut')
  await smallBackup(file)
  const whole = readFileSync(file)
  for (let length = 0; length < whole.length; length += 23) {
    writeFileSync(file, whole.subarray(0, length))
    await expect(checkWhole(file), `${length} bytes`).rejects.toMatchObject({ code: 'backup.damaged' })
  }
})

test('whatever the cuts of a stream, it comes back as it was; a changed, cut or longer one does not', async () => {
  const key = Buffer.alloc(32, 7)
  const sizes = fc.array(fc.integer({ min: 0, max: 150_000 }), { maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), async (lengths, n) => {
      const plain = lengths.map((length, at) => Buffer.alloc(length, at + 1))
      const sealed = await gathered(encrypt(listed(...plain), key))
      expect((await gathered(decrypt(listed(sealed), key))).equals(Buffer.concat(plain))).toBe(true)
      const flipped = Buffer.from(sealed)
      flipped[n % flipped.length] = (flipped[n % flipped.length] ?? 0) ^ 1
      await expect(gathered(decrypt(listed(flipped), key))).rejects.toThrow('not as it was written')
      await expect(gathered(decrypt(listed(sealed.subarray(0, n % sealed.length)), key))).rejects.toThrow()
      await expect(gathered(decrypt(listed(sealed, Buffer.of(0)), key))).rejects.toThrow()
    }),
    { numRuns: 30 },
  )
})

test('segments that change places do not open', async () => {
  const key = Buffer.alloc(32, 7)
  const sealed = await gathered(encrypt(listed(Buffer.alloc(200_000)), key))
  const length = (64 << 10) + 16
  const swapped = [sealed.subarray(length, 2 * length), sealed.subarray(0, length), sealed.subarray(2 * length)]
  await expect(gathered(decrypt(listed(...swapped), key))).rejects.toThrow('segment 0')
})

test('a writer that fails leaves nothing, and what was there stays', async () => {
  const place = mkdtempSync(join(folder, 'failing-'))
  const file = join(place, 'kept')
  await smallBackup(file)
  const before = readFileSync(file)
  const frames = async function* () {
    yield Buffer.alloc(100_000)
    throw new Error('the store is gone')
  }
  const failing = writeBackup(file, Buffer.from(JSON.stringify(HEAD)), [{ section: 'core', frames: frames() }])
  await expect(failing).rejects.toThrow('the store is gone')
  expect(readdirSync(place)).toEqual(['kept'])
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('a passphrase gives its pair again by its salt; keys with a typing error are no keys', async () => {
  const cheap = { salt: 'c2FsdHNhbHRzYWx0c2FsdA', logN: 14, r: 8, p: 1 }
  const first = await stretchPassphrase('korrekt pferd', cheap)
  expect(await stretchPassphrase('korrekt pferd', cheap)).toEqual(first)
  expect((await stretchPassphrase('korrekt pferde', cheap)).recipient).not.toBe(first.recipient)
  expect(recipientOf(first.identity)).toBe(first.recipient)
  for (const at of [0, 20, 30, 50]) {
    const typed = first.identity.slice(0, at) + (first.identity[at] === 'x' ? 'y' : 'x') + first.identity.slice(at + 1)
    expect(() => recipientOf(typed)).toThrow('not a key')
  }
})

test.each([
  ['nothing', ''],
  ['another file', 'PK\u0003\u0004 a zip that is long enough for a head'],
])('%s is no backup', async (_name, text) => {
  const file = join(folder, 'other')
  writeFileSync(file, text)
  await expect(checkWhole(file)).rejects.toThrow(/is no penstock backup|was cut/)
})
