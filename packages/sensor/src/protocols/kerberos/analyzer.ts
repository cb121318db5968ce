// Kerberos: who logs on to which realm with what result, and for which services tickets are asked. Tickets and proofs are not looked at.
import type { Ledger } from '@penstock/sensor/facts'
import { setClient } from '@penstock/sensor/flow'
import type { Slab } from '@penstock/sensor/tables'
import { KERBEROS } from '../ids.ts'
import { Sessions } from '../sessions.ts'
import { speaker } from '../speaker.ts'
import { kerberosMessageAt } from './decode.ts'
import {
  AP_REQUEST,
  AS_REPLY,
  AS_REQUEST,
  ERROR,
  errorName,
  PREAUTH_REQUIRED,
  TGS_REPLY,
  TGS_REQUEST,
} from './names.ts'

/** Who asked last on a flow: an error names the client only at will. */
interface Asked {
  readonly type: number
  readonly account: string | null
}

const sessions = new Sessions<Asked>()

/** Reads one message of a stream, behind its length. */
export function kerberosMessage(
  ledger: Ledger,
  _slab: Slab,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  kerberosDatagram(ledger, bytes, view, at + 4, end, flow, side)
}

export function kerberosDatagram(
  ledger: Ledger,
  bytes: Uint8Array,
  _view: DataView,
  at: number,
  end: number,
  flow: number,
  side: number,
): void {
  const said = kerberosMessageAt(bytes, at, end)
  if (said === null) {
    ledger.odd('kerberos-form', flow, 'a message that is none of Kerberos')
    return
  }
  const { type, realm, client, service } = said
  const isRequest = type === AS_REQUEST || type === TGS_REQUEST || type === AP_REQUEST
  const asking = isRequest ? side : 1 - side
  setClient(ledger.flows, flow, asking)
  const { details } = ledger
  const account = client === '' ? null : realm === '' ? client : `${client}@${realm}`
  if (isRequest) {
    ledger.functions.ask(flow, side, KERBEROS, type)
    sessions.open(ledger, flow, { type, account })
    // The password of a machine is its own: whoever uses it is that machine.
    if (client.endsWith('$') && type === AS_REQUEST) {
      const about = speaker(ledger, flow, side)
      ledger.claims.claim(
        about,
        'name',
        client.slice(0, -1),
        'kerberos',
        'kerberos-machine-account',
        ledger.wire,
        'inferred',
      )
    }
  } else
    ledger.functions.answer(
      flow,
      asking,
      KERBEROS,
      type === ERROR ? (sessions.find(ledger, flow)?.type ?? AS_REQUEST) : type - 1,
    )
  if (realm !== '') details.note(flow, 'kerberos-realm', realm)
  if (client !== '') details.note(flow, 'kerberos-client', client)
  if (service !== '' && type !== AS_REQUEST) details.note(flow, 'kerberos-service', service)
  if (type === AS_REPLY) logon(ledger, flow, asking, account, 'accepted')
  else if (type === ERROR) {
    details.note(flow, 'kerberos-error', errorName(said.error))
    const asked = sessions.find(ledger, flow)
    if (said.error !== PREAUTH_REQUIRED && asked?.type !== TGS_REQUEST)
      logon(ledger, flow, asking, account ?? asked?.account ?? null, 'refused')
  }
  if (type === AS_REPLY || type === TGS_REPLY || type === ERROR) sessions.close(ledger, flow)
}

function logon(
  ledger: Ledger,
  flow: number,
  client: number,
  account: string | null,
  result: 'accepted' | 'refused',
): void {
  ledger.logon(flow, client, 'kerberos', 'kerberos', account, result)
}
