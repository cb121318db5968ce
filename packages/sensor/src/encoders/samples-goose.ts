// Samples of GOOSE.
import { type GooseMessage, gooseFrame } from './goose.ts'
import { data, quality } from './mms-services.ts'
import type { Sample } from './sample.ts'

export function gooseSamples(): Sample[] {
  const first: GooseMessage = {
    from: '02:00:00:00:00:0a',
    to: '01:0c:cd:01:00:01',
    appId: 0x3001,
    controlBlock: 'IED1LD0/LLN0$GO$gcb1',
    dataSet: 'IED1LD0/LLN0$Trip',
    id: 'trip',
    state: 1,
    sequence: 0,
    data: [data.boolean(false), quality(), data.float(1.5)],
  }
  const tripped = { ...first, state: 2, data: [data.boolean(true), quality(), data.float(2.5)] }
  return [
    {
      name: 'GOOSE states, retransmission, simulation',
      frames: [
        gooseFrame(first),
        gooseFrame({ ...first, sequence: 1 }),
        gooseFrame(tripped),
        gooseFrame({ ...tripped, sequence: 1, isSimulated: true, needsCommissioning: true, revision: 7 }),
      ],
      protocol: 'goose',
      fields: {
        'goose.appid': ['0x3001', '0x3001', '0x3001', '0x3001'],
        'goose.gocbRef': [first.controlBlock, first.controlBlock, first.controlBlock, first.controlBlock],
        'goose.datSet': [first.dataSet, first.dataSet, first.dataSet, first.dataSet],
        'goose.goID': ['trip', 'trip', 'trip', 'trip'],
        'goose.timeAllowedtoLive': ['2000', '2000', '2000', '2000'],
        'goose.stNum': ['1', '1', '2', '2'],
        'goose.sqNum': ['0', '1', '0', '1'],
        'goose.simulation': ['0', '0', '0', '1'],
        'goose.confRev': ['1', '1', '1', '7'],
        'goose.ndsCom': ['0', '0', '0', '1'],
        'goose.numDatSetEntries': ['3', '3', '3', '3'],
        'goose.boolean': ['0', '0', '1', '1'],
      },
    },
  ]
}
