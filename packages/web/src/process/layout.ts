// Where functions stand in the picture: columns by what they need, rows so that lines cross little. Pure: the same plant, the same picture.
import type { FunctionView } from '@penstock/contract/process'

export interface Placed {
  readonly one: FunctionView
  /** Pixels of its upper left corner. */
  readonly x: number
  readonly y: number
}

export interface Need {
  readonly from: string
  readonly to: string
  readonly path: string
}

export interface Picture {
  readonly boxes: readonly Placed[]
  readonly needs: readonly Need[]
  readonly width: number
  readonly height: number
  /** Functions that are not drawn because there are too many. */
  readonly leftOut: number
}

export const BOX = { width: 124, height: 46 } as const
const COLUMN_PX = BOX.width + 26
const ROW_PX = BOX.height + 12
const EDGE_PX = 12
/** Boxes that are drawn at most; the table has them all. */
export const MOST_DRAWN = 150
const SWEEPS = 4

/** Draws functions that need another one or that another one needs; `first` are drawn before others where not all can be. */
export function pictureOf(functions: readonly FunctionView[], first: ReadonlySet<string>): Picture {
  const needed = new Set(functions.flatMap(suppliersOf))
  const joined = functions.filter((one) => one.inputs.length > 0 || needed.has(one.id))
  const drawn = joined.toSorted((a, b) => Number(first.has(b.id)) - Number(first.has(a.id))).slice(0, MOST_DRAWN)
  const isDrawn = new Set(drawn.map(({ id }) => id))
  const columns = columnsOf(joined.filter(({ id }) => isDrawn.has(id)))
  const boxes = columns.flatMap((column, x) =>
    column.map((one, y) => ({ one, x: EDGE_PX + x * COLUMN_PX, y: EDGE_PX + y * ROW_PX })),
  )
  const rows = Math.max(0, ...columns.map(({ length }) => length))
  return {
    boxes,
    needs: needsOf(boxes),
    width: 2 * EDGE_PX + columns.length * COLUMN_PX - (COLUMN_PX - BOX.width),
    height: 2 * EDGE_PX + rows * ROW_PX,
    leftOut: joined.length - drawn.length,
  }
}

export function suppliersOf({ inputs }: FunctionView): readonly string[] {
  return [...new Set(inputs.flatMap(({ suppliers }) => suppliers))]
}

/** The layer of each; what needs nothing stands right before the first that needs it, so that the first column holds no more than it must. */
function placesOf(functions: readonly FunctionView[]): ReadonlyMap<string, number> {
  const firstUse = new Map<string, number>()
  for (const one of functions)
    for (const supplier of suppliersOf(one))
      firstUse.set(supplier, Math.min(one.layer, firstUse.get(supplier) ?? Number.POSITIVE_INFINITY))
  return new Map(functions.map(({ id, layer }) => [id, layer === 0 ? Math.max(0, (firstUse.get(id) ?? 1) - 1) : layer]))
}

/** Each layer in the order of the middle of whom it is joined with, back and forth until it settles. */
function columnsOf(functions: readonly FunctionView[]): readonly (readonly FunctionView[])[] {
  const layerOf = placesOf(functions)
  const used = [...new Set(layerOf.values())].sort((a, b) => a - b)
  const columns = used.map((layer) => functions.filter(({ id }) => layerOf.get(id) === layer))
  const joined = new Map<string, string[]>(functions.map(({ id }) => [id, []]))
  for (const one of functions)
    for (const supplier of suppliersOf(one)) {
      joined.get(supplier)?.push(one.id)
      if (joined.has(supplier)) joined.get(one.id)?.push(supplier)
    }
  const rowOf = new Map<string, number>()
  const note = (column: readonly FunctionView[]) => {
    for (const [row, { id }] of column.entries()) rowOf.set(id, row / column.length)
  }
  const middle = ({ id }: FunctionView): number => {
    const rows = (joined.get(id) ?? []).flatMap((other) => rowOf.get(other) ?? [])
    return rows.length === 0 ? 1 : rows.reduce((sum, row) => sum + row, 0) / rows.length
  }
  columns.forEach(note)
  for (let sweep = 0; sweep < SWEEPS; sweep += 1)
    for (const [at, column] of columns.entries()) {
      const sorted = column.toSorted((a, b) => middle(a) - middle(b))
      columns[at] = sorted
      note(sorted)
    }
  return columns
}

function needsOf(boxes: readonly Placed[]): readonly Need[] {
  const placeOf = new Map(boxes.map((box) => [box.one.id, box]))
  return boxes.flatMap((to) =>
    suppliersOf(to.one).flatMap((supplier) => {
      const from = placeOf.get(supplier)
      if (from === undefined || from === to) return []
      const [x1, y1] = [from.x + BOX.width, from.y + BOX.height / 2]
      const [x2, y2] = [to.x, to.y + BOX.height / 2]
      const bend = Math.max(24, Math.abs(x2 - x1) / 2)
      return [{ from: supplier, to: to.one.id, path: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}` }]
    }),
  )
}
