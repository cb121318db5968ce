// What changed between two texts, line by line: the longest common run of lines stays, the rest goes or comes.

export interface DiffLine {
  readonly kind: 'same' | 'gone' | 'new'
  readonly text: string
}

/** Pairs of lines that are compared at most; beyond it everything between the common ends goes and comes. */
const MOST_PAIRS = 4_000_000

export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const [a, b] = [before.split(/\r?\n/), after.split(/\r?\n/)]
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1
  const told = (lines: readonly string[], kind: DiffLine['kind']) => lines.map((text) => ({ kind, text }))
  return [
    ...told(a.slice(0, head), 'same'),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...told(a.slice(a.length - tail), 'same'),
  ]
}

function middle(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  const gone = (text: string) => ({ kind: 'gone', text }) as const
  const fresh = (text: string) => ({ kind: 'new', text }) as const
  if (a.length * b.length > MOST_PAIRS) return [...a.map(gone), ...b.map(fresh)]
  // Length of the longest common run of what is left of both, from the end.
  const width = b.length + 1
  const common = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      common[i * width + j] =
        a[i] === b[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!)
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < a.length && j < b.length)
    if (a[i] === b[j]) {
      lines.push({ kind: 'same', text: a[i]! })
      i += 1
      j += 1
    } else if (common[(i + 1) * width + j]! >= common[i * width + j + 1]!) lines.push(gone(a[i++]!))
    else lines.push(fresh(b[j++]!))
  return [...lines, ...a.slice(i).map(gone), ...b.slice(j).map(fresh)]
}
