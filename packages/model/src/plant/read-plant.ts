// Reads a plant file: text → JSON → without answer keys → strict form → rules between entries. All faults at once.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { withoutAnswerKeys } from './answer-keys.ts'
import { type DataPath, fault, type PlantFault, pathText } from './fault.ts'
import { PlantFile } from './file/plant-file.ts'
import { duplicateIds, zoneFaults } from './identity-faults.ts'
import { lineAndColumn, walkJson } from './json-places.ts'
import { danglingReferences, looseReferences } from './references.ts'
import { shapeFaults, valueAt } from './shape-faults.ts'
import { valueFaults } from './value-faults.ts'

/** More faults than this are not told one by one. */
const MOST_FAULTS = 200

export interface PlantRead {
  readonly plant: PlantFile
  readonly warnings: readonly PlantFault[]
}

/** The plant of a file's text, or every fault with its line and column. A byte order mark in front is ignored. */
export function readPlant(text: string): Result<PlantRead, readonly PlantFault[]> {
  const json = text.startsWith('\ufeff') ? text.slice(1) : text
  const again: PlantFault[] = []
  const stop = walkJson(json, (path, offset, isKey, isAgain) => {
    if (isKey && isAgain) again.push(duplicateKey(path, lineAndColumn(json, offset)))
  })
  if (stop !== null) {
    const found = JSON.stringify(json.slice(stop.offset, stop.offset + 12))
    const place = lineAndColumn(json, stop.offset)
    return refuse([
      fault({
        ...place,
        code: 'plant.not-json',
        found: found === '""' ? 'the end of the file' : found,
        expected: stop.expected,
      }),
    ])
  }
  if (again.length > 0) return refuse(again)
  const read = parsePlant(JSON.parse(json))
  if (read.ok) return accept({ ...read.value, warnings: placed(json, read.value.warnings) })
  return refuse(placed(json, read.refusal))
}

/** The plant of parsed JSON, or every fault; lines and columns are null. */
export function parsePlant(data: unknown): Result<PlantRead, readonly PlantFault[]> {
  const kept = withoutAnswerKeys(data)
  const parsed = PlantFile.safeParse(kept)
  if (!parsed.success) return refuse(atMost(zoneLists(shapeFaults(PlantFile, kept, parsed.error.issues), kept)))
  const plant = parsed.data
  const twice = duplicateIds(plant)
  const faults = [...twice, ...danglingReferences(plant), ...zoneFaults(plant), ...valueFaults(plant)]
  return faults.length > 0 ? refuse(atMost(faults)) : accept({ plant, warnings: looseReferences(plant) })
}

function duplicateKey(path: DataPath, place: { readonly line: number; readonly column: number }): PlantFault {
  return fault({
    ...place,
    code: 'plant.duplicate-key',
    path: pathText(path),
    found: String(path.at(-1)),
    expected: 'each key once in an object',
    mend: { code: 'remove', value: null },
  })
}

/** A list of zones where one zone belongs is an asset in two zones, not a matter of types. */
function zoneLists(faults: readonly PlantFault[], data: unknown): PlantFault[] {
  return faults.map((one) => {
    const at = /^assets\[(\d+)\]\.zone$/.exec(one.path)
    const value = at === null ? null : valueAt(data, ['assets', Number(at[1]), 'zone'])
    if (one.code !== 'plant.wrong-type' || !Array.isArray(value)) return one
    return { ...one, code: 'plant.two-zones', expected: 'one zone', mend: { code: 'one-zone', value: null } }
  })
}

function atMost(faults: readonly PlantFault[]): readonly PlantFault[] {
  return faults.slice(0, MOST_FAULTS)
}

/** The faults with the line and column of their path, or of the nearest path that the text holds. */
function placed(text: string, faults: readonly PlantFault[]): PlantFault[] {
  if (faults.length === 0) return []
  const offsets = new Map<string, number>()
  const wanted = new Set(faults.flatMap((one) => pathsAbove(one.path)))
  walkJson(text, (path, offset, isKey) => {
    const key = pathText(path)
    if (wanted.has(key) && (isKey || !offsets.has(key))) offsets.set(key, offset)
  })
  return faults.map((one) => {
    const nearest = pathsAbove(one.path).find((path) => offsets.has(path))
    return nearest === undefined ? one : { ...one, ...lineAndColumn(text, offsets.get(nearest)!) }
  })
}

/** The path and all above it, nearest first. */
function pathsAbove(path: string): string[] {
  const paths = [path]
  for (let at = path; at !== ''; ) {
    at = at.replace(/(\.?[\w-]+|\[[^\]]*\])$/, '')
    if (at === paths.at(-1)) break
    paths.push(at)
  }
  return paths
}
