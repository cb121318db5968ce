// Kerberos logon over TCP. Source: RFC 4120 §5.3-5.9, §7.2.2 (length prefix), appendix A. Texts of time as `YYYYMMDDhhmmssZ`.
import { application, ber, berInteger, context, TAG } from './ber.ts'
import { be32, bytes } from './bytes.ts'

const GENERAL_STRING = 0x1b
const GENERALIZED_TIME = 0x18
const PRINCIPAL = 1
const SERVICE_INSTANCE = 2
const PREAUTH_REQUIRED = 25
const AES256 = 18
const PA_ENC_TIMESTAMP = 2

export interface KerberosLogon {
  readonly realm: string
  readonly user: string
  readonly till: string
  readonly nonce: number
}

/** AS-REQ; `timestamp` is the encrypted proof of the second attempt. */
export function asRequest(logon: KerberosLogon, timestamp: Uint8Array | null): Uint8Array {
  const proof = timestamp === null ? [] : [context(3, ber(TAG.sequence, preauthentication(timestamp)))]
  const body = ber(
    TAG.sequence,
    context(0, ber(TAG.bitString, 0, be32(0x40810010))),
    context(1, principal(PRINCIPAL, [logon.user])),
    context(2, general(logon.realm)),
    context(3, principal(SERVICE_INSTANCE, ['krbtgt', logon.realm])),
    context(5, ber(GENERALIZED_TIME, logon.till)),
    context(7, berInteger(logon.nonce)),
    context(8, ber(TAG.sequence, berInteger(AES256), berInteger(17))),
  )
  const numbers = bytes(context(1, berInteger(5)), context(2, berInteger(10)))
  return overTcp(application(10, ber(TAG.sequence, numbers, ...proof, context(4, body))))
}

/** KRB-ERROR: the server wants the proof first. */
export function preauthRequired(logon: KerberosLogon, serverTime: string): Uint8Array {
  return error(logon, serverTime, PREAUTH_REQUIRED)
}

function error(logon: KerberosLogon, serverTime: string, code: number): Uint8Array {
  const body = ber(
    TAG.sequence,
    context(0, berInteger(5)),
    context(1, berInteger(30)),
    context(4, ber(GENERALIZED_TIME, serverTime)),
    context(5, berInteger(0)),
    context(6, berInteger(code)),
    context(9, general(logon.realm)),
    context(10, principal(SERVICE_INSTANCE, ['krbtgt', logon.realm])),
  )
  return overTcp(application(30, body))
}

/** AS-REP with a ticket; both ciphertexts are opaque. */
export function asReply(logon: KerberosLogon, ticket: Uint8Array, sealed: Uint8Array): Uint8Array {
  const service = principal(SERVICE_INSTANCE, ['krbtgt', logon.realm])
  const ticketBody = bytes(
    context(0, berInteger(5)),
    context(1, general(logon.realm)),
    context(2, service),
    context(3, encrypted(ticket)),
  )
  const body = ber(
    TAG.sequence,
    context(0, berInteger(5)),
    context(1, berInteger(11)),
    context(3, general(logon.realm)),
    context(4, principal(PRINCIPAL, [logon.user])),
    context(5, application(1, ber(TAG.sequence, ticketBody))),
    context(6, encrypted(sealed)),
  )
  return overTcp(application(11, body))
}

/** KRB-ERROR with another code. */
export function refusal(logon: KerberosLogon, serverTime: string, code: number): Uint8Array {
  return error(logon, serverTime, code)
}

/** TGS-REQ for a service, with a ticket inside an opaque AP-REQ. */
export function ticketRequest(logon: KerberosLogon, service: readonly string[], proof: Uint8Array): Uint8Array {
  const padata = ber(TAG.sequence, context(1, berInteger(1)), context(2, ber(TAG.octets, apRequest(logon, proof))))
  const body = ber(
    TAG.sequence,
    context(0, ber(TAG.bitString, 0, be32(0x40810000))),
    context(2, general(logon.realm)),
    context(3, principal(SERVICE_INSTANCE, service)),
    context(5, ber(GENERALIZED_TIME, logon.till)),
    context(7, berInteger(logon.nonce)),
    context(8, ber(TAG.sequence, berInteger(AES256))),
  )
  const numbers = bytes(context(1, berInteger(5)), context(2, berInteger(12)))
  return overTcp(application(12, ber(TAG.sequence, numbers, context(3, ber(TAG.sequence, padata)), context(4, body))))
}

/** A message as UDP carries it, without the length in front. */
export function asDatagram(message: Uint8Array): Uint8Array {
  return message.slice(4)
}

function apRequest(logon: KerberosLogon, proof: Uint8Array): Uint8Array {
  const ticket = ber(
    TAG.sequence,
    context(0, berInteger(5)),
    context(1, general(logon.realm)),
    context(2, principal(SERVICE_INSTANCE, ['krbtgt', logon.realm])),
    context(3, encrypted(proof)),
  )
  const numbers = bytes(context(0, berInteger(5)), context(1, berInteger(14)))
  const options = context(2, ber(TAG.bitString, 0, be32(0)))
  return application(
    14,
    ber(TAG.sequence, numbers, options, context(3, application(1, ticket)), context(4, encrypted(proof))),
  )
}

function preauthentication(timestamp: Uint8Array): Uint8Array {
  return ber(TAG.sequence, context(1, berInteger(PA_ENC_TIMESTAMP)), context(2, ber(TAG.octets, encrypted(timestamp))))
}

function encrypted(cipher: Uint8Array): Uint8Array {
  return ber(TAG.sequence, context(0, berInteger(AES256)), context(2, ber(TAG.octets, cipher)))
}

function principal(type: number, names: readonly string[]): Uint8Array {
  return ber(TAG.sequence, context(0, berInteger(type)), context(1, ber(TAG.sequence, ...names.map(general))))
}

function general(text: string): Uint8Array {
  return ber(GENERAL_STRING, text)
}

function overTcp(message: Uint8Array): Uint8Array {
  return bytes(be32(message.length), message)
}
