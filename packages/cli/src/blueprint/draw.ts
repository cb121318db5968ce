// `penstock blueprint draw PLANT`: a blueprint of the plant as it is declared, to be edited into the target.
import { openPlantFile, plantArguments } from '@penstock/cli/plant'
import { drawBlueprint } from '@penstock/model/blueprint'

const USAGE = 'usage: penstock blueprint draw PLANT\n'

/** Exit code: 0 written to stdout; 1 the file is not there; 2 bad usage, or a plant with faults. */
export async function blueprintDraw(args: readonly string[]): Promise<number> {
  const options = plantArguments(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const read = await openPlantFile(options.file)
  if (typeof read === 'number') return read
  process.stdout.write(`${JSON.stringify(drawBlueprint(read.plant), null, options.json ? 0 : 2)}\n`)
  return 0
}
