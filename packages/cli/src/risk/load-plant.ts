// The plant file of a `risk` command, or the exit code and what was said about it.
import { loadPlantFile } from '@penstock/cli/plant'
import { type PlantFile, plantFaultText } from '@penstock/model/plant'

/** The plant, or 1 when the file is not there, 2 when it has faults; said on stderr. */
export async function loadPlant(path: string): Promise<PlantFile | 1 | 2> {
  const read = await loadPlantFile(path)
  if (read.ok) return read.value.plant
  if (read.refusal.code === 'unreadable') {
    process.stderr.write(`penstock: ${read.refusal.message}\n`)
    return 1
  }
  const lines = read.refusal.faults.map((fault) => {
    const { message, mend } = plantFaultText(fault)
    return `  ${message}${mend === null ? '' : ` → ${mend}`}\n`
  })
  process.stderr.write(`${path}\n${lines.join('')}`)
  return 2
}
