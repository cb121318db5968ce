// H07: more than 1 GiB from a registry of models or containers to a host in operations or below, by the names that it calls.
import { addressOf, type Proof } from '@penstock/model/observations'
import type { SignIndex } from '../sign-index.ts'
import { isEarlier, namesOf, type Talk } from '../signs.ts'
import { type Heuristic, OT_ZONES, type Scene, type Trait } from './scene.ts'

const LEAST_BYTES = 2 ** 30

export const MODEL_DOWNLOAD: Heuristic = {
  id: 'H07',
  category: 'cloud-ai-service',
  strength: 0.8,
  zones: OT_ZONES,
  answeredBy: 'nobody',
  find: downloads,
}

function* downloads<P extends Proof>({ conversations, index }: Scene<P>): Iterable<Trait<P>> {
  const calls = conversations.flatMap((talk) => {
    const registry = registryOf(index, talk)
    return registry === undefined ? [] : [{ talk, registry }]
  })
  // A registry hands its files out from several names and addresses.
  for (const ofPair of Map.groupBy(calls, ({ talk, registry }) => `${addressOf(talk.client)} ${registry}`).values()) {
    const received = ofPair.reduce((sum, { talk }) => sum + bytesBack(talk), 0)
    if (received <= LEAST_BYTES) continue
    const { talk, registry } = ofPair.reduce((a, b) => (isEarlier(b.talk.proof, a.talk.proof) ? b : a))
    const host = addressOf(talk.client)
    const { proof, firstAt, lastAt } = talk
    yield {
      host,
      mac: null,
      kind: 'behaviour',
      value: registry,
      pattern: `more than 1 GiB from ${registry}`,
      proof,
      firstAt,
      lastAt,
    }
  }
}

/** The registry of models or containers that a conversation is with. */
export function registryOf(index: SignIndex, talk: Talk<Proof>): string | undefined {
  return namesOf(talk)
    .map((name) => index.behaviour.registryOf(name))
    .find((registry) => registry !== undefined)
}

function bytesBack({ bytes, clientBytes = 0 }: Talk<Proof>): number {
  return bytes - clientBytes
}
