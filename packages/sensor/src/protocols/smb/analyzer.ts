// SMB messages by their mark. What is sealed or compressed is passed over.
import type { Ledger } from '@penstock/sensor/facts'
import { FLAGS, INTS, IS_SKIPPING, SKIP } from '@penstock/sensor/flow'
import type { Slab } from '@penstock/sensor/tables'
import { SMB1, SMB1_HEAD, SMB2, SMB2_HEAD, wireLength } from './decode.ts'
import { smb1Message } from './smb1.ts'
import { smb2Message } from './smb2.ts'

const NETBIOS = 4
const MOST_IN_CHAIN = 32

export function smbMessage(
  ledger: Ledger,
  _slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  if (bytes[at] !== 0) return
  const head = at + NETBIOS
  const beyond = wireLength(view, at) - (end - at)
  if (bytes[head] === SMB1) {
    if (end - head >= SMB1_HEAD) smb1Message(ledger, bytes, view, head, end, flow, side)
  } else if (bytes[head] === SMB2) chain(ledger, bytes, view, head, end, beyond, flow, side)
  if (beyond <= 0) return
  const { ints } = ledger.flows
  ints[flow * INTS + SKIP + side] = beyond
  ints[flow * INTS + FLAGS]! |= IS_SKIPPING << side
}

// Several messages stand behind each other, each telling where the next one begins (MS-SMB2 §2.2.1.2, NextCommand).
function chain(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  from: number,
  end: number,
  beyond: number,
  flow: number,
  side: number,
): void {
  let at = from
  for (let n = 0; n < MOST_IN_CHAIN && end - at >= SMB2_HEAD; n += 1) {
    const next = view.getUint32(at + 20, true)
    const stop = next === 0 ? end : Math.min(end, at + next)
    smb2Message(ledger, bytes, view, at, stop, next === 0 ? beyond : 0, flow, side)
    if (next < SMB2_HEAD || at + next >= end) return
    at += next
  }
}
