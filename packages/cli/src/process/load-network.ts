// The network of functions of a plant file as it is known, or the exit code after its faults were told.
import { openPlantFile } from '@penstock/cli/plant'
import { type EpochMicros, micros, microsOfIso } from '@penstock/model/kernel'
import { nearestTo, type PlantFile } from '@penstock/model/plant'
import { type KnownPlant, knownPlantOf } from '@penstock/model/process'

export type LoadedNetwork = Pick<KnownPlant, 'plant' | 'network'>

/** 1: there is no such file; 2: it has faults, all of which are told. */
export async function loadNetwork(path: string): Promise<LoadedNetwork | 1 | 2> {
  const read = await openPlantFile(path)
  return typeof read === 'number' ? read : knownPlantOf(read.plant)
}

/** Tells ids that the plant does not know, each with what may have been meant; true when all are known. */
export function allKnown(ids: readonly string[], known: Iterable<string>, what: string): boolean {
  const all = new Set(known)
  const unknown = ids.filter((id) => !all.has(id))
  for (const id of unknown) {
    const nearest = nearestTo(id, all)
    tell(`the plant has no ${what} ${JSON.stringify(id)}${nearest === null ? '' : ` → did you mean ${nearest}?`}`)
  }
  return unknown.length === 0
}

/** The instant at which the file is true; now where it says none. */
export function asOfOf({ about }: PlantFile): EpochMicros {
  return (about.asOf === undefined ? null : microsOfIso(about.asOf)) ?? micros(Date.now() * 1000)
}

export function tell(message: string): void {
  process.stderr.write(`penstock: ${message}\n`)
}
