// Commands, and servers that name themselves in their greeting. Sources: RFC 959 §4.1, RFC 2228, 2389, 2428, 3659.
import type { FunctionKind } from '@penstock/model/observations'

const COMMANDS: readonly (readonly [string, FunctionKind])[] = [
  ['', 'other'],
  ['USER', 'session'],
  ['PASS', 'session'],
  ['ACCT', 'session'],
  ['CWD', 'other'],
  ['CDUP', 'other'],
  ['QUIT', 'session'],
  ['REIN', 'session'],
  ['PORT', 'other'],
  ['PASV', 'other'],
  ['TYPE', 'other'],
  ['STRU', 'other'],
  ['MODE', 'other'],
  ['RETR', 'read'],
  ['STOR', 'write'],
  ['STOU', 'write'],
  ['APPE', 'write'],
  ['ALLO', 'other'],
  ['REST', 'other'],
  ['RNFR', 'write'],
  ['RNTO', 'write'],
  ['ABOR', 'other'],
  ['DELE', 'write'],
  ['RMD', 'write'],
  ['MKD', 'write'],
  ['PWD', 'other'],
  ['LIST', 'read'],
  ['NLST', 'read'],
  ['SITE', 'control'],
  ['SYST', 'identity'],
  ['STAT', 'read'],
  ['HELP', 'other'],
  ['NOOP', 'other'],
  ['FEAT', 'identity'],
  ['OPTS', 'other'],
  ['AUTH', 'session'],
  ['PBSZ', 'session'],
  ['PROT', 'session'],
  ['EPRT', 'other'],
  ['EPSV', 'other'],
  ['MDTM', 'read'],
  ['SIZE', 'read'],
  ['MLSD', 'read'],
  ['MLST', 'read'],
]

export const COMMAND_COUNT = COMMANDS.length - 1

const SOFTWARE =
  /\b(vsFTPd|ProFTPD|Pure-FTPd|FileZilla Server|Microsoft FTP Service|Serv-U FTP Server|VxWorks|GuildFTPd|Xlight|bftpd|Titan FTP Server|QNX)\b(?: FTP server)?(?: \(?(?:version|v)?\.? ?(\d[\w.-]*))?/i

/** The command of the line at `at`, whatever the case of its letters; number 0 for what is none. */
export function commandNumber(
  bytes: Uint8Array,
  at: number,
  end: number,
): { readonly number: number; readonly name: string; readonly behind: number } {
  let name = ''
  let from = at
  // Telnet's interrupt and synch stand before ABOR.
  while (from < end && bytes[from]! >= 0xf2) from += 1
  for (; from < end && name.length < 4 && (bytes[from]! & 0xdf) >= 65 && (bytes[from]! & 0xdf) <= 90; from += 1)
    name += String.fromCharCode(bytes[from]! & 0xdf)
  const isWhole = from >= end || bytes[from]! <= 32
  const number = isWhole ? COMMANDS.findIndex(([known]) => known === name) : 0
  return { number: Math.max(0, number), name, behind: from }
}

export function describeFtp(number: number): { code: string; name: string; kind: FunctionKind } {
  const [name, kind] = COMMANDS[number] ?? ['', 'other' as const]
  return { code: name, name, kind }
}

/** Software that a greeting names, or null. */
export function softwareOf(greeting: string): string | null {
  const [, name, version] = SOFTWARE.exec(greeting) ?? []
  return name === undefined ? null : version === undefined ? name : `${name} ${version}`
}
