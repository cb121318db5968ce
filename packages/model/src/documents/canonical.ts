// What a document says as one text, the same for every form that it is written in: its hash tells whether two files say the same.
import { isoOrNull } from '@penstock/model/kernel'
import { type Block, type Cell, MARK_WORDS, type PlantDocument } from './document.ts'

/** JSON with a fixed order. The version of Penstock and the moment of writing do not count: the same records say the same. */
export function canonicalText({ kind, title, about, sections }: PlantDocument): string {
  const { site, scope, asOf } = about
  return JSON.stringify([
    kind,
    title,
    [site, scope, isoOrNull(asOf)],
    sections.map(({ heading, depth, blocks }) => [heading, depth, blocks.map(contentOf)]),
  ])
}

function contentOf(block: Block): unknown {
  switch (block.kind) {
    case 'text':
      return ['text', block.text]
    case 'list':
      return ['list', block.items]
    case 'facts':
      return ['facts', block.facts.map(([name, value]) => [name, saidOf(value)])]
    case 'table':
      return ['table', block.columns.map(({ name }) => name), block.rows.map((row) => row.map(saidOf)), block.empty]
    case 'drawing':
      return [
        'drawing',
        block.drawing.alt,
        block.drawing.shapes.flatMap((each) => (each.kind === 'label' ? [each.text] : [])),
      ]
  }
}

function saidOf(cell: Cell): unknown {
  return typeof cell === 'object' && cell !== null ? [cell.text, cell.mark] : cell
}

/** A cell in words, its mark with them: `12 h (not confirmed)`; `–` where there is nothing to say. */
export function cellText(cell: Cell): string {
  if (cell === null || cell === '') return '–'
  if (typeof cell === 'number') return numberText(cell)
  if (typeof cell === 'string') return cell
  return `${cell.text === '' ? '–' : cell.text} (${MARK_WORDS[cell.mark]})`
}

/** At most three decimals, a point, no thousands. */
function numberText(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 1000) / 1000) : '–'
}
