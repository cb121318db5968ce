// Whether two sets share nothing (Set.prototype.isDisjointFrom is younger than the language level we compile for).

export function isDisjoint<Item>(a: ReadonlySet<Item>, b: ReadonlySet<Item>): boolean {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a]
  for (const item of small) if (large.has(item)) return false
  return true
}
