// A mail server on loopback, in a process of its own, that keeps what it takes. It speaks SMTP with STARTTLS and logins (RFC 5321, 3207, 4954).
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { MailOptions, TakenMail } from './smtp-process.ts'

export class MailServer {
  readonly port: number
  readonly taken: TakenMail[] = []
  readonly #process: ChildProcess

  constructor(server: ChildProcess, port: number) {
    this.#process = server
    this.port = port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const hasExited = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await hasExited
  }
}

const PROGRAM = fileURLToPath(new URL('smtp-process.ts', import.meta.url))

export async function startMailServer(options: MailOptions = {}): Promise<MailServer> {
  const server = spawn(process.execPath, [PROGRAM, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface(server.stdout)
  const [first] = (await once(lines, 'line')) as [string]
  const { port } = JSON.parse(first) as { readonly port: number }
  const mail = new MailServer(server, port)
  lines.on('line', (line) => mail.taken.push(JSON.parse(line) as TakenMail))
  return mail
}
