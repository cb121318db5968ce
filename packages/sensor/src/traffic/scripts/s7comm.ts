// S7 communication: identity by system status lists, then polling of a data block; operators write values, engineering
// stations and vendors' remote access download a block.
import { s7comm, s7program, s7szl, tpkt } from '@penstock/sensor/encoders'
import { s7Identity } from '../identity.ts'
import type { Script, TcpTalk } from '../talk.ts'
import type { Task } from '../task.ts'

const POLL_S = 1.5
const WATCH_S = 4
const WRITE_ROUNDS = 30
const BLOCK_PART = 200
const PG_TSAP = 0x0102

export function* s7Script(task: Task): Script {
  const talk = task.tcp()
  const link = new S7Link(talk)
  yield* talk.open()
  yield* link.connect()
  yield* identify(task, link)
  const isEngineering = /engineering|remote-access/.test(task.facts.client.asset?.role ?? '')
  if (task.facts.write && isEngineering) yield* download(task, link)
  yield* task.repeat(isEngineering ? WATCH_S : POLL_S, (round) => poll(task, link, round, !isEngineering))
  yield* talk.close()
}

class S7Link {
  readonly #talk: TcpTalk
  #reference = 0

  constructor(talk: TcpTalk) {
    this.#talk = talk
  }

  *connect(): Script {
    const request = tpkt.connectRequest(1, 0x0100, PG_TSAP)
    yield* this.#talk.ask(request, tpkt.connectConfirm(1, 6, 0x0100, PG_TSAP))
    yield* this.ask((reference) => ({
      request: s7comm.job(reference, s7comm.setupParameter(480)),
      answer: s7comm.ackData(reference, s7comm.setupParameter(240)),
    }))
  }

  *ask(make: (reference: number) => { request: Uint8Array; answer: Uint8Array }): Script {
    const { request, answer } = make(this.#next())
    yield* this.#talk.ask(request, answer)
  }

  /** An exchange that the controller starts, as in a download. */
  *askBack(make: (reference: number) => { request: Uint8Array; answer: Uint8Array }): Script {
    const { request, answer } = make(this.#next())
    yield* this.#talk.tell('server', request)
    yield* this.#talk.tell('client', answer)
  }

  #next(): number {
    this.#reference = (this.#reference + 1) & 0xffff
    return this.#reference
  }
}

function* identify(task: Task, link: S7Link): Script {
  const identity = s7Identity(task.facts.server)
  for (const [sequence, szlId] of [0x0011, 0x001c].entries()) {
    yield* link.ask((reference) => ({
      request: s7szl.szlRequest(reference, szlId, 0),
      answer: s7szl.szlResponse(reference, sequence + 1, szlId, 0, identity),
    }))
  }
}

function* poll(task: Task, link: S7Link, round: number, mayWrite: boolean): Script {
  const range = { area: s7comm.AREA.dataBlock, db: 10 + (task.facts.position % 5), start: 0, length: 24 }
  const value = Uint8Array.from({ length: 24 }, (_, at) => task.reading(at >> 1) >> (at % 2 === 0 ? 8 : 0))
  yield* link.ask((reference) => {
    const { parameter, data } = s7comm.readVarAnswer([value])
    return {
      request: s7comm.job(reference, s7comm.readVarParameter([range])),
      answer: s7comm.ackData(reference, parameter, data),
    }
  })
  if (task.facts.write && mayWrite && task.isTurn(round, WRITE_ROUNDS)) yield* write(task, link)
}

function* write(task: Task, link: S7Link): Script {
  const range = { area: s7comm.AREA.dataBlock, db: 20, start: 4, length: 2 }
  const setpoint = task.reading(50)
  yield* link.ask((reference) => {
    const request = s7comm.writeVarRequest([range], [new Uint8Array([setpoint >> 8, setpoint & 0xff])])
    const answer = s7comm.writeVarAnswer([0xff])
    return {
      request: s7comm.job(reference, request.parameter, request.data),
      answer: s7comm.ackData(reference, answer.parameter, answer.data),
    }
  })
}

// One function block of a few hundred bytes, then its activation.
function* download(task: Task, link: S7Link): Script {
  task.time.wait(5)
  const file = s7program.blockFile(s7program.BLOCK.fb, 1 + (task.facts.position % 40))
  const block = task.random.bytes(520)
  yield* link.ask((reference) => ({
    request: s7program.requestDownload(reference, file, block.length),
    answer: s7program.transferDone(reference, 0x1a),
  }))
  for (let at = 0; at < block.length; at += BLOCK_PART) {
    const part = block.subarray(at, at + BLOCK_PART)
    const hasMore = at + BLOCK_PART < block.length
    yield* link.askBack((reference) => ({
      request: s7program.askBlock(reference, file),
      answer: s7program.giveBlock(reference, part, hasMore),
    }))
  }
  yield* link.askBack((reference) => ({
    request: s7program.endDownload(reference, file),
    answer: s7program.transferDone(reference, 0x1c),
  }))
  yield* link.ask((reference) => ({
    request: s7program.piService(reference, '_INSE', [file]),
    answer: s7program.transferDone(reference, 0x28),
  }))
}
