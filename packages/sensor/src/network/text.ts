// Addresses as text. Only ever called when a row is emitted, never for a packet.

/** Dotted quad of an address held as a signed word. */
export function ipv4Text(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`
}

/** RFC 5952 form of an address held as four words, most significant first. */
export function ipv6Text(w0: number, w1: number, w2: number, w3: number): string {
  const groups = [w0, w1, w2, w3].flatMap((word) => [word >>> 16, word & 0xffff])
  const hole = longestZeros(groups)
  if (hole.length < 2) return groups.map((group) => group.toString(16)).join(':')
  const head = groups.slice(0, hole.at).map((group) => group.toString(16))
  const tail = groups.slice(hole.at + hole.length).map((group) => group.toString(16))
  return `${head.join(':')}::${tail.join(':')}`
}

/** Lower-case `aa:bb:cc:dd:ee:ff` of a MAC address held as two and four octets. */
export function macText(high: number, low: number): string {
  const digits = (high & 0xffff).toString(16).padStart(4, '0') + (low >>> 0).toString(16).padStart(8, '0')
  return digits.replace(/(..)(?!$)/g, '$1:')
}

// RFC 5952 clause 4.2: the longest run of zero groups, the first of equals, never a single one.
function longestZeros(groups: readonly number[]): { readonly at: number; readonly length: number } {
  let best = { at: 0, length: 0 }
  let run = 0
  for (let n = 0; n < groups.length; n += 1) {
    run = groups[n] === 0 ? run + 1 : 0
    if (run > best.length) best = { at: n - run + 1, length: run }
  }
  return best
}
