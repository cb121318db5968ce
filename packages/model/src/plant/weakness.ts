// A weakness of a plant as its own file tells it: the file is sound, the plant may not be.

export type PlantRule =
  | 'plant-check.asset-without-owner'
  | 'plant-check.owner-not-confirmed'
  | 'plant-check.asset-in-two-zones'
  | 'plant-check.address-outside-zone'
  | 'plant-check.own-way-out'
  | 'plant-check.port-open-to-anyone'
  | 'plant-check.zone-without-subnet'
  | 'plant-check.zone-without-level'
  | 'plant-check.subnets-overlap'
  | 'plant-check.conduit-without-device'
  | 'plant-check.conduit-undocumented'
  | 'plant-check.conduit-inside-zone'
  | 'plant-check.device-beside-conduit'
  | 'plant-check.exception-expired'
  | 'plant-check.exception-without-end'
  | 'plant-check.protocol-not-in-vocabulary'

export interface PlantWeakness {
  readonly rule: PlantRule
  /** `conduits[6].enforcedBy` */
  readonly path: string
  /** Id of the entry. */
  readonly id: string
  readonly facts: readonly { readonly name: string; readonly value: string }[]
}

/** The weakness as a sentence. */
export function plantWeaknessText(weakness: PlantWeakness): string {
  const facts = weakness.facts.map((fact) => `${fact.name} ${fact.value}`).join(', ')
  return `${weakness.id} ${SENTENCES[weakness.rule]}${facts === '' ? '' : ` (${facts})`}`
}

const SENTENCES: Readonly<Record<PlantRule, string>> = {
  'plant-check.asset-without-owner': 'has no owner',
  'plant-check.owner-not-confirmed': 'has an owner whom nobody confirmed within a year',
  'plant-check.asset-in-two-zones': 'has interfaces in two zones and enforces no conduit between them',
  'plant-check.address-outside-zone': 'has an address that lies in no subnet of its zone',
  'plant-check.own-way-out': 'has a way out of its own that passes no firewall of the site',
  'plant-check.port-open-to-anyone': 'forwards a port from any source',
  'plant-check.zone-without-subnet': 'has no subnet, so unregistered addresses cannot be placed in it',
  'plant-check.zone-without-level': 'has no Purdue level',
  'plant-check.subnets-overlap': 'shares addresses with another zone',
  'plant-check.conduit-without-device': 'has no device that enforces it',
  'plant-check.conduit-undocumented': 'is known from a survey only and permits nothing',
  'plant-check.conduit-inside-zone': 'joins a zone with itself',
  'plant-check.device-beside-conduit': 'names an enforcing device with no interface in either zone',
  'plant-check.exception-expired': 'has an exception past its end',
  'plant-check.exception-without-end': 'has an exception without an end',
  'plant-check.protocol-not-in-vocabulary': 'names a protocol that the vocabulary does not hold',
}
