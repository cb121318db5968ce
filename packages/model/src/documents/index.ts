// Documents in neutral form: sections of text, lists, facts, tables and drawings, with what they are of and when.
export { canonicalText, cellText } from './canonical.ts'
export { gap, stale, unconfirmed } from './cells.ts'
export {
  type Block,
  type Cell,
  type Column,
  type DocumentAbout,
  MARK_WORDS,
  type Mark,
  type MarkedCell,
  type PlantDocument,
  type Section,
  type Table,
} from './document.ts'
export { DRAWING_FONT, type Drawing, type Point, type Shape, svgOf, type Tone } from './drawing.ts'
export { codeOf, safeText } from './safe-text.ts'
