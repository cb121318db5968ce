// The letters of print: Roboto as pdfmake brings it (Apache-2.0), and what it has no letter for.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { codeOf, safeText } from '@penstock/model/documents'
import { create } from 'fontkit'

const folder = join(dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')), 'fonts/Roboto')

/** Paths of the font files, the only files that a document is made with. */
export const FACES = {
  normal: join(folder, 'Roboto-Regular.ttf'),
  bold: join(folder, 'Roboto-Medium.ttf'),
  italics: join(folder, 'Roboto-Italic.ttf'),
  bolditalics: join(folder, 'Roboto-MediumItalic.ttf'),
}

const face = create(readFileSync(FACES.normal))

/** Text for paper: what hides, and what has no letter in the font, as its code; a tab as a space. */
export function printable(text: string): string {
  return Array.from(safeText(text).replaceAll('\t', ' '), letterOf).join('')
}

function letterOf(character: string): string {
  if (character === '\n' || hasLetter(character)) return character
  return codeOf(character)
}

const known = new Map<string, boolean>()

function hasLetter(character: string): boolean {
  const held = known.get(character)
  if (held !== undefined) return held
  const has = 'hasGlyphForCodePoint' in face && face.hasGlyphForCodePoint(character.codePointAt(0)!)
  known.set(character, has)
  return has
}
