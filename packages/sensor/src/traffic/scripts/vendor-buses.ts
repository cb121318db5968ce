// Vendor protocols without a published layout: historian messages and the DCS control bus.
import { piMessage, vnetMessage } from '@penstock/sensor/encoders'
import type { Script } from '../talk.ts'
import type { Task } from '../task.ts'

const PI_S = 3
const BUS_S = 2.5
const DOWNLOAD_PARTS = 20

export function* piScript(task: Task): Script {
  const talk = task.tcp()
  yield* talk.open()
  yield* task.repeat(PI_S, (round) => {
    const [there, back] = task.facts.write ? [400, 40] : [90, 500]
    const request = piMessage(round + 1, task.random.bytes(there + task.random.between(0, 60)))
    return talk.ask(request, piMessage(round + 1, task.random.bytes(back)))
  })
  yield* talk.close()
}

export function* vnetScript(task: Task): Script {
  const talk = task.udp({ client: task.facts.port, server: task.facts.port })
  const station = (ip: string) => Number(ip.split('.').at(-1) ?? 0)
  const { path } = task.facts
  const there = { from: station(path.client.ip), to: station(path.server.ip) }
  const back = { from: there.to, to: there.from }
  let counter = 0
  const ask = function* (request: number, answer: number): Script {
    counter += 1
    yield* talk.ask(
      vnetMessage(there, counter, task.random.bytes(request)),
      vnetMessage(back, counter, task.random.bytes(answer)),
    )
  }
  const isDownload = task.facts.write && /engineering/.test(task.facts.client.asset?.role ?? '')
  if (isDownload) for (let part = 0; part < DOWNLOAD_PARTS; part++) yield* ask(900, 32)
  yield* task.repeat(isDownload ? 4 * BUS_S : BUS_S, () =>
    ask(task.random.between(40, 90), task.random.between(90, 400)),
  )
}
