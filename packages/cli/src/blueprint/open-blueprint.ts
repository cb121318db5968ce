// A blueprint file of a command, or its exit code after what is wrong with it was said.
import { readFile } from 'node:fs/promises'
import { unreadableText } from '@penstock/cli/files'
import { type Blueprint, type BlueprintFault, readBlueprint } from '@penstock/model/blueprint'
import { decodeText } from '@penstock/model/plant'

/** The blueprint; 1 when the file is not there, 2 when it has faults, all of which are said on stderr. */
export async function openBlueprint(path: string): Promise<Blueprint | 1 | 2> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (cause) {
    process.stderr.write(`penstock: ${unreadableText(path, (cause as NodeJS.ErrnoException).code ?? String(cause))}\n`)
    return 1
  }
  const decoded = decodeText(bytes)
  if (!decoded.ok) {
    process.stderr.write(`penstock: ${path} is no text\n`)
    return 2
  }
  const read = readBlueprint(decoded.value.text)
  if (read.ok) return read.value
  process.stderr.write(`${path}\n${read.refusal.map(faultLine).join('')}`)
  return 2
}

function faultLine({ place, message, mend }: BlueprintFault): string {
  return `  ${place === '' ? '' : `${place}: `}${message}${mend === null ? '' : ` → ${mend}`}\n`
}
