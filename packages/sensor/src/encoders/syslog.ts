// Log lines over UDP. Source: RFC 5424 §6.
import { bytes } from './bytes.ts'

/** One message; facility 0-23, severity 0-7, `at` an ISO 8601 instant. */
export function syslogMessage(facility: number, severity: number, at: string, host: string, app: string, text: string) {
  return bytes(`<${facility * 8 + severity}>1 ${at} ${host} ${app} - - - ${text}`)
}
