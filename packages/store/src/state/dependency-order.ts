// Puts tables behind those that their foreign keys name.

/** A reference to the table itself, or within a circle, does not count. */
export function inDependencyOrder<Table extends { readonly name: string }>(
  tables: readonly Table[],
  references: readonly { readonly from: string; readonly to: string }[],
): readonly Table[] {
  const byName = new Map(tables.map((table) => [table.name, table]))
  const ordered: Table[] = []
  const visited = new Set<string>()
  const visit = (table: Table): void => {
    if (visited.has(table.name)) return
    visited.add(table.name)
    for (const { from, to } of references) {
      const needed = byName.get(to)
      if (from === table.name && needed !== undefined) visit(needed)
    }
    ordered.push(table)
  }
  for (const table of tables) visit(table)
  return ordered
}
