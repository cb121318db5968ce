// Controllers of several makers: Omron FINS, Unitronics PCOM, CODESYS runtimes, Triconex TriStation.
import {
  CODESYS_GROUP,
  codesysChannelOpened,
  codesysOpenChannel,
  codesysService,
  FINS,
  finsControllerData,
  finsProgramData,
  finsReadData,
  finsRequest,
  finsResponse,
  finsWriteData,
  pcomIdentity,
  pcomIntegers,
  pcomRange,
  pcomRequest,
  pcomResponse,
  TRISTATION,
  tristationConnect,
  tristationConnected,
  tristationExecute,
  tristationPart,
  tristationStatus,
} from '@penstock/sensor/encoders'
import { versionNumbers } from '../identity.ts'
import type { Script } from '../talk.ts'
import type { Task } from '../task.ts'

const FINS_POLL_S = 1.5
const PCOM_POLL_S = 5
const CODESYS_POLL_S = 4
/** Blocks of four octets in one part of a program. */
const TRISTATION_BLOCKS = 100
const STATUS_S = 3
const WRITE_ROUNDS = 20
const PROGRAM_PARTS = 6
const WORDS = 8

export function* finsScript(task: Task): Script {
  const { path, server, client } = task.facts
  const talk = task.udp({ client: task.facts.port, server: task.facts.port })
  const node = (ip: string) => Number(ip.split('.').at(-1) ?? 0)
  let service = 0
  const ask = function* (command: number, request: Uint8Array, answer: Uint8Array): Script {
    service = (service + 1) & 0xff
    const ends = { client: node(path.client.ip), server: node(path.server.ip), service }
    yield* talk.ask(finsRequest(ends, command, request), finsResponse(ends, command, answer))
  }
  const { asset } = server
  const identity = finsControllerData(asset?.modelNumber ?? '', asset?.version ?? '')
  yield* ask(FINS.controllerData, new Uint8Array(1), identity)
  const isEngineering = /engineering/.test(client.asset?.role ?? '')
  if (task.facts.write && isEngineering) {
    for (let part = 0; part < PROGRAM_PARTS; part++) {
      task.time.wait(0.1)
      const program = task.random.bytes(240)
      yield* ask(
        FINS.programWrite,
        finsProgramData(part * 240, program),
        finsProgramData(part * 240, program).subarray(0, 8),
      )
    }
  }
  yield* task.repeat(isEngineering ? 4 * FINS_POLL_S : FINS_POLL_S, function* (round) {
    const words = Array.from({ length: WORDS }, (_, channel) => task.reading(channel))
    const values = Uint8Array.from(words.flatMap((word) => [word >> 8, word & 0xff]))
    yield* ask(FINS.read, finsReadData(100, WORDS), values)
    if (task.facts.write && !isEngineering && task.isTurn(round, WRITE_ROUNDS)) {
      yield* ask(FINS.write, finsWriteData(200, [task.reading(20, 1000)]), new Uint8Array(0))
    }
  })
}

export function* pcomScript(task: Task): Script {
  const talk = task.tcp()
  const { asset } = task.facts.server
  const [major = 1, minor = 0, build = 0] = versionNumbers(asset?.version)
  const identity = pcomIdentity((asset?.modelNumber ?? '').replace(/-/g, ''), 'B', [major, minor, build])
  let transaction = 0
  const ask = function* (command: string, request: string, answer: string): Script {
    transaction = (transaction + 1) & 0xffff
    yield* talk.ask(pcomRequest(transaction, 0, command, request), pcomResponse(transaction, 0, command, answer))
  }
  yield* talk.open()
  yield* ask('ID', '', identity)
  yield* task.repeat(PCOM_POLL_S, function* (round) {
    const values = Array.from({ length: WORDS }, (_, channel) => task.reading(channel, 1000))
    yield* ask('RW', pcomRange(0, WORDS), pcomIntegers(values))
    if (task.facts.write && task.isTurn(round, WRITE_ROUNDS)) {
      yield* ask('SW', pcomRange(20, 1) + pcomIntegers([task.reading(30, 100)]), '')
    }
  })
  yield* talk.close()
}

export function* codesysScript(task: Task): Script {
  const talk = task.tcp()
  const there = { receiver: 1, sender: 0x2dde }
  const back = { receiver: 0x2dde, sender: 1 }
  const session = task.random.next()
  let blockId = 0
  const ask = function* (group: number, service: number, request: Uint8Array, answer: Uint8Array): Script {
    blockId += 1
    const at = { channel: 1, blockId, session }
    yield* talk.ask(
      codesysService(there, at, group, service, request),
      codesysService(back, at, group, service, answer, true),
    )
  }
  yield* talk.open()
  yield* talk.ask(codesysOpenChannel(there, task.facts.position), codesysChannelOpened(back, task.facts.position, 1))
  yield* ask(CODESYS_GROUP.device, 1, task.random.bytes(8), task.random.bytes(60))
  yield* ask(CODESYS_GROUP.device, 2, task.random.bytes(48), task.random.bytes(16))
  if (task.facts.write) {
    for (let part = 0; part < PROGRAM_PARTS; part++) {
      yield* ask(CODESYS_GROUP.application, 5, task.random.bytes(380), task.random.bytes(8))
    }
  }
  yield* task.repeat(CODESYS_POLL_S, () =>
    ask(CODESYS_GROUP.variables, 1, task.random.bytes(24), task.random.bytes(40)),
  )
  yield* talk.close()
}

export function* tristationScript(task: Task): Script {
  const talk = task.udp()
  let sequence = 0
  const execute = function* (command: number, answerCommand: number, request: Uint8Array, answer: Uint8Array): Script {
    const there = tristationExecute(false, command, sequence, request)
    yield* talk.ask(there, tristationExecute(true, answerCommand, sequence, answer))
    sequence = (sequence + 1) & 0xff
  }
  const none = new Uint8Array(0)
  yield* talk.ask(tristationConnect(), tristationConnected())
  const status = tristationStatus(task.facts.write ? 1 : 2, 0, 'SIS')
  yield* execute(TRISTATION.getStatus, TRISTATION.getStatusReply, none, status)
  if (task.facts.write) {
    yield* execute(TRISTATION.downloadAllStart, TRISTATION.confirm, task.random.bytes(12), none)
    for (let part = 0; part < PROGRAM_PARTS; part++) {
      const first = part * TRISTATION_BLOCKS
      const body = tristationPart(
        1,
        2,
        PROGRAM_PARTS * TRISTATION_BLOCKS,
        first,
        task.random.bytes(TRISTATION_BLOCKS * 4),
      )
      yield* execute(TRISTATION.allocateProgram, TRISTATION.allocateProgramReply, body, none)
    }
    yield* execute(TRISTATION.downloadAllEnd, TRISTATION.accepted, none, none)
  }
  yield* task.repeat(STATUS_S, () => execute(TRISTATION.getStatus, TRISTATION.getStatusReply, none, status))
}
