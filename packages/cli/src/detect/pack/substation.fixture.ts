// Trials of the rules over IEC 61850: GOOSE and MMS.
import {
  bytes,
  type GooseMessage,
  gooseFrame,
  mmsServices as mms,
  mmsInitiateRequest,
  mmsInitiateResponse,
  mmsTransportConnect,
} from '@penstock/sensor/encoders'
import { ask, type Film, type Trial, type Turn, tcp } from './wire.fixture.ts'

const CLOSED: GooseMessage = {
  from: '02:00:00:00:20:0a',
  to: '01:0c:cd:01:00:01',
  appId: 0x3001,
  controlBlock: 'IED1LD0/LLN0$GO$gcb1',
  dataSet: 'IED1LD0/LLN0$Trip',
  id: 'trip',
  state: 5,
  sequence: 0,
  data: [mms.data.boolean(false), mms.quality()],
}
const TRIPPED: GooseMessage = { ...CLOSED, state: 6, data: [mms.data.boolean(true), mms.quality()] }
const published = (...messages: readonly GooseMessage[]): Film => messages.map(gooseFrame)
const again = (message: GooseMessage, sequence: number): GooseMessage => ({ ...message, sequence })

/** A state, its repetition, a trip and its repetition. */
const QUIET = published(CLOSED, again(CLOSED, 1), TRIPPED, again(TRIPPED, 1))

const DOMAIN = 'REL1CTRL'
const POSITION = 'CSWI1$CO$Pos'
const OPENING: readonly Turn[] = [
  ...ask(mmsTransportConnect(false), mmsTransportConnect(true)),
  ...ask(mmsInitiateRequest(), mmsInitiateResponse()),
]
const talk = (...turns: readonly (readonly Turn[])[]): Film => tcp(102, [...OPENING, ...turns.flat()])
const close = mms.control(mms.data.boolean(true), 3)

const select = () => ask(mms.write(3, DOMAIN, `${POSITION}$SBOw`, close), mms.writeResult(3, null))
const operate = () => ask(mms.write(4, DOMAIN, `${POSITION}$Oper`, close), mms.writeResult(4, null))
const blocked = (): readonly Turn[] => [
  ['client', mms.write(4, DOMAIN, `${POSITION}$Oper`, close)],
  ['server', mms.lastError(`${DOMAIN}/${POSITION}$Oper`, 3, 10)],
  ['server', mms.writeResult(4, 3)],
]
const record = () => [
  ...ask(mms.fileOpen(6, 'COMTRADE/a.cfg'), mms.fileOpenResult(6, 5, 4)),
  ...ask(mms.fileRead(7, 5), mms.fileReadResult(7, bytes('data'), false)),
  ...ask(mms.fileClose(8, 5), mms.fileCloseResult(8)),
]

function downloadMms(): readonly Turn[] {
  return [
    ...ask(mms.downloadStart(9, 'LOGIC'), mms.downloadStarted(9)),
    ['server', mms.downloadSegment(1, 'LOGIC')],
    ['client', mms.downloadSegmentResult(1, bytes('code'), false)],
    ['server', mms.downloadEnd(2, 'LOGIC')],
    ['client', mms.downloadEnded(2)],
  ]
}

export const SUBSTATION_TRIALS: readonly Trial[] = [
  {
    rule: 'goose/second-publisher',
    positive: published(CLOSED, again(CLOSED, 1), { ...again(CLOSED, 2), from: '02:00:00:00:20:66' }),
    benign: published(CLOSED, {
      ...CLOSED,
      from: '02:00:00:00:20:66',
      appId: 0x3002,
      controlBlock: 'IED2LD0/LLN0$GO$gcb1',
    }),
  },
  { rule: 'goose/replay', positive: published(CLOSED, TRIPPED, again(TRIPPED, 1), again(CLOSED, 1)), benign: QUIET },
  {
    rule: 'goose/simulated',
    positive: published(CLOSED, { ...again(CLOSED, 1), isSimulated: true }),
    benign: published(CLOSED, again(CLOSED, 1), again(CLOSED, 2)),
  },
  {
    rule: 'goose/configuration-changed',
    positive: published(CLOSED, { ...again(CLOSED, 1), revision: 2 }),
    benign: published({ ...CLOSED, revision: 2 }, { ...again(CLOSED, 1), revision: 2 }),
  },
  { rule: 'mms/control-blocked', positive: talk(select(), blocked()), benign: talk(select(), operate()) },
  { rule: 'mms/domain-downloaded', positive: talk(downloadMms()), benign: talk(record()) },
  {
    rule: 'mms/program-stopped',
    positive: talk(ask(mms.program(5, 41, 'PLANT'), mms.programResult(5, 41))),
    benign: talk(
      ask(mms.program(5, 40, 'PLANT'), mms.programResult(5, 40)),
      ask(mms.status(11), mms.statusResult(11, 0, 0)),
    ),
  },
  {
    rule: 'mms/file-deleted',
    positive: talk(ask(mms.fileDelete(10, 'COMTRADE/a.cfg'), mms.refusal(10, 11, 7))),
    benign: talk(record()),
  },
]
