// Windows services: file sharing, logon, directory bind, database opening.

import { isoOfMicros, micros } from '@penstock/model/kernel'
import {
  kerberos,
  ldapBindRequest,
  ldapBindResponse,
  ntlmNegotiate,
  smbEncrypted,
  smbNegotiateRequest,
  smbNegotiateResponse,
  tdsPrelogin,
} from '@penstock/sensor/encoders'
import type { Script } from '../talk.ts'
import type { Task } from '../task.ts'
import { exchangeSealed, openTls } from './tls.ts'

const SMB_SESSION_S = 110
const LOGON_S = 140
const BIND_S = 120
const FILE_TIME_1970 = 116_444_736_000_000_000n
const REALM = 'PLANT.EXAMPLE'

export function* smbScript(task: Task): Script {
  yield* task.repeat(SMB_SESSION_S, function* () {
    const talk = task.tcp()
    yield* talk.open()
    const fileTime = FILE_TIME_1970 + BigInt(task.time.at) * 10n
    yield* talk.ask(smbNegotiateRequest(task.random.bytes(16)), smbNegotiateResponse(task.random.bytes(16), fileTime))
    const session = task.random.next()
    const sealed = (length: number) =>
      smbEncrypted(session, task.random.bytes(16), task.random.bytes(16), task.random.bytes(length))
    for (let part = 0; part < 10; part++) {
      task.time.wait(0.03)
      yield* talk.ask(sealed(task.random.between(90, 220)), sealed(task.random.between(100, 3800)))
    }
    yield* talk.close()
  })
}

/** A computer account gets a ticket: refused first, then with its proof. */
export function* kerberosScript(task: Task): Script {
  yield* task.repeat(LOGON_S, function* () {
    const logon = {
      realm: REALM,
      user: `${task.facts.client.hostname}$`,
      till: '20370913024805Z',
      nonce: task.random.next() >>> 1,
    }
    const first = task.tcp()
    yield* first.open()
    yield* first.ask(kerberos.asRequest(logon, null), kerberos.preauthRequired(logon, kerberosTime(task.time.at)))
    yield* first.close('server')
    const second = task.tcp()
    yield* second.open()
    const reply = kerberos.asReply(logon, task.random.bytes(900), task.random.bytes(280))
    yield* second.ask(kerberos.asRequest(logon, task.random.bytes(56)), reply)
    yield* second.close('server')
  })
}

export function* ldapScript(task: Task): Script {
  yield* task.repeat(BIND_S, function* () {
    const talk = task.tcp()
    yield* talk.open()
    yield* talk.ask(ldapBindRequest(1, ntlmNegotiate([10, 0, 17_763])), ldapBindResponse(1))
    yield* talk.close()
  })
}

export function* sqlScript(task: Task): Script {
  const talk = task.tcp()
  yield* talk.open()
  yield* talk.ask(tdsPrelogin(false, [15, 0, 2000]), tdsPrelogin(true, [15, 0, 4223]))
  yield* openTls(task, talk)
  yield* task.repeat(10, () => exchangeSealed(task, talk, [100, 400], [100, 1200]))
  yield* talk.close()
}

// 2026-10-01T06:00:00.123456Z becomes 20261001060000Z.
function kerberosTime(at: number): string {
  return `${isoOfMicros(micros(at)).slice(0, 19).replace(/[-:T]/g, '')}Z`
}
