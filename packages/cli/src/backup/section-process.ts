// The process that restores one section, as who started it sees it.
import { type ChildProcess, fork } from 'node:child_process'
import {
  BackupError,
  type BackupErrorCode,
  type ChainState,
  type LoadedSection,
  type RestoreSection,
  type Section,
  type SectionClaim,
  type SectionStart,
} from '@penstock/server/backup'

type Message =
  | { readonly bytes: number }
  | { readonly loaded: LoadedSection; readonly claim: SectionClaim }
  | { readonly chain: ChainState }
  | { readonly failed: { readonly code: string; readonly text: string } }

/** Keys go as a message, not as arguments: those show in the list of processes. */
export const restoreSection: RestoreSection = (start: SectionStart, onBytes = () => {}) => {
  const child = fork(new URL('../processes/restore-section.ts', import.meta.url))
  const loaded = Promise.withResolvers<{ readonly loaded: LoadedSection; readonly claim: SectionClaim }>()
  const chain = Promise.withResolvers<ChainState>()
  const ended = Promise.withResolvers<void>()
  const fail = (cause: unknown): void => {
    loaded.reject(cause)
    chain.reject(cause)
  }
  loaded.promise.catch(() => undefined)
  chain.promise.catch(() => undefined)
  child.on('message', (message: Message) => {
    if ('bytes' in message) onBytes(message.bytes)
    else if ('loaded' in message) loaded.resolve(message)
    else if ('chain' in message) chain.resolve(message.chain)
    else fail(failureOf(start.section, message.failed))
  })
  child.once('error', fail)
  child.once('exit', (code, signal) => {
    fail(new Error(`the process that restores ${start.section} ended with ${code ?? signal}`))
    ended.resolve()
  })
  child.send(start)
  return {
    loaded: loaded.promise,
    finish: async (claims, record) => {
      child.send({ claims, record })
      const state = await chain.promise
      await ended.promise
      return state
    },
    kill: async () => {
      if (isRunning(child)) child.kill('SIGKILL')
      await ended.promise
    },
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}

/** The message stands for itself; a code that is not of backups keeps its own words. */
function failureOf(section: Section, { code, text }: { readonly code: string; readonly text: string }): Error {
  return code.startsWith('backup.') ? new BackupError(code as BackupErrorCode, text) : new Error(`${section}: ${text}`)
}
