import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Cell, PlantDocument } from '@penstock/model/documents'
import { micros } from '@penstock/model/kernel'
import { fingerprintOf, renderDocument } from '@penstock/server/documents'
import { strFromU8, unzipSync } from 'fflate'
import readSheetNames, { readSheet } from 'read-excel-file/node'
import { expect, test } from 'vitest'

const ROWS = Array.from({ length: 300 }, (_, at): Cell[] => [
  `PLC-${at}`,
  at / 4,
  { text: '=1+1', mark: 'unconfirmed' },
])
const HOSTILE = '<w:t>evil</w:t> & exe\u202efdp 漢'

const DOCUMENT: PlantDocument = {
  kind: 'continuity-plan',
  title: 'Continuity plan',
  about: {
    ...{ site: 'WREN/../1', scope: 'functions of the site', version: '9.9.9' },
    asOf: micros(1_790_834_400_000_000),
    madeAt: micros(1_790_838_000_000_000),
  },
  sections: [
    {
      ...{ heading: 'What stands', depth: 1 },
      blocks: [
        { kind: 'text', text: HOSTILE },
        { kind: 'list', items: ['first', 'second'] },
        { kind: 'facts', facts: [['Hold-up, h', 12.5]] },
        { kind: 'table', columns: [{ name: 'A' }], rows: [], empty: 'Nobody recorded a drill.' },
      ],
    },
    {
      ...{ heading: 'Assets: all/of them', depth: 2 },
      blocks: [
        {
          kind: 'table',
          columns: [{ name: 'Asset', width: 2 }, { name: 'Hours' }, { name: 'State' }],
          rows: ROWS,
          empty: '',
        },
        {
          kind: 'drawing',
          drawing: {
            ...{ width: 300, height: 80, alt: 'two zones and a conduit' },
            shapes: [
              { kind: 'box', x: 5, y: 5, width: 100, height: 60, tone: 'plain' },
              { kind: 'line', from: [105, 35], to: [200, 35], tone: 'bad', hasArrow: true },
              { kind: 'label', at: [10, 20], text: 'Zone Ä', size: 10 },
            ],
          },
        },
      ],
    },
  ],
}

const HASH = fingerprintOf(DOCUMENT)

test('a PDF says all of it in order, with the head of a long table on each page, and its names as text', async () => {
  const { bytes, name, type } = await renderDocument(DOCUMENT, 'pdf')
  expect({ name, type }).toEqual({ name: 'continuity-plan_WREN-1_2026-10-01.pdf', type: 'application/pdf' })
  const text = textOfPdf(bytes)
  const pages = text.split('\f').filter((page) => page.trim() !== '')
  expect(pages[0]).toContain('Continuity plan')
  expect(text).toContain('2026-10-01 06:00 UTC')
  expect(text).toContain('2026-10-01 07:00 UTC by Penstock 9.9.9')
  expect(text.replaceAll(/\s/g, '')).toContain(HASH)
  expect(text).toContain('<w:t>evil</w:t> & exe[U+202E]fdp [U+6F22]')
  expect(text).toContain('Nobody recorded a drill.')
  expect(text).toContain('Zone Ä')
  for (let at = 0; at < ROWS.length; at += 1) expect(text).toMatch(new RegExp(`PLC-${at}\\b`))
  const tablePages = pages.filter((page) => /PLC-\d/.test(page))
  expect(tablePages.length).toBeGreaterThan(3)
  for (const page of tablePages) expect(page).toMatch(/Asset\s+Hours\s+State/)
  for (const [at, page] of pages.entries()) expect(page).toContain(`page ${at + 1} of ${pages.length}`)
})

test('a PDF is tagged, and the same document gives the same bytes', async () => {
  const [first, second] = [await renderDocument(DOCUMENT, 'pdf'), await renderDocument(DOCUMENT, 'pdf')]
  expect(Buffer.from(first.bytes).equals(Buffer.from(second.bytes))).toBe(true)
  expect(Buffer.from(first.bytes).toString('latin1')).toContain('/MarkInfo')
})

test('a DOCX holds the same, its drawing as a picture, and no name as an element', async () => {
  const { bytes, name } = await renderDocument(DOCUMENT, 'docx')
  expect(name).toMatch(/\.docx$/)
  const files = unzipSync(bytes)
  const xml = strFromU8(files['word/document.xml']!)
  const text = xml.replaceAll(/<\/w:p>/g, '\n').replaceAll(/<[^>]+>/g, '')
  expect(text).toContain('&lt;w:t&gt;evil&lt;/w:t&gt; &amp; exe[U+202E]fdp 漢')
  expect(text).toContain(HASH)
  expect(text).toContain('PLC-299')
  expect(text).toContain('=1+1 (not confirmed)')
  expect(xml).toContain('two zones and a conduit')
  const pictures = Object.keys(files).filter((path) => path.startsWith('word/media/'))
  expect(pictures).toHaveLength(1)
  expect([...files[pictures[0]!]!.subarray(1, 4)]).toEqual([...Buffer.from('PNG')])
})

test('a workbook has a sheet for each table: numbers are numbers, and nothing runs', async () => {
  const { bytes } = await renderDocument(DOCUMENT, 'xlsx')
  const book = Buffer.from(bytes)
  const sheets = (await readSheetNames(book)).map(({ sheet }) => sheet)
  expect(sheets).toEqual(['Document', 'Assets  all of them'])
  const rows = await readSheet(book, 2)
  expect(rows[0]).toEqual(['Asset', 'Hours', 'State'])
  expect(rows[7]).toEqual(['PLC-6', 1.5, '=1+1 (not confirmed)'])
  expect(rows).toHaveLength(301)
  const words = (await readSheet(book, 1)).flat().join('\n')
  expect(words).toContain(HASH)
  expect(words).toContain('Nobody recorded a drill.')
  const xml = Object.values(unzipSync(bytes)).map((file) => strFromU8(file))
  expect(xml.some((text) => /<f[ >]/.test(text))).toBe(false)
})

test('what cannot be written is told, and the next one is written', async () => {
  const shapes = [{ kind: 'box', x: Number.NaN, y: 0, width: 1, height: 1, tone: 'plain' }] as const
  const bad: PlantDocument = {
    ...DOCUMENT,
    sections: [
      { heading: 'x', depth: 1, blocks: [{ kind: 'drawing', drawing: { width: 1, height: 1, alt: 'a', shapes } }] },
    ],
  }
  const [refused, next] = await Promise.allSettled([renderDocument(bad, 'pdf'), renderDocument(DOCUMENT, 'xlsx')])
  expect(refused.status).toBe('rejected')
  expect(next.status).toBe('fulfilled')
})

test('more than eight at a time are told to come again', async () => {
  const asked = await Promise.allSettled(Array.from({ length: 9 }, () => renderDocument(DOCUMENT, 'xlsx')))
  expect(asked.map(({ status }) => status)).toEqual([...Array.from({ length: 8 }, () => 'fulfilled'), 'rejected'])
})

/** As poppler reads it: a reader that is not ours. */
function textOfPdf(bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-document-'))
  try {
    writeFileSync(join(folder, 'a.pdf'), bytes)
    const { status, stdout } = spawnSync('pdftotext', ['-layout', join(folder, 'a.pdf'), '-'], { encoding: 'utf8' })
    expect(status).toBe(0)
    return stdout
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
