// `penstock blueprint cloud PLANT`: the cloud services of a plant file, and what the loss of each stops after its hold-up.
import { openPlantFile, plantArguments } from '@penstock/cli/plant'
import { type CloudLoss, cloudLosses } from '@penstock/model/blueprint'

const USAGE = 'usage: penstock blueprint cloud PLANT [--json]\n'

/** Exit code: 0 told; 1 the file is not there; 2 bad usage, or a plant with faults. */
export async function blueprintCloud(args: readonly string[]): Promise<number> {
  const options = plantArguments(args)
  if (options === null) {
    process.stderr.write(USAGE)
    return 2
  }
  const read = await openPlantFile(options.file)
  if (typeof read === 'number') return read
  const services = cloudLosses(read.plant)
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ plant: options.file, services })}\n`
      : `${[`${services.length} cloud services`, ...services.flatMap(serviceLines)].join('\n')}\n`,
  )
  return 0
}

function serviceLines({ id, name, provider, zone, domain, neededBy, stops }: CloudLoss): readonly string[] {
  return [
    `${id} ${name}, ${provider}; zone ${zone ?? 'unknown'}, ${domain ?? 'domain unknown'}`,
    ...(neededBy.length === 0 ? ['  no function says that it needs it'] : []),
    ...neededBy.map(({ function: of, holdUpH }) => `  ${of} holds out ${holdUpH} h`),
    ...stops.map((one) => {
      const broken = one.isMtpdBroken === true ? '; longer than its tolerable disruption' : ''
      return `  after ${one.afterH} h: ${one.id} ${one.name} stops${broken}`
    }),
  ]
}
