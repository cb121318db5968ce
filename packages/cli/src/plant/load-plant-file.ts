// A plant file from disk: bytes → text → plant, with every fault of the way.
import { readFile } from 'node:fs/promises'
import { unreadableText } from '@penstock/cli/files'
import { type Result, refuse } from '@penstock/model/kernel'
import { decodeText, type PlantFault, type PlantRead, readPlant } from '@penstock/model/plant'

type PlantFileRefusal =
  | { readonly code: 'unreadable'; readonly message: string }
  | { readonly code: 'faults'; readonly faults: readonly PlantFault[] }

export async function loadPlantFile(path: string): Promise<Result<PlantRead, PlantFileRefusal>> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause)
    return refuse({ code: 'unreadable', message: unreadableText(path, reason) })
  }
  const decoded = decodeText(bytes)
  if (!decoded.ok) return refuse({ code: 'faults', faults: [decoded.refusal] })
  const read = readPlant(decoded.value.text)
  return read.ok ? read : refuse({ code: 'faults', faults: read.refusal })
}
