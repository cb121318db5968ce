// H16: a modem, a telephone that shares its line, or a network adapter on USB: by DHCP vendor class, name, or the maker of its address.
import type { Proof } from '@penstock/model/observations'
import { isOwnWord } from '../signs.ts'
import { type Heuristic, hostsOf, OT_ZONES, type Said, type Scene, type Trait } from './scene.ts'

export const MODEM: Heuristic = {
  id: 'H16',
  category: 'industrial-remote-access',
  strength: 0.6,
  zones: OT_ZONES,
  answeredBy: 'device',
  find: modems,
}

function* modems<P extends Proof>(scene: Scene<P>): Iterable<Trait<P>> {
  for (const said of scene.claims) {
    const pattern = traitOf(said, scene)
    if (pattern === undefined) continue
    const { value, proof, firstAt, lastAt } = said
    for (const at of hostsOf(said, scene)) yield { ...at, kind: 'behaviour', value, pattern, proof, firstAt, lastAt }
  }
  for (const { mac, ip, ground, proof, firstAt, lastAt } of scene.bindings) {
    const maker = isOwnWord(ground) ? scene.index.behaviour.adapterMaker(mac) : undefined
    if (maker === undefined || ip === null) continue
    yield { host: ip, mac, kind: 'maker', value: mac, pattern: maker, proof, firstAt, lastAt }
  }
}

function traitOf<P extends Proof>({ field, value, method }: Said<P>, { index }: Scene<P>): string | undefined {
  if (method === 'dhcp-vendor-class' && field === 'description') return index.behaviour.tetherOfClass(value)
  return field === 'name' ? index.behaviour.tetherOfName(value) : undefined
}
