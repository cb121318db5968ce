import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { micros } from '@penstock/model/kernel'
import { type PlantFile, readPlant } from '@penstock/model/plant'
import { PARTITION_DOCUMENTS, partitionDocument, partitionRecordOf } from '@penstock/model/segmentation'
import { expect, test } from 'vitest'

const plant = wrenfield()
const record = partitionRecordOf(plant)
const about = { site: 'alpha', asOf: micros(1), madeAt: micros(2), version: '1' }
const open = { sha256: 'ab', madeBy: 'Ada', decided: null, isApproved: false }

function wrenfield(): PlantFile {
  const read = readPlant(loadWrenfieldWorksText())
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.slice(0, 3)))
  return read.value.plant
}

test('the specification tells every zone with its target and every conduit', () => {
  const text = JSON.stringify(partitionDocument('crs', record, open, about))
  for (const { id } of [...plant.zones, ...plant.conduits]) expect(text).toContain(JSON.stringify(id).slice(1, -1))
})

test('rows are as long as their heads, and every document ends with the approval', () => {
  for (const kind of PARTITION_DOCUMENTS) {
    const { sections } = partitionDocument(kind, record, open, about)
    for (const { blocks } of sections)
      for (const block of blocks)
        if (block.kind === 'table') for (const row of block.rows) expect(row).toHaveLength(block.columns.length)
    expect(JSON.stringify(sections.at(-1))).toContain('not approved yet')
  }
  const approved = { ...open, decided: 'approved by Bo on 2026-11-01: walked down', isApproved: true }
  expect(JSON.stringify(partitionDocument('review', record, approved, about))).toContain('approved by Bo')
})

test('in the drawing a line begins and ends at the edges of its zones, not in what they say', () => {
  const { sections } = partitionDocument('drawing', record, open, about)
  const drawing = sections.flatMap(({ blocks }) => blocks).find((block) => block.kind === 'drawing')!.drawing
  const boxes = drawing.shapes.flatMap((shape) => (shape.kind === 'box' ? [shape] : []))
  const lines = drawing.shapes.flatMap((shape) => (shape.kind === 'line' ? [shape] : []))
  expect([boxes.length, lines.length]).toEqual([plant.zones.length, plant.conduits.length])
  for (const { from, to } of lines)
    for (const [x, y] of [from, to]) {
      const inside = boxes.filter((box) => x > box.x + 0.01 && x < box.x + box.width - 0.01)
      expect(inside.some((box) => y > box.y + 0.01 && y < box.y + box.height - 0.01)).toBe(false)
    }
})
