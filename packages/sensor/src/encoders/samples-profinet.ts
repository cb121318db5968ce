// Samples of PROFINET IO beyond the plant's: several writes in one call, modules, alarms, a provider that stopped.
import { bytes } from './bytes.ts'
import {
  type CmRelation,
  cmMultipleWriteRequest,
  cmMultipleWriteResponse,
  cmReadModulesResponse,
  cmReleaseRequest,
} from './profinet-cm.ts'
import { alarmFrame, rtFrame } from './profinet-rt.ts'
import type { Sample } from './sample.ts'
import { overUdp } from './wire-samples.ts'

const STATUS_STOPPED = 0x25
const ENDS = { from: '02:00:00:00:00:02', to: '02:00:00:00:00:01' }

export function profinetSamples(): Sample[] {
  const cm: CmRelation = {
    relation: new Uint8Array(16).fill(3),
    activity: new Uint8Array(16).fill(5),
    controllerMac: '02:00:00:00:00:01',
    deviceMac: '02:00:00:00:00:02',
    controllerName: 'plc-1',
    vendorId: 0x2a,
    deviceId: 0x0501,
  }
  const first = { slot: 2, subslot: 1, index: 1 }
  const second = { slot: 3, subslot: 1, index: 2 }
  const calls = overUdp(
    34964,
    [
      [
        'client',
        cmMultipleWriteRequest(cm, 1, [
          { ...first, record: bytes(1, 2, 3) },
          { ...second, record: bytes(4) },
        ]),
      ],
      [
        'server',
        cmMultipleWriteResponse(cm, 1, [
          { ...first, status: 0 },
          { ...second, status: 0xdf80b600 },
        ]),
      ],
      ['server', cmReadModulesResponse(cm, 2, [[1, 0x98]])],
      ['client', cmReleaseRequest(cm, 3)],
    ],
    34964,
  )
  return [
    {
      name: 'PROFINET alarm, modules, several writes',
      frames: [
        ...calls,
        rtFrame(ENDS, 0x8001, 64, bytes(1), [], STATUS_STOPPED),
        alarmFrame(ENDS, { type: 1, slot: 2, subslot: 1, channel: 3, error: 6 }),
      ],
      protocol: 'pn_io',
      fields: {
        'pn_io.opnum': ['3', '3', '2', '1'],
        'pn_io.index': ['0xe040', '0x0001', '0x0002', '0xe040', '0x0001', '0x0002', '0xf000'],
        'pn_io.module_ident_number': ['0x00000098', '0x00000098'],
        'pn_io.alarm_type': ['0x0001'],
        'pn_io.channel_number': ['0x0003'],
        'pn_io.channel_error_type': ['0x0006'],
        'pn_rt.frame_id': ['32769', '65025'],
        'pn_rt.ds_operate': ['0x00'],
      },
    },
  ]
}
