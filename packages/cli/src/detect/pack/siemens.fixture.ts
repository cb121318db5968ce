// Trials of the rules over S7comm, S7comm-plus and PROFINET.
import { bytes, dcp, s7comm, s7plus, s7program, s7state, s7szl, tpkt } from '@penstock/sensor/encoders'
import { ask, CONTROLLER, type Film, STATION, type Trial, type Turn, tcp } from './wire.fixture.ts'

const range = (count: number) => Array.from({ length: count }, (_, n) => n)
const OPENING: readonly Turn[] = [
  ...ask(tpkt.connectRequest(1, 0x0100, 0x0102), tpkt.connectConfirm(1, 2, 0x0100, 0x0102)),
  ...ask(s7comm.job(1, s7comm.setupParameter(480)), s7comm.ackData(1, s7comm.setupParameter(240))),
]
const talk = (...turns: readonly (readonly Turn[])[]): Film => tcp(102, [...OPENING, ...turns.flat()])
const { BLOCK } = s7program

export function downloadS7(type: string, number: number): readonly Turn[] {
  const file = s7program.blockFile(type, number)
  return [
    ...ask(s7program.requestDownload(6, file, 164), s7program.transferDone(6, 0x1a)),
    ['server', s7program.askBlock(7, file)],
    ['client', s7program.giveBlock(7, new Uint8Array(200), false)],
    ['server', s7program.endDownload(8, file)],
    ['client', s7program.transferDone(8, 0x1c)],
    ...ask(s7program.piService(9, '_INSE', [file]), s7program.transferDone(9, 0x28)),
  ]
}

export function uploadS7(type: string, number: number, upload = 7): readonly Turn[] {
  const file = s7program.blockFile(type, number, 'A')
  return [
    ...ask(s7program.startUpload(13, file), s7program.uploadStarted(13, upload, 100)),
    ...ask(s7program.uploadStep(14, 0x1e, upload), s7program.uploadPart(14, new Uint8Array(100), false)),
    ...ask(s7program.uploadStep(15, 0x1f, upload), s7program.transferDone(15, 0x1f)),
  ]
}

const stopS7 = (): readonly Turn[] => ask(s7program.stop(11), s7program.transferDone(11, 0x29))
export const talkS7 = talk
const start = () => ask(s7program.piService(12, 'P_PROGRAM'), s7program.transferDone(12, 0x28))
const deletes = () =>
  ask(s7program.piService(10, '_DELE', [s7program.blockFile(BLOCK.fc, 7)]), s7program.transferDone(10, 0x28))
const lights = (lit: readonly number[]) =>
  ask(s7szl.szlRequest(17, 0x0019, 0), s7state.lightList(17, [1, 4, 5, 6], lit))
const password = (error: number) =>
  ask(s7state.passwordRequest(21, bytes(1, 2, 3, 4, 5, 6, 7, 8)), s7state.passwordAnswer(21, error))

function write(area: number, db: number): readonly Turn[] {
  const request = s7comm.writeVarRequest([{ area, db, start: 0, length: 1 }], [bytes(1)])
  const answer = s7comm.writeVarAnswer([0xff])
  return ask(s7comm.job(3, request.parameter, request.data), s7comm.ackData(3, answer.parameter, answer.data))
}

const S7_TRIALS: readonly Trial[] = [
  { rule: 's7comm/cpu-stopped', positive: talk(stopS7()), benign: talk(start()) },
  {
    rule: 's7comm/organisation-block-downloaded',
    positive: talk(downloadS7(BLOCK.ob, 35)),
    benign: talk(uploadS7(BLOCK.ob, 35)),
  },
  { rule: 's7comm/block-downloaded', positive: talk(downloadS7(BLOCK.fc, 7)), benign: talk(uploadS7(BLOCK.fc, 7)) },
  { rule: 's7comm/block-deleted', positive: talk(deletes()), benign: talk(start()) },
  { rule: 's7comm/values-forced', positive: talk(lights([4, 6])), benign: talk(lights([4])) },
  {
    rule: 's7comm/outputs-written',
    positive: talk(write(s7comm.AREA.outputs, 0)),
    benign: talk(write(s7comm.AREA.dataBlock, 10), write(s7comm.AREA.merkers, 0)),
  },
  {
    rule: 's7comm/password-guessing',
    positive: talk(...range(6).map(() => password(0xd602))),
    benign: talk(password(0xd602), password(0xd602), password(0)),
  },
  {
    rule: 's7comm/program-read',
    positive: talk(...range(6).map((n) => uploadS7(BLOCK.fc, 1 + n, 7 + n))),
    benign: talk(...range(6).map((n) => uploadS7(BLOCK.fc, 1, 7 + n))),
  },
]

