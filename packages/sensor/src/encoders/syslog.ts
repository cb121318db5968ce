// Log lines. Sources: RFC 5424 §6, RFC 3164 §4 (the old form), RFC 6587 §3.4.1 (counted on a stream).
import { bytes } from './bytes.ts'

/** One message; facility 0-23, severity 0-7, `at` an ISO 8601 instant. */
export function syslogMessage(facility: number, severity: number, at: string, host: string, app: string, text: string) {
  return bytes(`<${facility * 8 + severity}>1 ${at} ${host} ${app} - - - ${text}`)
}

/** The old form; `at` is `Oct  1 06:00:00`. */
export function syslogOld(priority: number, at: string, host: string, tag: string, text: string): Uint8Array {
  return bytes(`<${priority}>${at} ${host} ${tag}: ${text}`)
}

/** A message on a stream, behind its length. */
export function syslogCounted(message: Uint8Array): Uint8Array {
  return bytes(`${message.length} `, message)
}
