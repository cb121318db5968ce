// Samples of MMS services.
import { bytes } from './bytes.ts'
import { mmsInitiateRequest, mmsInitiateResponse, mmsTransportConnect } from './mms.ts'
import * as mms from './mms-services.ts'
import type { Sample } from './sample.ts'
import { overTcp } from './wire-samples.ts'

const DOMAIN = 'REL1CTRL'
const CONTROL = 'CSWI1$CO$Pos'

export function mmsSamples(): Sample[] {
  return [servicesSample()]
}

function servicesSample(): Sample {
  const members = [
    [DOMAIN, 'MMXU1$MX$TotW'],
    [DOMAIN, 'CSWI1$ST$Pos'],
  ] as const
  const values = [
    mms.data.structure(mms.data.float(12.5), mms.quality(), mms.data.time()),
    mms.data.structure(mms.data.bits(6, 0x80), mms.quality(0x0100), mms.data.time()),
  ]
  return {
    name: 'MMS control, report, file, domain',
    frames: overTcp(102, [
      ['client', mmsTransportConnect(false)],
      ['server', mmsTransportConnect(true)],
      ['client', mmsInitiateRequest('pump')],
      ['server', mmsInitiateResponse()],
      ['client', mms.nameList(1, 9)],
      ['server', mms.nameListResult(1, [DOMAIN])],
      ['client', mms.listAttributes(2, DOMAIN, 'LLN0$Report')],
      ['server', mms.listAttributesResult(2, members)],
      ['server', mms.report('R1', `${DOMAIN}/LLN0$Report`, values)],
      ['client', mms.write(3, DOMAIN, `${CONTROL}$SBOw`, mms.control(mms.data.boolean(true), 3))],
      ['server', mms.writeResult(3, null)],
      ['client', mms.write(4, DOMAIN, `${CONTROL}$Oper`, mms.control(mms.data.boolean(true), 3))],
      ['server', mms.lastError(`${DOMAIN}/${CONTROL}$Oper`, 3, 10)],
      ['server', mms.writeResult(4, 3)],
      ['client', mms.program(5, 41, 'PLANT')],
      ['server', mms.programResult(5, 41)],
      ['client', mms.fileOpen(6, 'COMTRADE/a.cfg')],
      ['server', mms.fileOpenResult(6, 5, 4)],
      ['client', mms.fileRead(7, 5)],
      ['server', mms.fileReadResult(7, bytes('data'), false)],
      ['client', mms.fileClose(8, 5)],
      ['server', mms.fileCloseResult(8)],
      ['client', mms.downloadStart(9, 'LOGIC')],
      ['server', mms.downloadStarted(9)],
      ['server', mms.downloadSegment(1, 'LOGIC')],
      ['client', mms.downloadSegmentResult(1, bytes('code'), false)],
      ['server', mms.downloadEnd(2, 'LOGIC')],
      ['client', mms.downloadEnded(2)],
      ['client', mms.fileDelete(10, 'COMTRADE/a.cfg')],
      ['server', mms.refusal(10, 11, 7)],
      ['client', mms.status(11)],
      ['server', mms.statusResult(11, 0, 1)],
    ]),
    protocol: 'mms',
    fields: {
      'mms.confirmedServiceRequest': ['1', '12', '5', '5', '41', '72', '73', '74', '26', '27', '28', '76', '0'],
      'mms.domainId': [DOMAIN, DOMAIN, DOMAIN, DOMAIN, DOMAIN],
      'mms.itemId': ['LLN0$Report', 'MMXU1$MX$TotW', 'CSWI1$ST$Pos', `${CONTROL}$SBOw`, `${CONTROL}$Oper`],
      'mms.programInvocationName': ['PLANT'],
      'mms.FileName_item': ['COMTRADE/a.cfg', 'COMTRADE/a.cfg'],
      'mms.sizeOfFile': ['4'],
      'mms.failure': ['3'],
      'mms.vmdPhysicalStatus': ['1'],
    },
  }
}
