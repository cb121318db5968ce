// `penstock plant check FILE`: faults that keep the file from being read, else the weaknesses of the plant.
import {
  checkPlant,
  type PlantFault,
  type PlantRead,
  type PlantWeakness,
  plantFaultText,
  plantWeaknessText,
} from '@penstock/model/plant'
import { loadPlantFile } from './load-plant-file.ts'
import { faultLine, plantArguments } from './open-plant-file.ts'

const USAGE = 'usage: penstock plant check FILE [--json]\n'

/** Exit code: 0 the file is sound (weaknesses are findings, not errors), 1 there is no such file, 2 bad usage or faults. */
export async function plantCheck(args: readonly string[]): Promise<number> {
  const options = plantArguments(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const read = await loadPlantFile(options.file)
  if (!read.ok) {
    if (read.refusal.code === 'unreadable') {
      process.stderr.write(`penstock: ${read.refusal.message}\n`)
      return 1
    }
    const { faults } = read.refusal
    if (options.json) writeJson({ file: options.file, ok: false, faults: faults.map(told) })
    process.stderr.write(`${options.file}: ${counted(faults.length, 'fault')}\n${faults.map(faultLine).join('')}`)
    return 2
  }
  const weaknesses = checkPlant(read.value.plant)
  if (options.json) writeJson({ file: options.file, ok: true, faults: [], ...report(read.value, weaknesses) })
  else process.stdout.write(text(options.file, read.value, weaknesses))
  return 0
}

function report({ plant, warnings }: PlantRead, weaknesses: readonly PlantWeakness[]) {
  return {
    name: plant.about.name,
    zones: plant.zones.length,
    conduits: plant.conduits.length,
    assets: plant.assets.length,
    warnings: warnings.map(told),
    weaknesses: weaknesses.map((one) => ({ ...one, text: plantWeaknessText(one) })),
  }
}

function text(file: string, { plant, warnings }: PlantRead, weaknesses: readonly PlantWeakness[]): string {
  const { zones, conduits, assets } = plant
  return [
    `${file}: ${plant.about.name}, ${zones.length} zones, ${conduits.length} conduits, ${assets.length} assets, no faults`,
    ...warnings.map((one) => faultLine(one).trimEnd()),
    counted(weaknesses.length, 'weakness'),
    ...weaknesses.map((one) => `  ${one.path}: ${plantWeaknessText(one)} [${one.rule}]`),
    '',
  ].join('\n')
}

function told(fault: PlantFault) {
  const { message, mend } = plantFaultText(fault)
  return { ...fault, message, mendText: mend }
}

function counted(count: number, noun: string): string {
  const plural = noun.endsWith('s') ? `${noun}es` : `${noun}s`
  return `${count === 0 ? 'no' : count} ${count === 1 ? noun : plural}`
}

function writeJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}
