// What a DCP Set does to a device.
import type { OperationText } from '@penstock/sensor/facts'
import { ipv4Text } from '@penstock/sensor/network'
import { PROFINET_DCP, protocolName } from '../ids.ts'
import { utf8 } from '../text.ts'

/** The row of a Set of one block; `from` is the place of its value. */
export function setText(
  bytes: Uint8Array,
  view: DataView,
  option: number,
  suboption: number,
  from: number,
  to: number,
): OperationText {
  const base = { protocol: protocolName(PROFINET_DCP)!, code: '4' }
  switch ((option << 8) | suboption) {
    case 0x0102: {
      const values =
        to - from >= 12 ? [view.getInt32(from), view.getInt32(from + 4), view.getInt32(from + 8)].map(ipv4Text) : []
      return { ...base, kind: 'config', name: 'Set IP parameter', target: 'IP address, mask, gateway', values }
    }
    case 0x0202:
      return {
        ...base,
        kind: 'config',
        name: 'Set name of station',
        target: 'name of station',
        values: [utf8(bytes, from, to)],
      }
    case 0x0503:
      return { ...base, kind: 'control', name: 'Flash LED', target: 'signal' }
    case 0x0505:
      return { ...base, kind: 'restart', name: 'Factory reset', target: 'all settings' }
    case 0x0506:
      return { ...base, kind: 'restart', name: 'Reset to factory', target: 'settings' }
    default:
      return { ...base, kind: 'config', name: 'Set', target: `option ${option}.${suboption}` }
  }
}
