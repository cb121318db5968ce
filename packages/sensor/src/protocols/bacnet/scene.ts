// Who speaks in a message, as far as facts need it: the sender, or the device behind it that a router or a broadcast manager speaks for.
import type { ClaimField, Endpoint } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { ipv4Text } from '@penstock/sensor/network'
import { BACNET, protocolName } from '../ids.ts'
import { moduleText, Npdu, partOf } from './decode.ts'

export const NAME = protocolName(BACNET)!

/** Filled in place; one message at a time is read. */
export class Scene {
  readonly npdu = new Npdu()
  flow = 0
  side = 0
  /** A broadcast manager passes on what the address `origin` has sent. */
  isForwarded = false
  origin = 0
  private theLedger: Ledger | null = null

  get ledger(): Ledger {
    return this.theLedger!
  }

  begin(ledger: Ledger, flow: number, side: number): void {
    this.theLedger = ledger
    this.flow = flow
    this.side = side
    this.isForwarded = false
  }
}

/** Number of the module that speaks, and of the one that is spoken to. */
export function speakingPart({ npdu }: Scene): number {
  return partOf(npdu.bytes, npdu.sourceNetwork, npdu.sourceAt, npdu.sourceLength)
}

export function addressedPart({ npdu }: Scene): number {
  return partOf(npdu.bytes, npdu.targetNetwork, npdu.targetAt, npdu.targetLength)
}

export function speakingModule({ npdu }: Scene): string {
  return moduleText(npdu.bytes, npdu.sourceNetwork, npdu.sourceAt, npdu.sourceLength)
}

export function addressedModule({ npdu }: Scene): string {
  return moduleText(npdu.bytes, npdu.targetNetwork, npdu.targetAt, npdu.targetLength)
}

/** Claims of the speaking device; one behind a router is a module of the router. */
export function say(scene: Scene, field: ClaimField, value: string, method: string): void {
  const { ledger } = scene
  const behind = speakingModule(scene)
  ledger.claims.claim(about(scene), field, value, NAME, behind === '' ? method : `${method}@${behind}`, ledger.wire)
}

function about({ ledger, flow, side, isForwarded, origin }: Scene): Endpoint {
  return { mac: null, ip: isForwarded ? ipv4Text(origin) : ledger.endpoint(flow, side).ip }
}