const SESSION = 0x7000_0e4d
const [CREATE, DELETE, SET_VARIABLE, SET_MULTIPLE] = [0x04ca, 0x04d4, 0x04f2, 0x0542]
const [EXECUTION_UNIT, STATE_REQUEST] = [52, 2167]

let plusSequence = 1
function plus(code: number, body: Uint8Array): readonly Turn[] {
  plusSequence += 1
  return ask(
    s7plus.plusMessage(3, s7plus.plusRequest(code, plusSequence, SESSION, body)),
    s7plus.plusMessage(3, s7plus.plusAnswer(code, plusSequence, [0])),
  )
}

function talkPlus(...turns: readonly (readonly Turn[])[]): Film {
  const cpu = s7plus.plusText('1;6ES7 511-1AK01-0AB0;V2.1')
  return tcp(102, [
    ...ask(tpkt.connectRequest(1, 0x0600, 0x5349), tpkt.connectConfirm(1, 6, 0x0600, 0x5349)),
    ...ask(
      s7plus.plusMessage(1, s7plus.plusRequest(CREATE, 1, 288, bytes(0, 0, 1, 0x1d), 0, 4, 0)),
      s7plus.plusMessage(1, s7plus.plusAnswer(CREATE, 1, [0], 2, bytes(0x87, 0x70), cpu)),
    ),
    ...turns.flat(),
  ])
}

const cpuMode = (mode: number) =>
  plus(SET_VARIABLE, s7plus.setAttribute(EXECUTION_UNIT, STATE_REQUEST, bytes(0, 0x08, mode)))

const S7_PLUS_TRIALS: readonly Trial[] = [
  { rule: 's7comm-plus/cpu-stopped', positive: talkPlus(cpuMode(1)), benign: talkPlus(cpuMode(3)) },
  {
    rule: 's7comm-plus/program-changed',
    positive: talkPlus(plus(DELETE, bytes(0x8a, 0x0e, 0, 7)), plus(CREATE, bytes(0, 0, 0, 3, 0, 4, 0))),
    benign: talkPlus(plus(SET_MULTIPLE, s7plus.setSymbol(5, 113, bytes(0, 1, 1)))),
  },
]

const device = CONTROLLER.mac
const identify = (): Film => [dcp.identifyRequest(STATION.mac, 7, 'pump-2')]
const PROFINET_TRIALS: readonly Trial[] = [
  {
    rule: 'profinet/name-changed',
    positive: [dcp.setName(STATION.mac, device, 8, 'pump-3'), dcp.setResponse(device, STATION.mac, 8, 2, 2)],
    benign: [...identify(), dcp.setSignal(STATION.mac, device, 9)],
  },
  {
    rule: 'profinet/address-changed',
    positive: [dcp.setIp(STATION.mac, device, 8, { ip: '10.20.0.99', mask: '255.255.255.0', gateway: '10.20.0.1' })],
    benign: identify(),
  },
  {
    rule: 'profinet/factory-reset',
    positive: [dcp.setReset(STATION.mac, device, 8), dcp.setResponse(device, STATION.mac, 8, 5, 6)],
    benign: [dcp.setSignal(STATION.mac, device, 9), dcp.setResponse(device, STATION.mac, 9, 5, 3)],
  },
]

export const SIEMENS_TRIALS: readonly Trial[] = [...S7_TRIALS, ...S7_PLUS_TRIALS, ...PROFINET_TRIALS]
