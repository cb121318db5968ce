// A door for whoever owns the data folder while its server runs: a unix socket beside the stores, mode 0600. The command line asks the
// running processes for a backup here, because their stores are open in them alone.
import { chmodSync, existsSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Phase } from '@penstock/contract/jobs'
import { type MadeBackup, Recipient } from '@penstock/server/backup'
import { z } from 'zod'

const Order = z.strictObject({
  out: z.string(),
  recipients: z.strictObject({ core: z.array(Recipient), it: z.array(Recipient), ot: z.array(Recipient) }),
})
export type BackupOrderOfOwner = z.infer<typeof Order>

const Said = z.union([
  z.strictObject({ phase: Phase, done: z.int() }),
  z.strictObject({ made: z.strictObject({ reference: z.string(), file: z.string(), bytes: z.int() }) }),
  z.strictObject({ refused: z.string() }),
])

type MakeBackup = (
  order: BackupOrderOfOwner,
  onProgress: (phase: Phase, done: number) => void,
) => Promise<Pick<MadeBackup, 'reference' | 'file' | 'bytes'>>

export function ownerSocket(data: string): string {
  return join(data, 'owner.sock')
}

/** Serves the socket until the function it gives is called. */
export async function serveOwner(data: string, makeBackup: MakeBackup): Promise<() => Promise<void>> {
  const place = ownerSocket(data)
  rmSync(place, { force: true })
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    createInterface({ input: socket }).once('line', (line) => void answer(socket, line, makeBackup))
  })
  await new Promise<void>((done, fail) => server.once('error', fail).listen(place, done))
  chmodSync(place, 0o600)
  return async () => {
    await new Promise<void>((done) => server.close(() => done()))
    rmSync(place, { force: true })
  }
}

/** Asks the server of this folder for a backup; null when none serves it. Throws an Error with the server's words. */
export async function askOwner(
  data: string,
  order: BackupOrderOfOwner,
  onProgress: (phase: Phase, done: number) => void,
): Promise<Pick<MadeBackup, 'reference' | 'file' | 'bytes'> | null> {
  const place = ownerSocket(data)
  if (!existsSync(place)) return null
  const socket = connect(place)
  try {
    await new Promise<void>((done, fail) => socket.once('connect', done).once('error', fail))
  } catch {
    return null
  }
  socket.write(`${JSON.stringify(order)}\n`)
  for await (const line of createInterface({ input: socket })) {
    const said = Said.parse(JSON.parse(line))
    if ('phase' in said) onProgress(said.phase, said.done)
    else if ('made' in said) return said.made
    else throw new Error(said.refused)
  }
  throw new Error('the server ended before the backup did; nothing of it was kept')
}

async function answer(socket: Socket, line: string, makeBackup: MakeBackup): Promise<void> {
  const say = (said: z.infer<typeof Said>): void => void socket.write(`${JSON.stringify(said)}\n`)
  try {
    const order = Order.parse(JSON.parse(line))
    const { reference, file, bytes } = await makeBackup(order, (phase, done) => say({ phase, done }))
    say({ made: { reference, file, bytes } })
  } catch (cause) {
    say({ refused: cause instanceof Error ? cause.message : String(cause) })
  }
  socket.end()
}
