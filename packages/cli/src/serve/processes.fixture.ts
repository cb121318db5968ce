// The processes that a server started.
import { readdirSync, readFileSync } from 'node:fs'

/** Processes below `pid`, at any depth, by their command line. */
export function processesBelow(pid: number): { readonly pid: number; readonly command: string }[] {
  const parents = new Map<number, { readonly parent: number; readonly command: string }>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      if (state !== 'Z') parents.set(Number(name), { parent: Number(parent), command })
    } catch {
      // It ended while we looked.
    }
  }
  const isBelow = (id: number): boolean => {
    const found = parents.get(id)
    return found !== undefined && (found.parent === pid || isBelow(found.parent))
  }
  return [...parents].filter(([id]) => isBelow(id)).map(([id, { command }]) => ({ pid: id, command }))
}
