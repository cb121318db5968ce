// Modbus/TCP: a master that polls and, where the flow says so, writes; identity first where the product answers it.
import { modbus } from '@penstock/sensor/encoders'
import { modbusIdentity } from '../identity.ts'
import type { Script, TcpTalk } from '../talk.ts'
import type { Task } from '../task.ts'

const POLL_S = 1.5
const WRITE_ROUNDS = 25
const REGISTERS = 10
const UMAS = 90
const DEVICE_ID = 43

export function* modbusScript(task: Task): Script {
  const talk = task.tcp()
  const codes = task.facts.functions ?? (task.facts.write ? [3, 6, 16] : [3])
  const link = new Master(talk)
  yield* talk.open()
  const isLocal = task.facts.client.zone === task.facts.server.zone
  const identity = modbusIdentity(task.facts.server)
  if (identity !== null && (isLocal || codes.includes(DEVICE_ID))) {
    yield* link.ask(modbus.deviceIdRequest(2), modbus.deviceIdResponse(2, identity))
  }
  if (codes.includes(UMAS)) yield* umasSession(task, link)
  else yield* task.repeat(POLL_S, (round) => polls(task, link, codes, round))
  yield* talk.close()
}

class Master {
  #transaction = 0
  readonly #talk: TcpTalk

  constructor(talk: TcpTalk) {
    this.#talk = talk
  }

  *ask(request: Uint8Array, answer: Uint8Array): Script {
    this.#transaction = (this.#transaction + 1) & 0xffff
    const header = { transaction: this.#transaction, unit: 1 }
    yield* this.#talk.ask(modbus.frame(header, request), modbus.frame(header, answer))
  }
}

function* polls(task: Task, link: Master, codes: readonly number[], round: number): Script {
  const reads = codes.filter((code) => code <= 4)
  const read = reads[round % Math.max(1, reads.length)]
  if (read !== undefined) yield* link.ask(modbus.readRequest(read, 0, REGISTERS), readAnswer(task, read))
  if (!task.isTurn(round, WRITE_ROUNDS)) return
  for (const code of codes.filter((candidate) => [5, 6, 15, 16].includes(candidate))) yield* write(task, link, code)
}

function readAnswer(task: Task, code: number): Uint8Array {
  const values = Array.from({ length: REGISTERS }, (_, channel) => task.reading(channel))
  if (code >= 3) return modbus.registersResponse(code, values)
  return modbus.bitsResponse(
    code,
    values.map((value) => value % 3 === 0),
  )
}

function* write(task: Task, link: Master, code: number): Script {
  const address = 100 + (task.facts.position % 8)
  const values = [task.reading(40, 1000), task.reading(41, 1000)]
  if (code === 5) return yield* link.ask(modbus.writeCoil(address, true), modbus.writeCoil(address, true))
  if (code === 6) {
    const pdu = modbus.writeRegister(address, values[0]!)
    return yield* link.ask(pdu, pdu)
  }
  const isCoils = code === 15
  const request = isCoils
    ? modbus.writeCoilsRequest(address, [true, false])
    : modbus.writeRegistersRequest(address, values)
  yield* link.ask(request, modbus.writtenResponse(code, address, 2))
}

// Engineering of a Modicon: identity, reservation, reads, one program download, and back to watching.
function* umasSession(task: Task, link: Master): Script {
  const { asset } = task.facts.server
  const name = asset?.modelNumber ?? ''
  const [major = 1, minor = 0] = (asset?.version?.match(/\d+/g) ?? []).map(Number)
  const identity = { name, hardwareId: 0x0a01, firmware: ((major & 0xff) << 8) | (minor & 0xff) }
  const session = 0x10 + (task.facts.position & 0x0f)
  const done = modbus.umas(session, 0xfe)
  yield* link.ask(modbus.umas(0, 0x02), modbus.umasIdentity(0, identity))
  yield* link.ask(modbus.umas(0, 0x10, task.random.bytes(8)), modbus.umas(0, 0xfe, new Uint8Array([session])))
  if (task.facts.write) {
    yield* link.ask(modbus.umas(session, 0x30), done)
    for (let block = 1; block <= 6; block++) {
      task.time.wait(0.05)
      yield* link.ask(modbus.umasDownloadBlock(session, block, task.random.bytes(180)), done)
    }
    yield* link.ask(modbus.umas(session, 0x32), done)
  }
  yield* task.repeat(5, () => link.ask(modbus.umas(session, 0x04), modbus.umas(session, 0xfe, task.random.bytes(24))))
}
