// Did you mean: the known word nearest to a misspelt one.

/**
 * The candidate with the least edits (insert, delete, replace, swap of neighbours; letter case counts half), or null when
 * none is near: at most one edit in three letters, and at least one allowed. Ties go to the first candidate.
 */
export function nearestTo(word: string, candidates: Iterable<string>): string | null {
  let best: string | null = null
  let bestEdits = Math.max(1, Math.floor(word.length / 3)) + 0.25
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > bestEdits) continue
    const edits =
      candidate.toLowerCase() === word.toLowerCase() && candidate !== word ? 0.5 : editsBetween(word, candidate)
    if (edits < bestEdits) {
      best = candidate
      bestEdits = edits
    }
  }
  return best
}

/** Optimal string alignment distance. */
function editsBetween(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let edits = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        edits = Math.min(edits, beforeLast[j - 2]! + 1)
      row.push(edits)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]!
}
