// The text that a PDF shows, read from its bytes: streams are unpacked, and the numbers of glyphs become letters by the table of their font
// (ISO 32000-1 §9.10.3). For files as pdfmake writes them: objects in the open, fonts of two bytes a glyph.
import { inflateSync } from 'node:zlib'

/** Pieces as they are drawn, a line each; what was broken after a hyphen is whole again. Beside it what stands in the open, such as the title. */
export function textOfPdf(bytes: Uint8Array): string {
  const file = Buffer.from(bytes).toString('latin1')
  const objects = new Map<string, { readonly dictionary: string; readonly stream: string }>()
  for (const [, number, body = ''] of file.matchAll(/^(\d+) 0 obj\b([\s\S]*?)^endobj/gm)) {
    const [dictionary = '', rest] = body.split(/^stream\r?\n/m, 2)
    objects.set(number!, { dictionary, stream: rest === undefined ? '' : unpacked(dictionary, rest) })
  }
  const fonts = new Map<string, ReadonlyMap<string, string>>()
  for (const { dictionary } of objects.values())
    for (const [, name, number] of dictionary.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(number!)?.dictionary ?? '')?.[1]
      if (table !== undefined) fonts.set(name!, lettersOf(objects.get(table)?.stream ?? ''))
    }
  const drawn = [...objects.values()].flatMap(({ stream }) => piecesOf(stream, fonts))
  return `${drawn.join('\n').replaceAll('-\n', '-')}\n${[...objects.values()].map(({ dictionary }) => dictionary).join('\n')}`
}

function unpacked(dictionary: string, rest: string): string {
  const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1] ?? rest.length)
  const packed = Buffer.from(rest.slice(0, length), 'latin1')
  return dictionary.includes('/FlateDecode') ? inflateSync(packed).toString('latin1') : packed.toString('latin1')
}

/** From number of glyph to letters, as a table of `bfrange` lists them. */
function lettersOf(table: string): ReadonlyMap<string, string> {
  const letters = new Map<string, string>()
  for (const [, first, list = ''] of table.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/gi))
    for (const [at, [, code = '']] of [...list.matchAll(/<([0-9a-f ]+)>/gi)].entries())
      letters.set(
        (Number.parseInt(first!, 16) + at).toString(16).padStart(4, '0'),
        Buffer.from(code.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'),
      )
  return letters
}

function piecesOf(content: string, fonts: ReadonlyMap<string, ReadonlyMap<string, string>>): string[] {
  let letters: ReadonlyMap<string, string> | undefined
  const pieces: string[] = []
  for (const [, font, shown] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (font !== undefined) letters = fonts.get(font)
    else
      pieces.push(
        [...shown!.matchAll(/<([0-9a-f]*)>/gi)]
          .flatMap(([, codes]) => codes!.toLowerCase().match(/.{4}/g) ?? [])
          .map((code) => letters?.get(code) ?? '')
          .join(''),
      )
  }
  return pieces
}
