// Protocols whose layout nobody published, or that this generator does not know: a session with contents that mean nothing.
import type { Script } from '../talk.ts'
import type { Task } from '../task.ts'

const EVERY_S = 2

export function* opaqueScript(task: Task): Script {
  const size = task.facts.datagramBytes
  const length = () =>
    size === null ? task.random.between(40, 120) : task.random.between(size[0] ?? 40, size[1] ?? 120)
  if (task.facts.transport === 'udp') {
    const talk = task.udp()
    yield* task.repeat(EVERY_S, () =>
      talk.ask(task.random.bytes(length()), task.facts.answered ? task.random.bytes(length()) : null),
    )
    return
  }
  const talk = task.tcp()
  yield* talk.open()
  yield* task.repeat(EVERY_S, () => talk.ask(task.random.bytes(length()), task.random.bytes(length())))
  yield* talk.close()
}
