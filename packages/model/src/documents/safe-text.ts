// Foreign text on paper: what would reorder, hide or break what is printed is written out as its code.

/** Controls, marks of direction, joiners, fillers, variation selectors, tags, halves of pairs, private and unassigned codes. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/** The text with each such character as `[U+202E]`; nothing is left out, so two different names stay different. */
export function safeText(text: string): string {
  return text.replaceAll(UNSEEN, (unseen) => (unseen === '\t' || unseen === '\n' ? unseen : codeOf(unseen)))
}

/** One character as its code: `[U+202E]`. */
export function codeOf(character: string): string {
  return `[U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`
}
