// Writes a plant file in its one canonical form: keys in the order of the format, empty lists left out.
import { PlantFile } from './file/plant-file.ts'

/** Text that `readPlant` reads back to the same plant, ending in a newline. */
export function writePlant(plant: PlantFile): string {
  const inOrder = PlantFile.parse(plant)
  const lists = Object.entries(inOrder).filter(([, value]) => !(Array.isArray(value) && value.length === 0))
  return `${JSON.stringify(Object.fromEntries(lists), null, 1)}\n`
}
