// H03: one OT host and one address of the world outside, for six hours and more, in small packets, about as many bytes out as in: a
// tunnel that waits. Regular is told by the mean; what pauses and bursts below it is not known.
import { familyOf } from '@penstock/model/assets'
import { addressOf, type Proof } from '@penstock/model/observations'
import type { Talk } from '../signs.ts'
import { type Heuristic, OT_ZONES, type Scene, type Trait } from './scene.ts'

const LEAST_MICROS = 6 * 3_600_000_000
/** Two in four minutes: a question and its answer. */
const LONGEST_MEAN_GAP_MICROS = 120_000_000
const LARGEST_MEAN_BYTES = 256
const LEAST_RATIO = 0.5
/** Clocks and names are asked for like this, too. */
const USUAL: ReadonlySet<string> = new Set(['ntp', 'dns', 'icmp', 'icmpv6'])

export const KEEP_ALIVE: Heuristic = {
  id: 'H03',
  category: 'tunnel',
  strength: 0.6,
  zones: OT_ZONES,
  answeredBy: 'peer',
  find: keptAlive,
}

function* keptAlive<P extends Proof>({ conversations, standingOf }: Scene<P>): Iterable<Trait<P>> {
  for (const talk of conversations) {
    if (!isKeptAlive(talk)) continue
    const ends = [addressOf(talk.client), addressOf(talk.server)] as const
    for (const [host, peer] of [ends, ends.toReversed()] as [string, string][]) {
      if (standingOf(host).isOutside || !standingOf(peer).isOutside) continue
      const { proof, firstAt, lastAt } = talk
      yield { host, mac: null, kind: 'peer', value: peer, pattern: peer, proof, firstAt, lastAt }
    }
  }
}

function isKeptAlive(talk: Talk<Proof>): boolean {
  const { packets, bytes, clientBytes, firstAt, lastAt, isAnswered } = talk
  const protocol = talk.protocol ?? talk.portGuess
  if (!isAnswered || clientBytes === undefined || (protocol !== null && USUAL.has(familyOf(protocol)))) return false
  const lasts = lastAt - firstAt
  if (lasts < LEAST_MICROS || lasts / packets > LONGEST_MEAN_GAP_MICROS) return false
  const other = bytes - clientBytes
  return (
    bytes / packets <= LARGEST_MEAN_BYTES && Math.min(clientBytes, other) / Math.max(clientBytes, other) >= LEAST_RATIO
  )
}
