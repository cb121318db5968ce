// SSVC decision tables of CERT/CC and CISA, with their notice (`license` in the file).
import { readFileSync } from 'node:fs'
import { SsvcFile, SsvcTables } from '@penstock/model/vulnerabilities'

export function loadSsvcFile(): SsvcFile {
  return SsvcFile.parse(JSON.parse(readFileSync(new URL('ssvc-tables.json', import.meta.url), 'utf8')))
}

/** The tables, arranged for looking up. */
export function loadSsvcTables(): SsvcTables {
  return new SsvcTables(loadSsvcFile())
}
