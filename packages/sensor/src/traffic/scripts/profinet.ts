// PROFINET between a controller and a device: connection, identity record, parameter writes, and the cyclic data beside it.
import {
  type CmRelation,
  cmConnectRequest,
  cmConnectResponse,
  cmReadIm0Response,
  cmReadRequest,
  cmWriteRequest,
  cmWriteResponse,
  DRIVE_PARAMETER_INDEX,
  driveParameterChange,
  IM0_INDEX,
  rtFrame,
} from '@penstock/sensor/encoders'
import { serialOf, versionNumbers } from '../identity.ts'
import type { Script } from '../talk.ts'
import type { Task } from '../task.ts'

const CYCLE_S = 1
const WRITE_ROUNDS = 60
const SIEMENS = 0x002a
const FRAME_ID = 0x8000
const RAMP_PARAMETER = 1120
const TICKS_PER_SECOND = 32_000

export function* profinetScript(task: Task): Script {
  const { client, path } = task.facts
  const talk = task.udp()
  const cm: CmRelation = {
    relation: task.random.bytes(16),
    activity: task.random.bytes(16),
    controllerMac: path.client.mac,
    deviceMac: path.server.mac,
    controllerName: client.hostname.toLowerCase(),
    deviceId: 0x0501,
    vendorId: SIEMENS,
  }
  let call = 0
  yield* talk.ask(cmConnectRequest(cm, call), cmConnectResponse(cm, call))
  call += 1
  yield* talk.ask(cmReadRequest(cm, call, IM0_INDEX), cmReadIm0Response(cm, call, identity(task)))
  yield* task.repeat(CYCLE_S, function* (round) {
    yield* cyclic(task)
    if (!task.facts.write || !task.isTurn(round, WRITE_ROUNDS)) return
    call += 1
    const record = driveParameterChange(call & 0xff, RAMP_PARAMETER, Math.round(task.level(7) * 100) / 10)
    yield* talk.ask(
      cmWriteRequest(cm, call, DRIVE_PARAMETER_INDEX, record),
      cmWriteResponse(cm, call, DRIVE_PARAMETER_INDEX),
    )
  })
}

// Setpoint out, actual value back; only where both ends share the segment, as such frames cannot be routed.
function* cyclic(task: Task): Script {
  const { client, server, path } = task.facts
  if (client.zone !== server.zone) return
  const cycle = Math.floor((task.time.at / 1_000_000) * TICKS_PER_SECOND) & 0xffff
  const speed = task.reading(0, 16_384)
  const data = new Uint8Array([0x04, 0x7f, speed >> 8, speed & 0xff])
  const out = { from: path.client.mac, to: path.server.mac }
  const back = { from: path.server.mac, to: path.client.mac }
  yield {
    at: task.time.tick(20, 60),
    frame: rtFrame(out, FRAME_ID + 2 * (task.facts.position % 64), cycle, data, path.tags),
  }
  yield {
    at: task.time.tick(200, 900),
    frame: rtFrame(back, FRAME_ID + 2 * (task.facts.position % 64) + 1, cycle, data, path.tags),
  }
}

function identity(task: Task) {
  const { asset } = task.facts.server
  const [major = 1, minor = 0, patch = 0] = versionNumbers(asset?.version)
  return {
    vendorId: SIEMENS,
    orderId: asset?.modelNumber ?? '',
    serial: `S-${serialOf(task.facts.server).toString(16).toUpperCase()}`,
    hardware: 1,
    software: ['V', major, minor, patch],
  } as const
}
