// TLS sessions: hellos with the server's name, then records that nobody can read. HTTPS, web consoles, AI services.
import { tlsChangeCipherSpec, tlsClientHello, tlsData, tlsServerHello } from '@penstock/sensor/encoders'
import type { Script, TcpTalk } from '../talk.ts'
import type { Task } from '../task.ts'

const SESSION_S = 75
const REQUESTS = 4

export function* httpsScript(task: Task): Script {
  yield* task.repeat(SESSION_S, function* () {
    const talk = task.tcp()
    yield* talk.open()
    yield* openTls(task, talk, ['h2', 'http/1.1'])
    for (let request = 0; request < REQUESTS; request++) {
      task.time.wait(0.2 + task.random.between(0, 1500) / 1000)
      yield* exchangeSealed(task, talk, [80, 400], [200, 1300])
    }
    yield* talk.close()
  })
}

/** Both hellos and the client's last flight. */
export function* openTls(task: Task, talk: TcpTalk, alpn?: readonly string[]): Script {
  const serverName = task.facts.serverName ?? (task.facts.server.asset === null ? null : task.facts.server.hostname)
  const random = task.random.bytes(32)
  const sessionId = task.random.bytes(32)
  const hello = { random, sessionId, keyShare: task.random.bytes(32) }
  const isNamed = serverName !== null && task.facts.server.asset?.role !== 'internet'
  const name = isNamed || task.facts.serverName !== null ? { serverName: serverName ?? '' } : {}
  const offer = tlsClientHello({ ...hello, ...name, ...(alpn === undefined ? {} : { alpn }) })
  const answer = tlsServerHello(
    { random: task.random.bytes(32), sessionId, keyShare: task.random.bytes(32) },
    task.random.bytes(900),
  )
  yield* talk.ask(offer, answer)
  yield* talk.tell('client', new Uint8Array([...tlsChangeCipherSpec(), ...tlsData(task.random.bytes(53))]))
}

/** One sealed question and answer, of lengths in the given ranges. */
export function* exchangeSealed(
  task: Task,
  talk: TcpTalk,
  there: readonly [low: number, high: number],
  back: readonly [low: number, high: number],
): Script {
  const sealed = ([low, high]: readonly [number, number]) => tlsData(task.random.bytes(task.random.between(low, high)))
  yield* talk.ask(sealed(there), sealed(back))
}
