// The demonstration plant and its blueprint, for the tests of this room.
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { type PlantFile, readPlant } from '@penstock/model/plant'

export function wrenfield(): PlantFile {
  const read = readPlant(loadWrenfieldWorksText())
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.slice(0, 3)))
  return read.value.plant
}
