// H11: an access point that no entry of the register claims: by the capability that it tells its neighbours, by what it calls itself, by
// giving addresses with a small router's MAC address. Radio is not heard, nor to which port of a switch it is plugged.
import type { Proof } from '@penstock/model/observations'
import { ROGUE_SERVICE } from './rogue-service.ts'
import { type Heuristic, hostsOf, OT_ZONES, type Said, type Scene, type Trait } from './scene.ts'

export const NEW_ACCESS_POINT: Heuristic = {
  id: 'H11',
  category: 'behaviour',
  strength: 0.6,
  zones: OT_ZONES,
  answeredBy: 'device',
  find: accessPoints,
}

function* accessPoints<P extends Proof>(scene: Scene<P>): Iterable<Trait<P>> {
  for (const said of scene.claims) {
    const pattern = traitOf(said, scene)
    if (pattern === null) continue
    const { value, proof, firstAt, lastAt } = said
    for (const at of hostsOf(said, scene))
      yield* withMaker(scene, { ...at, kind: 'behaviour', value, pattern, proof, firstAt, lastAt })
  }
  for (const answer of ROGUE_SERVICE.find(scene))
    if (answer.value === 'DHCP' && makerOf(scene, answer.mac) !== undefined)
      yield* withMaker(scene, { ...answer, pattern: 'a small router that answers DHCP' })
}

function traitOf<P extends Proof>({ field, value, method }: Said<P>, { index }: Scene<P>): string | null {
  if (field === 'role' && value === 'access-point') return 'calls itself an access point'
  if (method === 'ssdp-device-type' && index.behaviour.isAccessPointType(value))
    return 'offers what access points offer'
  return field === 'name' && index.behaviour.isAccessPointName(value)
    ? 'has the name that access points come with'
    : null
}

/** The maker adds to it, and says which it is. */
function* withMaker<P extends Proof>(scene: Scene<P>, trait: Trait<P>): Iterable<Trait<P>> {
  const maker = makerOf(scene, trait.mac)
  if (maker === undefined) yield trait
  else
    yield* [
      { ...trait, of: maker },
      { ...trait, of: maker, kind: 'maker' as const, value: maker, pattern: maker },
    ]
}

function makerOf<P extends Proof>({ index }: Scene<P>, mac: string | null): string | undefined {
  const group = mac === null ? undefined : index.ofMac(mac)
  return group !== undefined && index.behaviour.makesAccessPoints(group.id) ? group.vendor : undefined
}
