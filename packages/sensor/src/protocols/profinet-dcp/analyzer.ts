// PROFINET DCP: devices that say who they are, and tools that give them names and addresses.
// Layout behind the frame id: service, type, xid (4), delay (2), length (2), blocks of option, suboption, length (2), data.
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import type { Frame } from '@penstock/sensor/link'
import { PROFINET_DCP } from '../ids.ts'
import { utf8 } from '../text.ts'
import type { AskedNames } from './asked-names.ts'
import { claimBlock } from './identity.ts'
import { GET, HELLO, IDENTIFY, SET } from './names.ts'
import { setText } from './operation.ts'

const REQUEST = 0
const SUCCESS = 1
const DEVICE_PROPERTIES = 2
const NAME_OF_STATION = 2
const CONTROL = 5

/** Reads one DCP frame; `frame.at` is the place of its frame id. */
export function dcpFrame(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  frame: Frame,
  flow: number,
  side: number,
  askedNames: AskedNames,
): void {
  const at = frame.at + 2
  if (frame.end - at < 10) {
    ledger.odd('dcp-length', flow, 'header cut short')
    return
  }
  const service = bytes[at]!
  const type = bytes[at + 1]! & 0x0f
  const end = at + 10 + view.getUint16(at + 8)
  if (end > frame.end) {
    ledger.odd('dcp-length', flow, 'blocks beyond the frame')
    return
  }
  const isRequest = type === REQUEST && service !== HELLO
  const client = isRequest ? side : 1 - side
  setClient(ledger.flows, flow, client)
  if (type === REQUEST) ledger.functions.ask(flow, isRequest ? side : client, PROFINET_DCP, service)
  else ledger.functions.answer(flow, client, PROFINET_DCP, service)
  blocks(ledger, bytes, view, at + 10, end, frame, flow, side, service, type, askedNames)
}

function blocks(
  ledger: Ledger,
  bytes: Uint8Array,
  view: DataView,
  from: number,
  end: number,
  frame: Frame,
  flow: number,
  side: number,
  service: number,
  type: number,
  askedNames: AskedNames,
): void {
  // A Get request lists two octets per option and no lengths.
  if (service === GET && type === REQUEST) return
  const speaker = ledger.addresses.macRow(frame.sourceMacHigh, frame.sourceMacLow)
  const saysItself = (type === SUCCESS && service !== SET) || service === HELLO
  let at = from
  while (at + 4 <= end) {
    const option = bytes[at]!
    const suboption = bytes[at + 1]!
    const data = at + 4
    const stop = data + view.getUint16(at + 2)
    if (stop > end) {
      ledger.odd('dcp-length', flow, `block ${option}.${suboption} beyond the frame`)
      return
    }
    // Answers and Hello put two octets of block information, Set requests two of qualifier, before the value.
    if (saysItself && stop - data >= 2) {
      claimBlock(ledger, bytes, view, option, suboption, data + 2, stop, speaker, frame.vlan, askedNames)
    } else if (service === SET && type === REQUEST && stop - data >= 2 && !(option === CONTROL && suboption < 3)) {
      const target = (option << 8) | suboption
      if (ledger.operation(flow, side, PROFINET_DCP, SET, target) === -1) {
        ledger.openOperation(
          flow,
          side,
          PROFINET_DCP,
          SET,
          target,
          setText(bytes, view, option, suboption, data + 2, stop),
        )
      }
    } else if (
      service === IDENTIFY &&
      type === REQUEST &&
      option === DEVICE_PROPERTIES &&
      suboption === NAME_OF_STATION
    ) {
      askedNames.ask(speaker, utf8(bytes, data, stop), ledger)
    }
    at = stop + ((stop - data) & 1)
  }
}
