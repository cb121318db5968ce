// Repairs of published text that change no meaning: UTF-8 read as Windows-1252, spaces of every kind, signs that stand for `<=`.

/** Bytes of Windows-1252 above 0x7F that differ from ISO 8859-1. */
const CP1252 = new Map(
  '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'
    .split('')
    .map((char, at) => [
      char,
      [
        0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8e, 0x91, 0x92, 0x93, 0x94, 0x95,
        0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9e, 0x9f,
      ][at]!,
    ]),
)
const MOJIBAKE = /[Â-ô][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,3}/g

/** Text with mis-decoded UTF-8 undone, odd spaces made plain, and no space at its ends. */
export function repairedText(text: string): string {
  return text
    .replaceAll(MOJIBAKE, undone)
    .replaceAll(/[\s\u00a0\u2000-\u200b\u202f\u3000\ufeff]+/g, ' ')
    .replaceAll('≤', '<=')
    .replaceAll('≥', '>=')
    .trim()
}

/** The characters that the bytes of `run` spell in UTF-8; what is no such sequence stays. */
function undone(run: string): string {
  const bytes = run.split('').map((char) => CP1252.get(char) ?? char.charCodeAt(0))
  const lead = bytes[0]!
  const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0
  if (size === 0 || bytes.length < size || bytes.slice(1, size).some((byte) => byte < 0x80 || byte > 0xbf)) return run
  let code = size === 2 ? lead & 0x1f : size === 3 ? lead & 0x0f : lead & 0x07
  for (const byte of bytes.slice(1, size)) code = (code << 6) | (byte & 0x3f)
  if (code < 0x80 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return run
  return String.fromCodePoint(code) + run.slice(size)
}
