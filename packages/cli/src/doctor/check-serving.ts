// Whether a server could start here: its port is free, and whoever has the folder locked is one that answers.
import { existsSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { ownerSocket } from '@penstock/cli/owner'
import type { Finding } from './finding.ts'

/** Of a folder that nobody has: the port, and the doors that a kill left. */
export async function checkStart(data: string, port: number): Promise<readonly Finding[]> {
  return [...(await checkPort(port)), ...checkDoors(data)]
}

/** Of a folder that somebody has. */
export async function checkHolder(data: string): Promise<readonly Finding[]> {
  if (await isAnswering(ownerSocket(data))) return []
  const place = join(data, 'core', 'penstock.lock')
  return [
    {
      code: 'doctor.lock-unanswered',
      severity: 'fault',
      place,
      meaning:
        'a process has the folder, and no server answers for it: it hangs, or another penstock command works on it',
      mend: `wait for that command, or end the process that fuser ${place} names; the lock goes with it`,
    },
  ]
}

/** Port 0 takes a free one. */
async function checkPort(port: number): Promise<Finding[]> {
  if (port === 0 || (await isFree(port))) return []
  return [
    {
      code: 'doctor.port-taken',
      severity: 'fault',
      place: `127.0.0.1:${port}`,
      meaning: 'another program listens on the port of the pages; the server does not start on it',
      mend: `end that program (ss -ltnp names it), or start with penstock up --port N`,
    },
  ]
}

function checkDoors(data: string): Finding[] {
  const place = ownerSocket(data)
  if (!existsSync(place)) return []
  return [
    {
      code: 'doctor.door-left',
      severity: 'warning',
      place,
      meaning: 'a server that was ended by force left its door; what it had stored is there, and nobody answers',
      mend: `penstock up --data ${data} goes on where it stopped, and makes the door anew`,
    },
  ]
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return await new Promise((done) => {
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })
}

async function isAnswering(place: string): Promise<boolean> {
  if (!existsSync(place)) return false
  const socket = connect(place)
  const isOpen = await new Promise<boolean>((done) => {
    socket.once('connect', () => done(true)).once('error', () => done(false))
  })
  socket.destroy()
  return isOpen
}
