// A document as tagged PDF through pdfmake: nothing is fetched, no file but the fonts is read, and the same document gives the same bytes.
import { type Block, type Cell, cellText, type PlantDocument, type Section, svgOf } from '@penstock/model/documents'
import untyped from 'pdfmake'
import { aboutLines } from './about-lines.ts'
import { FACES, printable } from './faces.ts'
import type { Content, PdfCell, Pdfmake } from './pdf-definition.ts'
import { footOf, inkOf, widthsOf } from './print.ts'

const PAGE_WIDTH = 515

const pdfmake: Pdfmake = untyped

pdfmake.setFonts({ Roboto: FACES })
pdfmake.setUrlAccessPolicy(() => false)
pdfmake.setLocalAccessPolicy((path) => Object.values(FACES).includes(path))

export async function writePdf(document: PlantDocument): Promise<Uint8Array> {
  const { title, about, sections } = document
  const mark = printable(footOf(document))
  const made = pdfmake.createPdf({
    pageSize: 'A4',
    pageMargins: [40, 48, 40, 48],
    info: {
      title,
      creator: `Penstock ${about.version}`,
      producer: 'Penstock',
      creationDate: new Date(about.madeAt / 1000),
    },
    language: 'en',
    tagged: true,
    displayTitle: true,
    defaultStyle: { font: 'Roboto', fontSize: 9.5, lineHeight: 1.15 },
    styles: {
      title: { fontSize: 20, bold: true, margin: [0, 0, 0, 10] },
      heading1: { fontSize: 14, bold: true, margin: [0, 14, 0, 6] },
      heading2: { fontSize: 11, bold: true, margin: [0, 10, 0, 4] },
      head: { bold: true, fillColor: '#e9edf1' },
      small: { fontSize: 8, color: '#4a5560' },
    },
    content: [
      { text: printable(title), style: 'title' },
      factsOf(aboutLines(document)),
      ...sections.flatMap(contentOfSection),
    ],
    footer: (page: number, pages: number) => ({
      columns: [
        { text: mark, style: 'small' },
        { text: `page ${page} of ${pages}`, style: 'small', alignment: 'right' },
      ],
      margin: [40, 16, 40, 0],
    }),
  })
  return await made.getBuffer()
}

function contentOfSection({ heading, depth, blocks }: Section): Content[] {
  const head: Content = { text: printable(heading), style: `heading${depth}`, headlineLevel: depth }
  return [head, ...blocks.map(contentOf)]
}

function contentOf(block: Block): Content {
  switch (block.kind) {
    case 'text':
      return { text: printable(block.text), margin: [0, 0, 0, 6] }
    case 'list':
      return { ul: block.items.map((text) => ({ text: printable(text) })), margin: [0, 0, 0, 6] }
    case 'facts':
      return factsOf(block.facts)
    case 'drawing':
      return { svg: svgOf(block.drawing), width: Math.min(PAGE_WIDTH, block.drawing.width), margin: [0, 4, 0, 8] }
    case 'table':
      return tableOf(block)
  }
}

function factsOf(facts: readonly (readonly [string, Cell])[]): Content {
  const body = facts.map(([name, value]): PdfCell[] => [
    { text: printable(name), bold: true },
    { ...cellOf(value), alignment: 'left' },
  ])
  if (body.length === 0) return { text: '' }
  return { table: { widths: [130, '*'], body }, layout: 'noBorders', margin: [0, 0, 0, 8] }
}

function tableOf({ columns, rows, empty }: Extract<Block, { kind: 'table' }>): Content {
  if (rows.length === 0) return { text: printable(empty), italics: true, margin: [0, 0, 0, 6] }
  // The layout pads 8 points on each side of a column, but for the outer sides of the table.
  const inner = PAGE_WIDTH - (columns.length - 1) * 16
  return {
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths: widthsOf(columns, inner),
      body: [
        columns.map(({ name }) => ({ text: printable(name), style: 'head' })),
        ...rows.map((row) => row.map(cellOf)),
      ],
    },
    layout: 'lightHorizontalLines',
    fontSize: 8.5,
    margin: [0, 2, 0, 10],
  }
}

function cellOf(cell: Cell): PdfCell {
  const text = printable(cellText(cell))
  if (typeof cell === 'number') return { text, alignment: 'right' }
  const ink = inkOf(cell)
  return ink === null ? { text } : { text, color: `#${ink}` }
}
