// A drawing in points from the upper left corner, and as SVG. Texts are foreign: they are written as text, whatever they hold.
import { safeText } from './safe-text.ts'

export interface Drawing {
  /** Points. */
  readonly width: number
  /** Points. */
  readonly height: number
  /** What it shows, for who does not see it. */
  readonly alt: string
  readonly shapes: readonly Shape[]
}

export type Shape =
  | {
      readonly kind: 'box'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      readonly tone: Tone
      readonly isDashed?: boolean
    }
  | {
      readonly kind: 'line'
      readonly from: Point
      readonly to: Point
      readonly tone: Tone
      readonly isDashed?: boolean
      /** At its end. */
      readonly hasArrow?: boolean
    }
  | {
      readonly kind: 'label'
      readonly at: Point
      readonly text: string
      /** Points. */
      readonly size: number
      readonly anchor?: 'start' | 'middle' | 'end'
      readonly isBold?: boolean
    }

export type Point = readonly [x: number, y: number]

/** Seen in print without colour as well: `bad` is the heavier line. */
export type Tone = 'plain' | 'quiet' | 'good' | 'bad'

const STROKES: Readonly<Record<Tone, { readonly color: string; readonly width: number }>> = {
  plain: { color: '#1f2933', width: 1 },
  quiet: { color: '#8a949e', width: 0.75 },
  good: { color: '#1b6e3c', width: 1 },
  bad: { color: '#b3261e', width: 2.25 },
}

/** The drawing as a whole SVG 1.1 document with a viewBox; throws a RangeError where a length is no number. */
export function svgOf({ width, height, alt, shapes }: Drawing): string {
  const size = `width="${length(width)}" height="${length(height)}" viewBox="0 0 ${length(width)} ${length(height)}"`
  const head = `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img"><title>${escaped(alt)}</title>`
  return `${head}${shapes.map(shapeOf).join('')}</svg>`
}

function shapeOf(shape: Shape): string {
  if (shape.kind === 'label') return labelOf(shape)
  const { color, width } = STROKES[shape.tone]
  const stroke = `stroke="${color}" stroke-width="${width}"${shape.isDashed === true ? ' stroke-dasharray="4 3"' : ''}`
  if (shape.kind === 'box') {
    const place = `x="${length(shape.x)}" y="${length(shape.y)}" width="${length(shape.width)}" height="${length(shape.height)}"`
    return `<rect ${place} rx="3" fill="none" ${stroke}/>`
  }
  const [x1, y1] = shape.from
  const [x2, y2] = shape.to
  const line = `<line x1="${length(x1)}" y1="${length(y1)}" x2="${length(x2)}" y2="${length(y2)}" ${stroke}/>`
  return shape.hasArrow === true ? line + headOf(shape.from, shape.to, color) : line
}

/** A head of its own, as not every reader of SVG knows markers. */
function headOf([x1, y1]: Point, [x2, y2]: Point, color: string): string {
  const far = Math.hypot(x2 - x1, y2 - y1)
  if (far === 0) return ''
  const [dx, dy] = [(x2 - x1) / far, (y2 - y1) / far]
  const wing = (side: number) => `${length(x2 - 7 * dx - side * 3 * dy)},${length(y2 - 7 * dy + side * 3 * dx)}`
  return `<polygon points="${length(x2)},${length(y2)} ${wing(1)} ${wing(-1)}" fill="${color}"/>`
}

function labelOf({ at: [x, y], text, size, anchor = 'start', isBold }: Extract<Shape, { kind: 'label' }>): string {
  const font = `font-family="${DRAWING_FONT}" font-size="${length(size)}"${isBold === true ? ' font-weight="bold"' : ''}`
  return `<text x="${length(x)}" y="${length(y)}" ${font} text-anchor="${anchor}" fill="#1f2933">${escaped(text)}</text>`
}

/** The family that a reader of the SVG must hold. */
export const DRAWING_FONT = 'Roboto'

function length(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`no length: ${value}`)
  return String(Math.round(value * 100) / 100)
}

function escaped(text: string): string {
  return safeText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
