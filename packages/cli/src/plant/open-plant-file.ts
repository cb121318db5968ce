// The plant file of a command that asks one, or its exit code after what is wrong with the call or the file was said.
import { parseArgs } from 'node:util'
import { type PlantFault, type PlantRead, plantFaultText } from '@penstock/model/plant'
import { loadPlantFile } from './load-plant-file.ts'

/** The plant; 1 when the file is not there, 2 when it has faults, all of which are said on stderr. */
export async function openPlantFile(path: string): Promise<PlantRead | 1 | 2> {
  const read = await loadPlantFile(path)
  if (read.ok) return read.value
  const { refusal } = read
  if (refusal.code === 'unreadable') {
    process.stderr.write(`penstock: ${refusal.message}\n`)
    return 1
  }
  process.stderr.write(`${path}\n${refusal.faults.map(faultLine).join('')}`)
  return 2
}

export function faultLine(fault: PlantFault): string {
  const { message, mend } = plantFaultText(fault)
  return `  ${message}${mend === null ? '' : ` → ${mend}`}\n`
}

/** `PLANT [--json]`, as every command takes it that asks a plant file one thing; null after saying what is wrong with it. */
export function plantArguments(args: readonly string[]): { readonly file: string; readonly json: boolean } | null {
  try {
    const options = { json: { type: 'boolean', default: false } } as const
    const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals: true })
    const [file] = positionals
    return file === undefined || positionals.length > 1 ? null : { file, json: values.json }
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n`)
    return null
  }
}
