// OPC: the UA binary protocol with its endpoints and value reads, and the DCOM opening of classic Data Access.
import {
  bytes,
  le16,
  le32,
  leFloat,
  OPC_SYNC_IO,
  OPC_SYNC_READ,
  OXID_OPERATION,
  OXID_RESOLVER,
  orpcThat,
  orpcThis,
  rpcBind,
  rpcBindAck,
  rpcRequest,
  rpcResponse,
  type UaChannel,
  uaAcknowledge,
  uaClose,
  uaEndpointsRequest,
  uaEndpointsResponse,
  uaHello,
  uaOpenRequest,
  uaOpenResponse,
  uaReadRequest,
  uaReadResponse,
} from '@penstock/sensor/encoders'
import type { Script } from '../talk.ts'
import type { Task } from '../task.ts'

const READ_S = 2
const DA_READ_S = 2.5
const NODES = ['Boiler.SteamFlow', 'Boiler.SteamPressure', 'Cooling.SupplyTemp', 'Tanks.Level_A', 'Effluent.pH']
const FILE_TIME_1970 = 116_444_736_000_000_000

export function* opcUaScript(task: Task): Script {
  const { server, path, port } = task.facts
  const url = `opc.tcp://${path.server.ip}:${port}`
  const product = server.asset?.softwareProduct ?? server.asset?.product ?? 'server'
  const channel = task.random.between(1, 0xffff)
  const at = (sequence: number): UaChannel => {
    return { channel, token: 1, sequence, request: sequence, fileTime: FILE_TIME_1970 + task.time.at * 10 }
  }
  const talk = task.tcp()
  yield* talk.open()
  yield* talk.ask(uaHello(url), uaAcknowledge())
  yield* talk.ask(uaOpenRequest(at(1)), uaOpenResponse(at(1)))
  const description = {
    url,
    applicationUri: `urn:${server.hostname}:${product.replace(/\s+/g, '')}`,
    productUri: `urn:${product.replace(/\s+/g, '')}`,
    name: product,
  }
  yield* talk.ask(uaEndpointsRequest(at(2), url), uaEndpointsResponse(at(2), description))
  let sequence = 2
  yield* task.repeat(READ_S, () => {
    sequence += 1
    const values = NODES.map((_, node) => task.level(node) * 100)
    return talk.ask(uaReadRequest(at(sequence), NODES), uaReadResponse(at(sequence), values))
  })
  yield* talk.tell('client', uaClose(at(sequence + 1)))
  yield* talk.close()
}

/** The resolver first, then reads of a group on a connection bound to the data access interface; results are opaque. */
export function* opcDaScript(task: Task): Script {
  const port = String(task.facts.port)
  const resolver = task.tcp()
  yield* resolver.open()
  yield* resolver.ask(rpcBind(1, OXID_RESOLVER), rpcBindAck(1, port))
  yield* resolver.ask(rpcRequest(2, OXID_OPERATION.serverAlive), rpcResponse(2, new Uint8Array(4)))
  yield* resolver.close()
  const talk = task.tcp()
  yield* talk.open()
  yield* talk.ask(rpcBind(1, OPC_SYNC_IO), rpcBindAck(1, port))
  yield* task.repeat(DA_READ_S, (round) => {
    const handles = NODES.flatMap((_, handle) => le32(handle + 1))
    const count = le32(NODES.length)
    const request = bytes(orpcThis(task.random.bytes(16)), le16(1), le16(0), count, count, handles)
    const values = NODES.map((_, node) => leFloat(task.level(node) * 100))
    const answer = rpcResponse(round + 2, bytes(orpcThat(), ...values))
    return talk.ask(rpcRequest(round + 2, OPC_SYNC_READ, request), answer)
  })
  yield* talk.close()
}
