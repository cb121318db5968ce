// Runs a program and tells its CPU time and peak resident memory.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Cost {
  /** User and system seconds of the whole process. */
  readonly cpuSeconds: number
  /** From start to end, with what other processes of the machine took. */
  readonly wallSeconds: number
  readonly maxRssMb: number
  readonly output: string
}

const POLL_MS = 20

/**
 * CPU seconds come from the shell that waits for the program (`times`), so nothing is missed; peak memory is the kernel's
 * own high-water mark, read while the program lives. Linux only.
 */
export function measure(command: string, args: readonly string[]): Promise<Cost> {
  return new Promise((resolve, reject) => {
    const shell = spawn('bash', ['-c', '"$@" 2>/dev/null; echo; times', 'bench', command, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let maxRssMb = 0
    const begun = performance.now()
    const timer = setInterval(() => {
      for (const pid of childrenOf(shell.pid!)) maxRssMb = Math.max(maxRssMb, highWaterMb(pid))
    }, POLL_MS)
    let text = ''
    shell.stdout.on('data', (chunk: Buffer) => {
      // Only the end is of interest: a program that prints every packet fills gigabytes.
      text = (text + chunk.toString('latin1')).slice(-65_536)
    })
    shell.on('error', reject)
    shell.on('close', () => {
      clearInterval(timer)
      const lines = text.trimEnd().split('\n')
      const children = lines.at(-1)!.split(' ').map(seconds)
      const cpuSeconds = children[0]! + children[1]!
      const output = lines.slice(0, -2).join('\n').trim()
      resolve({ cpuSeconds, wallSeconds: (performance.now() - begun) / 1000, maxRssMb, output })
    })
  })
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

// `0m12.345s`
function seconds(text: string): number {
  const [minutes = '0', rest = '0'] = text.split('m')
  return Number(minutes) * 60 + Number.parseFloat(rest)
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

function highWaterMb(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
