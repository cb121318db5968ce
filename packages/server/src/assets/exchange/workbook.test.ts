// Workbooks that nobody made by hand: bombs, locks, far cells, parts that are not cells.
import { deflateRawSync } from 'node:zlib'
import { AppError } from '@penstock/server/http'
import { expect, test } from 'vitest'
import writeExcelFile from 'write-excel-file/node'
import { openWorkbook } from './workbook.ts'
import { zipOf, zipParts } from './zip.ts'

const LIMIT = 2 ** 26

async function workbook(): Promise<Buffer> {
  const text = (value: string) => ({ type: String, value })
  return await writeExcelFile([
    {
      sheet: 'Assets',
      data: [
        [text('id'), text('name')],
        [text('A'), text('Pump')],
      ],
    },
  ]).toBuffer()
}

/** The workbook with parts put in or changed. */
async function changed(change: (parts: Map<string, Uint8Array>) => void): Promise<Buffer> {
  const parts = await zipParts(await workbook(), () => true, LIMIT)
  change(parts)
  return zipOf(parts)
}

async function sheetWith(change: (xml: string) => string): Promise<Buffer> {
  return await changed((parts) => {
    const name = [...parts.keys()].find((part) => part.startsWith('xl/worksheets/sheet')) ?? ''
    parts.set(name, Buffer.from(change(Buffer.from(parts.get(name) ?? []).toString('utf8'))))
  })
}

async function refusal(file: Uint8Array): Promise<string> {
  try {
    await openWorkbook(file, undefined)
  } catch (cause) {
    if (cause instanceof AppError) return JSON.stringify(cause.details)
    throw cause
  }
  return 'none'
}

test('a sound workbook is read, with or without macros and pictures beside its cells', async () => {
  const plain = await changed((parts) => {
    parts.set('xl/vbaProject.bin', Buffer.from('macro'))
    parts.set('xl/media/image1.png', Buffer.from('picture'))
  })
  const { file, sheets } = await openWorkbook(plain, undefined)
  expect(sheets).toEqual(['Assets'])
  expect([...file.rows()]).toMatchObject([{ line: 2, row: { id: 'A', name: 'Pump' } }])
})

test('a bomb is given up at the bound, whatever the archive says of its sizes', async () => {
  const zeros = deflateRawSync(Buffer.alloc(300 * 2 ** 20))
  const parts = await zipParts(await workbook(), () => true, LIMIT)
  parts.set('xl/sharedStrings.xml', zeros)
  const stored = zipOf(parts)
  // The part is marked as deflated and said to be small, in both places where the archive speaks of it.
  for (let at = stored.indexOf('xl/sharedStrings.xml'); at >= 0; at = stored.indexOf('xl/sharedStrings.xml', at + 1)) {
    const isLocal = stored.readUInt32LE(at - 30) === 0x04034b50
    stored.writeUInt16LE(8, isLocal ? at - 22 : at - 36)
    stored.writeUInt32LE(100, isLocal ? at - 8 : at - 22)
  }
  const before = process.memoryUsage().rss
  expect(await refusal(stored)).toContain('far larger than any register')
  expect(process.memoryUsage().rss - before).toBeLessThan(700 * 2 ** 20)
})

test.each([
  ['a cell in the last row', (xml: string) => xml.replace('r="A2"', 'r="A1048576"')],
  ['a cell in the last column', (xml: string) => xml.replace('r="B2"', 'r="XFD2"')],
  ['a far row', (xml: string) => xml.replace('<row r="2"', '<row r="1048576"')],
])('%s makes no sheet of billions of cells', async (_, change) => {
  expect(await refusal(await sheetWith(change))).toMatch(/a sheet with (1048576 rows|16384 columns)/)
})

test('places in disguise are damage', async () => {
  expect(await refusal(await sheetWith((xml) => xml.replace('r="A2"', 'r="A&#49;048576"')))).toContain('damaged')
})

test('a password, a cut file and a file that is no workbook are told for what they are', async () => {
  const locked = Buffer.from(await workbook())
  const at = locked.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]))
  locked.writeUInt16LE(1, at + 8)
  expect(await refusal(locked)).toContain('password')
  const whole = await workbook()
  expect(await refusal(whole.subarray(0, whole.length >> 1))).toContain('damaged')
  expect(await refusal(zipOf(new Map([['word/document.xml', Buffer.from('<x/>')]])))).toContain('no workbook')
})

test('merged cells in the head keep the file out, in a row only that row', async () => {
  const merge = (ref: string) => (xml: string) =>
    xml.replace('</sheetData>', `</sheetData><mergeCells count="1"><mergeCell ref="${ref}"/></mergeCells>`)
  expect(await refusal(await sheetWith(merge('A1:B1')))).toContain('A1:B1')
  const { file } = await openWorkbook(await sheetWith(merge('A2:B2')), undefined)
  expect([...file.rows()]).toMatchObject([{ line: 2, row: null, faults: [{ found: 'the merged cells A2:B2' }] }])
})
