// H15: a host in an OT zone reaches a service to which software of its maker reports, or from which it is renewed. That it asked for the
// name is none: most do, and nobody answers.
import { addressOf, type Proof } from '@penstock/model/observations'
import { namesOf } from '../signs.ts'
import { type Heuristic, OT_ZONES, type Scene, type Trait } from './scene.ts'

export const TELEMETRY_BEACON: Heuristic = {
  id: 'H15',
  category: 'behaviour',
  strength: 0.6,
  zones: OT_ZONES,
  answeredBy: 'nobody',
  find: beacons,
}

function* beacons<P extends Proof>({ conversations, index }: Scene<P>): Iterable<Trait<P>> {
  for (const talk of conversations) {
    if (!talk.isAnswered) continue
    for (const name of namesOf(talk)) {
      const service = index.behaviour.telemetryOf(name)
      if (service === undefined) continue
      const { proof, firstAt, lastAt } = talk
      const host = addressOf(talk.client)
      yield {
        host,
        mac: null,
        kind: 'behaviour',
        value: name,
        pattern: `reports to ${service}`,
        proof,
        firstAt,
        lastAt,
      }
    }
  }
}
