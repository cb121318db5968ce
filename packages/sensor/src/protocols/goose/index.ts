// GOOSE of IEC 61850: publishers, their states and values, and what breaks the rules of retransmission.
import { GOOSE } from '../ids.ts'
import type { Reader } from '../reader.ts'
import { gooseFrame, NEW_STATE } from './analyzer.ts'

export const goose: Reader = {
  protocol: GOOSE,
  coverage: {
    source: 'IEC 61850-8-1:2011 §18, annex A',
    reads: ['identity', 'role', 'value', 'state'],
    codes: null,
    samples: ['GOOSE states, retransmission, simulation'],
  },
  frame: gooseFrame,
  describe: (code) => ({
    code: code === NEW_STATE ? 'stNum' : 'sqNum',
    name: code === NEW_STATE ? 'New state' : 'Retransmission',
    kind: 'other',
  }),
}

export { goosePdu } from './pdu.ts'
