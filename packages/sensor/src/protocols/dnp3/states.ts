// What an outstation says of itself in each response: its internal indications. Source: IEEE 1815-2012 §4.2.2.6, table 4-12.
import type { StateField } from '@penstock/model/observations'
import type { Ledger } from '@penstock/sensor/facts'
import { INTS, STATE } from '@penstock/sensor/flow'
import { DNP3, protocolName } from '../ids.ts'
import {
  CONFIG_CORRUPT,
  DEVICE_RESTART,
  DEVICE_TROUBLE,
  EVENT_OVERFLOW,
  LOCAL_CONTROL,
  NEED_TIME,
  stationText,
} from './names.ts'

interface Indication {
  readonly bit: number
  readonly field: StateField
  readonly name: string
  readonly set: string
  readonly clear: string
}

const TOLD: readonly Indication[] = [
  { bit: NEED_TIME, field: 'clock', name: 'need-time', set: 'needs the time', clear: 'has the time' },
  { bit: LOCAL_CONTROL, field: 'local-remote', name: 'local-control', set: 'local', clear: 'remote' },
  { bit: DEVICE_TROUBLE, field: 'fault', name: 'device-trouble', set: 'device trouble', clear: 'no trouble' },
  {
    bit: DEVICE_RESTART,
    field: 'restart',
    name: 'device-restart',
    set: 'has restarted',
    clear: 'restart was taken notice of',
  },
  { bit: CONFIG_CORRUPT, field: 'configuration', name: 'config-corrupt', set: 'corrupt', clear: 'sound' },
]
const ALL = NEED_TIME | LOCAL_CONTROL | DEVICE_TROUBLE | DEVICE_RESTART | CONFIG_CORRUPT

/** Notes the indications of a response that `side` sent for `station`. A device that is well from the start says nothing. */
export function indicate(ledger: Ledger, indications: number, station: number, flow: number, side: number): void {
  if (indications & EVENT_OVERFLOW)
    ledger.odd('dnp3-event-overflow', flow, 'the outstation lost events: its buffer is full')
  const { ints } = ledger.flows
  const told = flow * INTS + STATE
  const changed = (ints[told]! ^ indications) & ALL
  if (changed === 0) return
  ints[told] = indications & ALL
  for (const { bit, field, name, set, clear } of TOLD) {
    if ((changed & bit) === 0) continue
    const isSet = (indications & bit) !== 0
    ledger.state(flow, side, DNP3, protocolName(DNP3)!, field, station, isSet ? 1 : 0, () => ({
      value: isSet ? set : clear,
      part: stationText(station),
      method: name,
    }))
  }
}
