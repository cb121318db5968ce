// A blueprint: the target architecture as a file, `blueprint/1`. Zones, conduits, where each asset stands, sensors, cloud services, and the
// stages by which it is reached. Names of assets are those of the plant file.
import { microsOfIso } from '@penstock/model/kernel'
import { z } from 'zod'

export const BLUEPRINT_SCHEMA = 'blueprint/1'

const Id = z.string().min(1).max(120)
const Name = z.string().min(1).max(400)
const Text = z.string().max(4000)
/** A very large site has some ten thousand assets. */
const MOST = 20_000
const ids = z.array(Id).max(MOST).default([])
const Day = z.string().refine((text) => text.length === 10 && microsOfIso(text) !== null, 'a day such as 2027-03-31')

const BlueprintZone = z.strictObject({
  id: Id,
  name: Name,
  /** A Purdue level or range; left out, any is right. */
  purdue: Name.nullable().optional(),
})

export const BlueprintConduit = z.strictObject({
  id: Id,
  zoneA: Id,
  zoneB: Id,
  protocols: z.array(Name).max(200),
  /** `a-to-b`: only zone A starts. */
  direction: z.enum(['both', 'a-to-b']),
  /** Devices that have to enforce it; left out, any is right. */
  enforcedBy: z.array(Id).max(200).optional(),
})
export type BlueprintConduit = z.infer<typeof BlueprintConduit>

export const BlueprintPlacement = z.strictObject({
  asset: Id,
  zone: Id,
  /** Further zones in which it may have a card. */
  also: z.array(Id).max(200).optional(),
})
export type BlueprintPlacement = z.infer<typeof BlueprintPlacement>

/** A sensor on the segment of a zone. */
const BlueprintSensor = z.strictObject({ id: Id, segment: Id })
/** A cloud service, and the zone in which it counts; left out, that of its asset, or any. */
const BlueprintCloud = z.strictObject({ id: Id, zone: Id.nullable().optional() })

export const BlueprintStage = z.strictObject({
  id: Id,
  name: Name,
  owner: Name,
  due: Day,
  /** What has to be shown when it is said to be done. */
  proves: Text,
  /** Zones that are to be there. */
  zones: ids,
  /** Assets that are to stand where the blueprint places them. */
  moves: ids,
  /** Conduits that are to be there as drawn. */
  links: ids,
  /** Conduits of today that are to be gone. */
  closes: ids,
  /** Sensors that are to listen. */
  sensors: ids,
  /** Devices that are to enforce a conduit. */
  controls: z
    .array(z.strictObject({ conduit: Id, device: Id }))
    .max(MOST)
    .default([]),
  cloudServices: ids,
})
export type BlueprintStage = z.infer<typeof BlueprintStage>

export const Blueprint = z.strictObject({
  schema: z.literal(BLUEPRINT_SCHEMA),
  name: Name,
  aim: Text.optional(),
  zones: z.array(BlueprintZone).max(MOST),
  conduits: z.array(BlueprintConduit).max(MOST),
  placements: z.array(BlueprintPlacement).max(MOST),
  sensors: z.array(BlueprintSensor).max(MOST).default([]),
  cloudServices: z.array(BlueprintCloud).max(MOST).default([]),
  stages: z.array(BlueprintStage).max(200).default([]),
})
export type Blueprint = z.infer<typeof Blueprint>
