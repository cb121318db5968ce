// Order and catalogue numbers with the wildcards that makers use: `BMEP58*S`, `CJ2M-CPU**`, `CJ2M-CPU[][]`, `140CPU65xxxxx`,
// `1756 - L8z`, `CJ2H-CPU**(-EIP)`, `CP1E-E/-N`.

export interface OrderMask {
  /** As published. */
  readonly text: string
  readonly pattern: RegExp
  /** Characters up to the first wildcard, small and without separators: for looking up. */
  readonly prefix: string
  /** Characters that must agree: the higher, the more it says. */
  readonly literals: number
  readonly isExact: boolean
}

/** Small letters and digits; separators fall away, so that `BMX P34 2020` is `BMXP342020`. */
export function plainNumber(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

/** Masks of one published number; `A/B` spellings give several. */
export function orderMasks(text: string): readonly OrderMask[] {
  return spellings(text.trim())
    .map(maskOf)
    .filter((mask) => mask.prefix.length >= 3)
}

/** `CS1H/G-CPU**H` → `CS1H-CPU**H`, `CS1G-CPU**H`; `CP1E-E/-N` → `CP1E-E`, `CP1E-N`. */
function spellings(text: string): readonly string[] {
  const tail = /^(.*)-([^-/]+)\/-([^-/]+)$/.exec(text)
  if (tail !== null) return [`${tail[1]}-${tail[2]}`, `${tail[1]}-${tail[3]}`]
  const letter = /^([^/]*)([A-Za-z])\/([A-Za-z])(?![A-Za-z0-9])(.*)$/.exec(text)
  if (letter !== null) return [`${letter[1]}${letter[2]}${letter[4]}`, `${letter[1]}${letter[3]}${letter[4]}`]
  return text.split('/')
}

function maskOf(text: string): OrderMask {
  let pattern = ''
  let literals = 0
  let prefix = ''
  let isOpen = false
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]!
    const run = /^(?:\*\*+|(?:\[\])+|x{2,}|_{2,})/.exec(text.slice(at))?.[0]
    if (char === '(') {
      const end = text.indexOf(')', at)
      pattern += `(?:${plainNumber(text.slice(at + 1, end < 0 ? undefined : end))})?`
      at = end < 0 ? text.length : end
      isOpen = true
    } else if (run !== undefined) {
      const places = run.startsWith('[') ? run.length / 2 : run.length
      pattern += at + run.length >= text.length ? `[a-z0-9]{${places},}` : `[a-z0-9]{${places}}`
      at += run.length - 1
      isOpen = true
    } else if (char === '*') {
      pattern += '[a-z0-9]*'
      isOpen = true
    } else if (char === '?' || char === '#' || (/[xz]/.test(char) && isPlaceholder(text, at))) {
      // `L8z` is any L8…; within a number a placeholder is one character or more.
      pattern += '[a-z0-9]+'
      isOpen = true
    } else if (/[A-Za-z0-9]/.test(char)) {
      pattern += char.toLowerCase()
      literals += 1
      if (!isOpen) prefix += char.toLowerCase()
    }
  }
  return { text, pattern: new RegExp(`^${pattern}$`), prefix, literals, isExact: !isOpen }
}

/** A small x or z after a digit, in a number that is otherwise in capitals. */
function isPlaceholder(text: string, at: number): boolean {
  return /[0-9xz]/.test(text[at - 1] ?? '') && !/[a-wy]/.test(text.replaceAll(/\([^)]*\)/g, ''))
}

/** Looks like an order number: five or more of capitals, digits, separators and wildcards, with at least one digit. */
export function isOrderLike(word: string): boolean {
  const plain = plainNumber(word)
  return plain.length >= 5 && /\d/.test(plain) && /^[A-Z0-9][A-Z0-9xz*?[\]()/+.-]*$/.test(word) && /[A-Z]/.test(word)
}
