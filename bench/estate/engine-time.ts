// Processor time of a database's processes, so that the waits of a shared machine are not counted.
import { readFileSync } from 'node:fs'

/** Linux only: nanoseconds on a processor, by the kernel's scheduler. */
export function onProcessorMs(pid: string): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
}
