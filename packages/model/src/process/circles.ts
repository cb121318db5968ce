// Circles of a directed graph: what leads to each other, and each by itself that leads to nothing that leads back.

/**
 * Strongly connected sets (Tarjan 1972, without recursion). A set comes after all sets that it leads to. `next` may lead only to what is in
 * `all`.
 */
export function circlesOf(
  all: Iterable<number>,
  next: (at: number) => readonly number[],
): readonly (readonly number[])[] {
  const index = new Map<number, number>()
  const low = new Map<number, number>()
  const onStack = new Set<number>()
  const stack: number[] = []
  const circles: number[][] = []
  for (const root of all) {
    if (index.has(root)) continue
    const work: { readonly at: number; readonly targets: readonly number[]; done: number }[] = []
    const enter = (at: number): void => {
      index.set(at, index.size)
      low.set(at, index.get(at)!)
      stack.push(at)
      onStack.add(at)
      work.push({ at, targets: next(at), done: 0 })
    }
    enter(root)
    for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
      const { at, targets } = frame
      const target = targets[frame.done]
      frame.done += 1
      if (target !== undefined) {
        if (!index.has(target)) enter(target)
        else if (onStack.has(target)) low.set(at, Math.min(low.get(at)!, index.get(target)!))
        continue
      }
      work.pop()
      const parent = work.at(-1)
      if (parent !== undefined) low.set(parent.at, Math.min(low.get(parent.at)!, low.get(at)!))
      if (low.get(at) !== index.get(at)) continue
      const circle = stack.splice(stack.lastIndexOf(at))
      for (const member of circle) onStack.delete(member)
      circles.push(circle)
    }
  }
  return circles
}
