// A document as DOCX (ECMA-376), for who must edit or comment it. A drawing is a picture with its words beside it.
import {
  type Block,
  type Cell,
  cellText,
  type Drawing,
  type PlantDocument,
  type Section,
  safeText,
  svgOf,
} from '@penstock/model/documents'
import { Resvg } from '@resvg/resvg-js'
import {
  AlignmentType,
  BorderStyle,
  Document,
  type FileChild,
  Footer,
  HeadingLevel,
  ImageRun,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import { aboutLines } from './about-lines.ts'
import { FACES } from './faces.ts'
import { footOf, inkOf, widthsOf } from './print.ts'

/** Twentieths of a point between the margins of A4. */
const WIDTH = 9638
/** Pixels of a picture between the margins, and how much finer it is drawn. */
const MOST_PIXELS = 640
const FINER = 2

export async function writeDocx(document: PlantDocument): Promise<Uint8Array> {
  const { title, about, sections } = document
  const made = new Document({
    title: safeText(title),
    creator: `Penstock ${about.version}`,
    lastModifiedBy: `Penstock ${about.version}`,
    description: safeText(about.scope),
    styles: { default: { document: { run: { font: 'Arial', size: 19 } } } },
    sections: [
      {
        properties: { page: { margin: { top: 1134, bottom: 1134, left: 1134, right: 1134 } } },
        footers: { default: footerOf(footOf(document)) },
        children: [
          new Paragraph({ heading: HeadingLevel.TITLE, children: runsOf(title) }),
          ...factsOf(aboutLines(document)),
          ...sections.flatMap(sectionOf),
        ],
      },
    ],
  })
  return new Uint8Array(await Packer.toBuffer(made))
}

function sectionOf({ heading, depth, blocks }: Section): FileChild[] {
  const level = depth === 1 ? HeadingLevel.HEADING_1 : HeadingLevel.HEADING_2
  return [new Paragraph({ heading: level, children: runsOf(heading) }), ...blocks.flatMap(blockOf)]
}

function blockOf(block: Block): FileChild[] {
  switch (block.kind) {
    case 'text':
      return [paragraph(block.text)]
    case 'list':
      return block.items.map((text) => new Paragraph({ bullet: { level: 0 }, children: runsOf(text) }))
    case 'facts':
      return factsOf(block.facts)
    case 'drawing':
      return [pictureOf(block.drawing), paragraph(block.drawing.alt)]
    case 'table':
      return tableOf(block)
  }
}

function factsOf(facts: readonly (readonly [string, Cell])[]): FileChild[] {
  if (facts.length === 0) return []
  const none = { style: BorderStyle.NONE, size: 0, color: 'auto' }
  const borders = { top: none, bottom: none, left: none, right: none, insideHorizontal: none, insideVertical: none }
  const rows = facts.map(
    ([name, value]) => new TableRow({ children: [cellOf(name, 2500, true), cellOf(value, WIDTH - 2500)] }),
  )
  return [
    new Table({ width: { size: WIDTH, type: WidthType.DXA }, columnWidths: [2500, WIDTH - 2500], borders, rows }),
    paragraph(''),
  ]
}

function tableOf({ columns, rows, empty }: Extract<Block, { kind: 'table' }>): FileChild[] {
  if (rows.length === 0) return [paragraph(empty)]
  const widths = widthsOf(columns, WIDTH).map(Math.floor)
  const head = new TableRow({
    tableHeader: true,
    children: columns.map(({ name }, at) => cellOf(name, widths[at]!, true)),
  })
  const body = rows.map(
    (row) => new TableRow({ cantSplit: true, children: row.map((cell, at) => cellOf(cell, widths[at]!)) }),
  )
  return [
    new Table({ width: { size: WIDTH, type: WidthType.DXA }, columnWidths: widths, rows: [head, ...body] }),
    paragraph(''),
  ]
}

function cellOf(cell: Cell, width: number, isBold = false): TableCell {
  const color = inkOf(cell)
  const children = runsOf(cellText(cell), { bold: isBold, ...(color === null ? {} : { color }) })
  const alignment = typeof cell === 'number' ? AlignmentType.RIGHT : AlignmentType.LEFT
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    children: [new Paragraph({ alignment, children })],
  })
}

function pictureOf(drawing: Drawing): Paragraph {
  const width = Math.min(MOST_PIXELS, Math.ceil(drawing.width))
  const font = { loadSystemFonts: false, fontFiles: Object.values(FACES), defaultFontFamily: 'Roboto' }
  const png = new Resvg(svgOf(drawing), {
    font,
    fitTo: { mode: 'width', value: width * FINER },
    background: '#ffffff',
  }).render()
  const transformation = { width, height: Math.max(1, Math.round((drawing.height * width) / drawing.width)) }
  const altText = { name: 'drawing', title: 'drawing', description: safeText(drawing.alt) }
  return new Paragraph({ children: [new ImageRun({ type: 'png', data: png.asPng(), transformation, altText })] })
}

function footerOf(mark: string): Footer {
  const pages = ['page ', PageNumber.CURRENT, ' of ', PageNumber.TOTAL_PAGES]
  return new Footer({
    children: [new Paragraph({ children: [new TextRun({ size: 16, children: [`${safeText(mark)} · `, ...pages] })] })],
  })
}

function paragraph(text: string): Paragraph {
  return new Paragraph({ children: runsOf(text) })
}

/** Each line of the text a run. */
function runsOf(text: string, style: { readonly bold?: boolean; readonly color?: string } = {}): TextRun[] {
  return safeText(text)
    .split('\n')
    .map((line, at) => new TextRun({ text: line, ...style, ...(at > 0 ? { break: 1 } : {}) }))
}
