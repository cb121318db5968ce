// People at a distance: remote desktop, secure shell and its file transfer, remote framebuffer.
import {
  rdpConnectionConfirm,
  rdpConnectionRequest,
  rfbClientInit,
  rfbKey,
  rfbPointer,
  rfbSecurityChoice,
  rfbSecurityResult,
  rfbSecurityTypes,
  rfbServerInit,
  rfbUpdate,
  rfbUpdateRequest,
  rfbVersion,
  sshBanner,
  sshKeyExchangeInit,
} from '@penstock/sensor/encoders'
import type { Script } from '../talk.ts'
import type { Task } from '../task.ts'
import { exchangeSealed, openTls } from './tls.ts'

const RDP_TURN_S = 2.5
const SSH_SESSION_S = 150
const VNC_TURN_S = 2
const SCREEN = { width: 1280, height: 800 } as const
const KEY_RETURN = 0xff0d

export function* rdpScript(task: Task): Script {
  const talk = task.tcp()
  yield* talk.open()
  yield* talk.ask(rdpConnectionRequest('engineer'), rdpConnectionConfirm())
  yield* openTls(task, talk)
  for (let step = 0; step < 3; step++) yield* exchangeSealed(task, talk, [90, 600], [100, 900])
  yield* task.repeat(RDP_TURN_S, () => exchangeSealed(task, talk, [40, 90], [120, 1200]))
  yield* talk.close()
}

export function* sshScript(task: Task): Script {
  const isWindows = /windows/i.test(task.facts.client.asset?.os ?? '')
  yield* task.repeat(SSH_SESSION_S, function* () {
    const talk = task.tcp()
    yield* talk.open()
    yield* talk.tell('client', sshBanner(isWindows ? 'WinSCP_release_6.1.2' : 'OpenSSH_8.4'))
    yield* talk.tell('server', sshBanner('OpenSSH_for_Windows_8.1'))
    yield* talk.ask(sshKeyExchangeInit(task.random.bytes(16)), sshKeyExchangeInit(task.random.bytes(16)))
    for (let part = 0; part < 12; part++) {
      task.time.wait(0.05)
      const [there, back] = task.facts.write ? [900, 60] : [60, 900]
      yield* talk.ask(task.random.bytes(there + 4 * task.random.between(0, 60)), task.random.bytes(back))
    }
    yield* talk.close()
  })
}

export function* vncScript(task: Task): Script {
  const talk = task.tcp()
  yield* talk.open()
  yield* talk.tell('server', rfbVersion())
  yield* talk.tell('client', rfbVersion())
  yield* talk.tell('server', rfbSecurityTypes())
  yield* talk.tell('client', rfbSecurityChoice())
  yield* talk.tell('server', task.random.bytes(16))
  yield* talk.tell('client', task.random.bytes(16))
  yield* talk.tell('server', rfbSecurityResult())
  yield* talk.ask(rfbClientInit(), rfbServerInit(SCREEN.width, SCREEN.height, task.facts.server.hostname))
  yield* task.repeat(VNC_TURN_S, function* (round) {
    const [x, y] = [task.random.between(0, SCREEN.width - 16), task.random.between(0, SCREEN.height - 16)]
    const pixels = task.random.bytes(16 * 16 * 4)
    yield* talk.ask(rfbUpdateRequest(SCREEN.width, SCREEN.height), rfbUpdate(x, y, 16, 16, pixels))
    if (!task.facts.write || !task.isTurn(round, 8)) return
    yield* talk.tell('client', rfbPointer(1, x, y))
    yield* talk.tell('client', rfbPointer(0, x, y))
    yield* talk.tell('client', rfbKey(true, KEY_RETURN))
    yield* talk.tell('client', rfbKey(false, KEY_RETURN))
  })
  yield* talk.close()
}
