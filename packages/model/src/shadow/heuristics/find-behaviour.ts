// Heuristics of the catalogue that packets alone can tell, each in a file of its own, and what they find.
import type { Proof } from '@penstock/model/observations'
import type { SignIndex } from '../sign-index.ts'
import { mergeSigns, type SignSeen } from '../signs.ts'
import { KEEP_ALIVE } from './keep-alive.ts'
import { MODEL_DOWNLOAD } from './model-download.ts'
import { MODEM } from './modem.ts'
import { NEW_ACCESS_POINT } from './new-access-point.ts'
import { ROGUE_SERVICE } from './rogue-service.ts'
import { type Heuristic, type Placed, type Seen, sceneOf } from './scene.ts'
import { SECOND_WAY_OUT } from './second-way-out.ts'
import { TELEMETRY_BEACON } from './telemetry-beacon.ts'
import { UNREGISTERED_DEVICE } from './unregistered-device.ts'
import { VPN_HANDSHAKE } from './vpn-handshake.ts'

export const HEURISTICS: ReadonlyMap<string, Heuristic> = new Map(
  [
    UNREGISTERED_DEVICE,
    SECOND_WAY_OUT,
    KEEP_ALIVE,
    VPN_HANDSHAKE,
    MODEL_DOWNLOAD,
    ROGUE_SERVICE,
    NEW_ACCESS_POINT,
    TELEMETRY_BEACON,
    MODEM,
  ].map((heuristic) => [heuristic.id, heuristic]),
)

/** Traits of behaviour in the zones where they matter, each once a device; the earliest packet proves it. */
export function readBehaviour<P extends Proof>(index: SignIndex, seen: Seen<P>, standingOf: Placed): SignSeen<P>[] {
  const scene = sceneOf(index, seen, standingOf)
  const signs: SignSeen<P>[] = []
  for (const { id, category, find } of HEURISTICS.values()) {
    const called = index.heuristicName(id)
    for (const { of, ...trait } of find(scene)) {
      const name = of === undefined ? called : `${called} (${of})`
      const sign = { ...trait, indicator: id, name, category }
      if (isQuestion(sign, standingOf)) signs.push(sign)
    }
  }
  return mergeSigns(signs)
}

/**
 * Whether a trait is still a question: its device stands where it matters, and no entry of the register answers. True of every other
 * sign.
 */
export function isQuestion(
  { indicator, host, mac, kind, pattern }: Pick<SignSeen, 'indicator' | 'host' | 'mac' | 'kind' | 'pattern'>,
  standingOf: Placed,
): boolean {
  const heuristic = HEURISTICS.get(indicator)
  if (heuristic === undefined) return true
  const { zone, isOutside, isRegistered } = standingOf(host)
  if (isOutside || zone === null || !heuristic.zones.has(zone)) return false
  const { answeredBy } = heuristic
  if (answeredBy === 'device') return !isRegistered && (mac === null || !standingOf(mac).isRegistered)
  return answeredBy === 'nobody' || kind !== 'peer' || !standingOf(pattern).isRegistered
}
