// The demonstration's plant as a second survey found it some days later: things came, went and changed.
import { isoOfMicros, micros, microsOfIso } from '@penstock/model/kernel'

const DAY_MICROS = 86_400_000_000

interface Thing {
  readonly id: string
  [field: string]: unknown
}
interface Plant {
  readonly about: { asOf: string }
  readonly zones: Thing[]
  readonly conduits: Thing[]
  readonly assets: Thing[]
}

export const SURVEY = {
  addedAsset: 'Operations switch J',
  removedAsset: 'Office printer',
  changedAsset: 'Operations switch B',
  firmware: ['5.2', '5.3'],
  addedZone: 'Trial plant',
  renamedZone: 'Operations centre',
  addedConduit: 'C-19',
  removedConduit: 'C-16',
} as const

export interface TwoDays {
  readonly text: string
  /** Instants a day before and a day after the second survey. */
  readonly before: string
  readonly after: string
}

export function secondSurvey(first: string): TwoDays {
  const plant = JSON.parse(first) as Plant
  const surveyedAt = (microsOfIso(plant.about.asOf) ?? 0) + 5 * DAY_MICROS
  const of = (things: readonly Thing[], id: string): Thing => {
    const thing = things.find((each) => each.id === id)
    if (thing === undefined) throw new Error(`the demonstration has no ${id}`)
    return thing
  }
  const { zones, conduits } = plant
  of(zones, 'Z-OPS')['name'] = SURVEY.renamedZone
  zones.push({ ...of(zones, 'Z-REM'), id: 'Z-NEW', name: SURVEY.addedZone })
  const { endpoints: _ends, exceptions: _open, functionLimits: _limits, ...conduit } = of(conduits, 'C-05')
  const added = {
    ...conduit,
    id: SURVEY.addedConduit,
    zoneA: 'Z-OPS',
    zoneB: 'Z-NEW',
    protocols: ['https'],
    enforcedBy: [],
  }
  const switchB = of(plant.assets, 'OPS-SW2')
  switchB['version'] = SURVEY.firmware[1]
  const [ip, mac] = ['10.20.20.99', '00:90:E8:AA:59:99']
  const interfaces = [{ ip, mac, zone: 'Z-OPS' }]
  const switchJ = { ...switchB, id: 'OPS-SW9', name: SURVEY.addedAsset, ip, mac, interfaces }
  const second = {
    ...plant,
    about: { ...plant.about, asOf: isoOfMicros(micros(surveyedAt)) },
    conduits: [...conduits.filter(({ id }) => id !== SURVEY.removedConduit), added],
    assets: [...plant.assets.filter(({ name }) => name !== SURVEY.removedAsset), switchJ],
  }
  return {
    text: JSON.stringify(second),
    before: isoOfMicros(micros(surveyedAt - DAY_MICROS)),
    after: isoOfMicros(micros(surveyedAt + DAY_MICROS)),
  }
}
