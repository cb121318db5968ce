// Directory access: bind and its answer. Source: RFC 4511 §4.1.1, §4.2.
import { application, ber, berInteger, TAG } from './ber.ts'

const SASL = 0xa3

/** Bind with an opaque GSS-SPNEGO token. */
export function ldapBindRequest(messageId: number, token: Uint8Array): Uint8Array {
  const sasl = ber(SASL, ber(TAG.octets, 'GSS-SPNEGO'), ber(TAG.octets, token))
  return ber(TAG.sequence, berInteger(messageId), application(0, berInteger(3), ber(TAG.octets), sasl))
}

/** Result 0 means success. */
export function ldapBindResponse(messageId: number, result = 0): Uint8Array {
  const body = [berInteger(result, TAG.enumerated), ber(TAG.octets), ber(TAG.octets)]
  return ber(TAG.sequence, berInteger(messageId), application(1, ...body))
}
