// Substation protocols: IEC 60870-5-104 between control centre and station, MMS between station and relays.
import {
  iec104,
  mmsIdentifyRequest,
  mmsIdentifyResponse,
  mmsInitiateRequest,
  mmsInitiateResponse,
  mmsReadRequest,
  mmsReadResponse,
  mmsTransportConnect,
} from '@penstock/sensor/encoders'
import type { Script } from '../talk.ts'
import type { Task } from '../task.ts'

const REPORT_S = 2
const READ_S = 3
const COMMAND_ROUNDS = 80
const ACKNOWLEDGE_EVERY = 4
const STATION = 3
const MEASURED_FIRST = 2001
const COMMAND_ADDRESS = 3001
const MEASUREMENTS = ['MMXU1$MX$A$phsA$cVal$mag$f', 'MMXU1$MX$PhV$phsA$cVal$mag$f', 'MMXU1$MX$TotW$mag$f']

export function* iec104Script(task: Task): Script {
  const talk = task.tcp()
  const { CAUSE, TYPE_ID } = iec104
  let sent = 0
  let received = 0
  const master = (unit: Uint8Array) => iec104.iFrame(sent++, received, unit)
  const station = (unit: Uint8Array) => iec104.iFrame(received++, sent, unit)
  yield* talk.open()
  yield* talk.ask(iec104.uFrame('startAct'), iec104.uFrame('startCon'))
  const interrogation = (cause: number) =>
    iec104.asdu(TYPE_ID.interrogation, cause, STATION, [{ address: 0, element: iec104.interrogationElement() }])
  yield* talk.ask(master(interrogation(CAUSE.activation)), station(interrogation(CAUSE.confirmation)))
  yield* talk.tell(
    'server',
    station(iec104.asdu(TYPE_ID.measuredFloat, CAUSE.interrogated, STATION, measurements(task))),
  )
  yield* talk.tell('server', station(interrogation(CAUSE.termination)))
  yield* task.repeat(REPORT_S, function* (round) {
    const report = iec104.asdu(
      TYPE_ID.measuredFloat,
      CAUSE.spontaneous,
      STATION,
      measurements(task).slice(round % 3, (round % 3) + 1),
    )
    yield* talk.tell('server', station(report))
    if (round % ACKNOWLEDGE_EVERY === 0) yield* talk.tell('client', iec104.sFrame(received))
    if (!task.facts.write || !task.isTurn(round, COMMAND_ROUNDS)) return
    for (const isSelect of [true, false]) {
      const object = [{ address: COMMAND_ADDRESS, element: iec104.commandElement(true, isSelect) }]
      const unit = (cause: number) => iec104.asdu(TYPE_ID.singleCommand, cause, STATION, object)
      yield* talk.ask(master(unit(CAUSE.activation)), station(unit(CAUSE.confirmation)))
    }
  })
  yield* talk.close()
}

function measurements(task: Task): iec104.InformationObject[] {
  return [0, 1, 2].map((channel) => ({
    address: MEASURED_FIRST + channel,
    element: iec104.floatElement(Math.round(task.level(channel) * 11_000) / 100),
  }))
}

export function* mmsScript(task: Task): Script {
  const { asset } = task.facts.server
  const talk = task.tcp()
  yield* talk.open()
  yield* talk.ask(mmsTransportConnect(false), mmsTransportConnect(true))
  yield* talk.ask(mmsInitiateRequest(), mmsInitiateResponse())
  const identity = mmsIdentifyResponse(
    1,
    asset?.vendor ?? '',
    asset?.modelNumber ?? asset?.product ?? '',
    asset?.version ?? '',
  )
  yield* talk.ask(mmsIdentifyRequest(1), identity)
  const device = `${(asset?.modelNumber ?? 'IED').replace(/\W/g, '')}LD0`
  yield* task.repeat(READ_S, (round) => {
    const channel = round % MEASUREMENTS.length
    return talk.ask(
      mmsReadRequest(round + 2, device, MEASUREMENTS[channel]!),
      mmsReadResponse(round + 2, task.level(channel) * 400),
    )
  })
  yield* talk.close()
}
