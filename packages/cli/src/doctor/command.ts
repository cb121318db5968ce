// Reads the folder and tells what it found, worst first.
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { checkFolder } from './check-folder.ts'
import { checkStores } from './check-stores.ts'
import type { Finding } from './finding.ts'

const USAGE = 'usage: penstock doctor [--data DIR] [--json]\n'

/** Exit code: 0 nothing is wrong, 1 something is, 2 bad usage. */
export async function doctor(args: readonly string[]): Promise<number> {
  const options = parse(args)
  if (options === null) return 2
  const { data, json } = options
  if (!existsSync(data)) {
    process.stderr.write(`penstock: ${data} does not exist; name the folder that the server was started with\n`)
    return 1
  }
  const nowMs = Date.now()
  const around = {
    nodeVersion: process.version,
    nowMs,
    userId: process.getuid?.() ?? null,
    path: process.env['PATH'] ?? '',
  }
  const { state, findings: ofStores } = await checkStores(data, nowMs)
  const findings = [...(await checkFolder(data, around)), ...ofStores].sort(bySeverity)
  if (json) process.stdout.write(`${JSON.stringify({ ok: findings.length === 0, stores: state, findings })}\n`)
  else process.stdout.write(findings.map(sentence).join('') + conclusion(findings.length, state))
  return findings.length === 0 ? 0 : 1
}

function conclusion(count: number, state: 'checked' | 'served'): string {
  const stores = state === 'served' ? '; a server has the folder, so its stores and chains were left to it' : ''
  return `${count === 0 ? 'nothing is wrong' : `${count} found`}${stores}\n`
}

function sentence({ code, severity, place, meaning, mend }: Finding): string {
  return `${severity} ${code}\n  ${place}\n  ${meaning}\n  mend: ${mend}\n`
}

function bySeverity(a: Finding, b: Finding): number {
  return a.severity === b.severity ? 0 : a.severity === 'fault' ? -1 : 1
}

function parse(args: readonly string[]): { readonly data: string; readonly json: boolean } | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { data: { type: 'string', default: 'data' }, json: { type: 'boolean', default: false } },
      strict: true,
      allowPositionals: false,
    })
    return values
  } catch (cause) {
    process.stderr.write(`penstock: ${cause instanceof Error ? cause.message : String(cause)}\n${USAGE}`)
    return null
  }
}
