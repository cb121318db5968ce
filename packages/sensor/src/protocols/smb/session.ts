// What has to be remembered of an SMB connection until its answers come.
import type { Ledger } from '@penstock/sensor/facts'
import { Sessions } from '../sessions.ts'
import type { FileShare } from './file-share.ts'

const MOST_CREATES = 64
const MOST_PIPES = 64

/** Names by message, the oldest forgotten. */
class Names {
  private readonly byMessage = new Map<number, string>()

  put(message: number, name: string): void {
    if (this.byMessage.size >= MOST_CREATES) this.byMessage.delete(this.byMessage.keys().next().value!)
    this.byMessage.set(message, name)
  }

  take(message: number): string | undefined {
    const name = this.byMessage.get(message)
    this.byMessage.delete(message)
    return name
  }
}

class Session {
  /** How the client logs on at this moment; null when it does not. */
  method: 'ntlm' | 'kerberos' | 'password' | null = null
  account: string | null = null
  readonly creates = new Names()
  /** Trees that are pipes and no disks. */
  readonly pipes = new Set<number>()
  readonly files = new Map<string, FileShare>()
  transfers = 0

  addPipe(tree: number): void {
    if (this.pipes.size < MOST_PIPES) this.pipes.add(tree)
  }
}

const sessions = new Sessions<Session>()

export function sessionOf(ledger: Ledger, flow: number): Session {
  return sessions.find(ledger, flow) ?? sessions.open(ledger, flow, new Session())
}
