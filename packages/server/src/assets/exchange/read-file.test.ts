// Register files on the disk: in pieces they are what they are as a whole, in little memory, with every fault at its place.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { decodeText } from '@penstock/model/plant'
import { AppError, type KeptUpload } from '@penstock/server/http'
import { afterAll, expect, test } from 'vitest'
import { faultView } from './fault-view.ts'
import { openRegisterFile } from './read-file.ts'
import { openTextFile, piecesOf } from './text-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'penstock-register-'))
afterAll(() => rmSync(folder, { recursive: true }))

const PIECE = 64 * 2 ** 10

function stored(content: string | Uint8Array): KeptUpload {
  const path = join(folder, 'file')
  writeFileSync(path, content)
  return { path, bytes: Buffer.byteLength(content), sha256: createHash('sha256').update(content).digest() }
}

async function refusalOf(file: KeptUpload): Promise<AppError> {
  const refused = await openRegisterFile(file, undefined).catch((cause: unknown) => cause)
  if (refused instanceof AppError) return refused
  throw new Error('it was taken')
}

/** Lines of ten bytes, so that a character of more than one byte lies on the edge of a piece somewhere. */
function long(encoding: 'utf-8' | 'utf-16le' | 'utf-16be'): Buffer {
  const text = `id,name\n${'x'.repeat(3)}\n${'é€𝄞\n'.repeat(20_000)}`
  if (encoding === 'utf-8') return Buffer.from(text)
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return encoding === 'utf-16be' ? bytes.swap16() : bytes
}

test.each(['utf-8', 'utf-16le', 'utf-16be'] as const)('%s in pieces is what it is as a whole', async (encoding) => {
  const bytes = long(encoding)
  const whole = decodeText(bytes)
  const file = await openTextFile(stored(bytes).path)
  expect([...piecesOf(file)].join('') === (whole.ok && whole.value.text)).toBe(true)
})

test.each(['utf-8', 'utf-16le', 'utf-16be'] as const)(
  'a byte of %s that is no text is told as in the whole file',
  async (encoding) => {
    for (const at of [
      2 * PIECE + 1,
      2 * PIECE - 1,
      2 * PIECE,
      2 * PIECE + 2,
      2 * PIECE + 3,
      2 * PIECE + 4,
      PIECE + 700,
      40,
    ]) {
      const bytes = long(encoding)
      bytes.fill(0xff, at, at + 1)
      if (encoding !== 'utf-8') bytes.fill(0, at & ~1, (at & ~1) + 2)
      const whole = decodeText(bytes)
      if (whole.ok) throw new Error('not broken')
      const { code, details } = await refusalOf(stored(bytes))
      expect([at, code, details]).toEqual([at, 'assets.import-unreadable', { faults: [faultView(whole.refusal)] }])
    }
    const cut = long(encoding).subarray(0, -3)
    const whole = decodeText(cut)
    if (whole.ok) throw new Error('not broken')
    expect((await refusalOf(stored(cut))).details).toEqual({ faults: [faultView(whole.refusal)] })
  },
)

test('ids that stand twice are told with the line of the first, far apart as they may be', async () => {
  const rows = Array.from({ length: 20_000 }, (_, at) => `N-${at},name ${at}`)
  rows[19_999] = 'N-3,again'
  const { file } = await openRegisterFile(stored(`id,name\n${rows.join('\n')}\n`), undefined)
  const bad = [...file.rows()].flatMap(({ faults }) => faults ?? [])
  expect(bad.map(({ line, code, found }) => [line, code, found])).toEqual([
    [5, 'plant.duplicate-id', 'N-3 in 2 lines, the first is 5'],
    [20_001, 'plant.duplicate-id', 'N-3 in 2 lines, the first is 5'],
  ])
})

test('a file of more rows than any register has is refused with the line', async () => {
  const refused = await refusalOf(stored(`id\n${'A\n'.repeat(1_000_001)}`))
  expect(refused).toMatchObject({ code: 'assets.import-faults', details: { faults: [{ line: 1_000_002 }] } })
}, 60_000)

test('a CSV many times larger than the memory of the process is read to its end, each row once', async () => {
  const path = join(folder, 'large.csv')
  const notes = 'n'.repeat(3900)
  writeFileSync(path, 'id,name,notes\n')
  for (let run = 0; run < 40; run++) {
    const rows = Array.from({ length: 1000 }, (_, at) => `N-${run * 1000 + at},a name of some length ${at},${notes}\n`)
    writeFileSync(path, rows.join(''), { flag: 'a' })
  }
  const script = `
    import { statSync } from 'node:fs'
    import { openRegisterFile } from './read-file.ts'
    const bytes = statSync(process.argv[1]).size
    const { file } = await openRegisterFile({ path: process.argv[1], bytes, sha256: Buffer.alloc(32) }, undefined)
    const held = []
    for (const { row } of file.rows()) held.push(row.name)
    console.log(JSON.stringify({ bytes, rows: held.length, last: held.at(-1) }))`
  const heap = '--max-old-space-size=64' // of which the modules take some 20
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [heap, '--input-type=module-typescript', '-e', script, path],
    { cwd: import.meta.dirname },
  )
  const read = JSON.parse(stdout) as { bytes: number; rows: number; last: string }
  expect(read).toMatchObject({ rows: 40_000, last: 'a name of some length 999' })
  expect(read.bytes).toBeGreaterThan(2 * 64 * 2 ** 20)
}, 120_000)
