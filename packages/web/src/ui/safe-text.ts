// Names from the wire are hostile text: characters that hide, reorder or break lines are shown as what they are.
// Bidirectional controls after Unicode TR 36 §2.5; React escapes markup by itself.

/** First and last of each run of code points that nobody sees. */
const UNSEEN: readonly (readonly [number, number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe007f],
]

/** The text with every unseen character spelled as `‹U+202E›`. */
export function showUnseen(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0
    const isUnseen = UNSEEN.some(([first, last]) => code >= first && code <= last)
    return isUnseen ? `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›` : character
  }).join('')
}

/** A text of several lines: line breaks stay what they are, everything else unseen is spelled out. */
export function shownLines(text: string): string {
  return text.split('\n').map(showUnseen).join('\n')
}
