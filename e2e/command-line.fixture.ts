// Runs one command to its end, and what a refused one must look like.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'
import { PENSTOCK, ROOT } from './penstock-process.fixture.ts'

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export async function penstock(args: readonly string[], input: Uint8Array | null = null): Promise<Ended> {
  const child = spawn(process.execPath, [PENSTOCK, ...args], { cwd: ROOT, stdio: 'pipe' })
  const ended = once(child, 'exit')
  child.stdin.on('error', () => {})
  child.stdin.end(input ?? undefined)
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = (await ended) as [number | null]
  return { code, out, err }
}

/** Nothing on standard output, no stack on standard error, and the code. */
export function expectRefused(
  { code, out, err }: Ended,
  expected: { readonly code: 1 | 2; readonly says: string },
): void {
  expect(err).toContain(expected.says)
  expect(err).not.toMatch(/^\s+at /m)
  expect(out).toBe('')
  expect(code).toBe(expected.code)
}
