// EtherNet/IP: identity, then either unconnected tag reads (data servers) or a connection (panels, engineering) with
// several tags in one request, tag writes, and for engineering the services of a download.
import { cip, enip, le32, leFloat } from '@penstock/sensor/encoders'
import { cipIdentity } from '../identity.ts'
import type { Script, TcpTalk } from '../talk.ts'
import type { Task } from '../task.ts'

const POLL_S = 2
const WRITE_ROUNDS = 20
const TAGS = ['Program:Main.Level_A', 'Program:Main.Level_B', 'Flow_In', 'Flow_Out', 'Temp_1']
const PROGRAM_CLASS = 0x68
const IDENTITY_CLASS = 0x01

export function* enipScript(task: Task): Script {
  const { server } = task.facts
  const identity = cipIdentity(server)
  const talk = task.tcp()
  const session = task.random.next()
  yield* talk.open()
  yield* talk.ask(enip.listIdentityRequest(), enip.listIdentityReply(task.facts.path.server.ip, identity))
  yield* talk.ask(enip.registerSession(0), enip.registerSession(session))
  const all = cip.request(cip.SERVICE.getAttributesAll, cip.classPath(IDENTITY_CLASS, 1))
  yield* ask(talk, session, all, cip.reply(cip.SERVICE.getAttributesAll, enip.identityAttributes(identity)))
  if (task.facts.write) yield* connected(task, talk, session)
  else yield* task.repeat(POLL_S, () => readTags(task, talk, session))
  yield* talk.tell('client', enip.unregisterSession(session))
  yield* talk.close()
}

function* ask(talk: TcpTalk, session: number, request: Uint8Array, reply: Uint8Array): Script {
  yield* talk.ask(enip.sendRrData(session, request), enip.sendRrData(session, reply))
}

function* readTags(task: Task, talk: TcpTalk, session: number): Script {
  for (const [channel, name] of TAGS.slice(0, 2).entries()) {
    const value = leFloat(task.level(channel) * 100)
    const message = cip.unconnectedSend(cip.readTag(name), 0)
    yield* ask(talk, session, message, cip.readTagReply(cip.TAG_TYPE.real, value))
  }
}

function* connected(task: Task, talk: TcpTalk, session: number): Script {
  const connection: cip.CipConnection = {
    toTarget: task.random.next(),
    toOriginator: task.random.next(),
    serial: task.random.between(1, 0xffff),
    originatorVendor: 1,
    originatorSerial: task.random.next(),
  }
  yield* ask(talk, session, cip.forwardOpen(connection, 0), cip.forwardOpenReply(connection))
  let sequence = 0
  const exchange = function* (request: Uint8Array, reply: Uint8Array): Script {
    sequence = (sequence + 1) & 0xffff
    const there = enip.sendUnitData(session, connection.toTarget, sequence, request)
    yield* talk.ask(there, enip.sendUnitData(session, connection.toOriginator, sequence, reply))
  }
  if (/engineering/.test(task.facts.client.asset?.role ?? '')) yield* changeProgram(task, exchange)
  yield* task.repeat(POLL_S, function* (round) {
    const values = TAGS.map((_, channel) => cip.readTagReply(cip.TAG_TYPE.real, leFloat(task.level(channel) * 100)))
    yield* exchange(cip.multiple(TAGS.map((name) => cip.readTag(name))), cip.multipleReply(values))
    if (!task.isTurn(round, WRITE_ROUNDS)) return
    const request = cip.writeTag('Setpoint_1', cip.TAG_TYPE.real, leFloat(task.level(9) * 100))
    yield* exchange(request, cip.reply(cip.SERVICE.writeTag))
  })
  yield* ask(talk, session, cip.forwardClose(connection, 0), cip.forwardCloseReply(connection))
}

// Upload of a program's attributes and a change of one (Rockwell's own classes; contents are opaque here).
function* changeProgram(task: Task, exchange: (request: Uint8Array, reply: Uint8Array) => Script): Script {
  const path = cip.classPath(PROGRAM_CLASS, 1)
  const read = cip.SERVICE.getAttributeSingle
  yield* exchange(cip.request(read, cip.classPath(PROGRAM_CLASS, 1, 1)), cip.reply(read, task.random.bytes(48)))
  for (let part = 0; part < 5; part++) {
    const data = new Uint8Array([...le32(part), ...task.random.bytes(160)])
    yield* exchange(cip.request(0x4d, path, data), cip.reply(0x4d))
  }
}
