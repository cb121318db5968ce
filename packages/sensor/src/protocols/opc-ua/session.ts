// Who logs on with what. Never a secret: of a user name token only the name is read. Source: OPC 10000-4 §5.6.3, §7.41.
import type { Ledger } from '@penstock/sensor/facts'
import { OPC_UA, protocolName } from '../ids.ts'
import { utf8 } from '../text.ts'
import type { UaCursor } from './decode.ts'
import type { Credentials, UaMemory } from './memory.ts'

const ANONYMOUS = 321
const USER_NAME = 324
const CERTIFICATE = 327
const ISSUED = 940

/** Reads what an ActivateSession request hands in, until its answer says how that ended. */
export function askLogon(ledger: Ledger, memory: UaMemory, cursor: UaCursor, flow: number, request: number): void {
  cursor.text()
  cursor.text()
  for (let left = cursor.count(); left > 0 && cursor.isOk; left -= 1) {
    cursor.text()
    cursor.text()
  }
  cursor.texts()
  cursor.extension()
  if (!cursor.isOk) return
  const credentials = credentialsOf(ledger, memory.lookBack, cursor, flow)
  if (credentials !== null) memory.keepLogon(`${flow}|${request}`, credentials)
}

/** The answer to a request that `askLogon` read; `side` is the server. */
export function answerLogon(
  ledger: Ledger,
  memory: UaMemory,
  flow: number,
  side: number,
  request: number,
  isAccepted: boolean,
): void {
  const key = `${flow}|${request}`
  const credentials = memory.logons.get(key)
  if (credentials === undefined) return
  memory.logons.delete(key)
  const { method, account } = credentials
  ledger.logon(flow, 1 - side, protocolName(OPC_UA)!, method, account, isAccepted ? 'accepted' : 'refused')
}

function credentialsOf(ledger: Ledger, token: UaCursor, cursor: UaCursor, flow: number): Credentials | null {
  switch (cursor.extensionType) {
    case ANONYMOUS:
      return { method: 'anonymous', account: null }
    case CERTIFICATE:
      return { method: 'certificate', account: null }
    case ISSUED:
      return { method: 'issued-token', account: null }
    case USER_NAME:
      break
    default:
      return null
  }
  // Policy, user name, password, the algorithm that hides the password: without one it is there for all to read.
  token.open(cursor.bytes, cursor.view, cursor.from, cursor.to)
  token.text()
  token.text()
  const account = utf8(token.bytes, token.from, token.to)
  token.text()
  const hasPassword = token.to > token.from
  token.text()
  if (token.isOk && hasPassword && token.to === token.from)
    ledger.odd('opc-ua-clear-password', flow, `the password of ${account} is not encrypted`)
  return { method: 'password', account }
}
