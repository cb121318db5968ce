// Syslog over UDP (RFC 5426), TCP (RFC 6587) and TLS (RFC 5425). It only listens: nothing is ever sent but what TCP and TLS need to hear.
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { type ListenerOptions, placeOf } from '@penstock/model/sources'
import type { LineBuffer } from './line-buffer.ts'
import { SyslogFrames } from './syslog-frames.ts'

/** Whose lines come from an address; null when nobody enrolled it. */
export type LinesOf = (address: string) => LineBuffer | null

export interface NetworkParts {
  readonly linesOf: LinesOf
  /** Told of lines, or of a connection, of somebody who is not enrolled. */
  readonly onStranger: (address: string) => void
}

export interface NetworkListening {
  readonly port: number
  connections(): number
  /** Datagrams that the kernel threw away because nobody read them in time; null where it does not say. */
  lost(): number | null
  /** Ends connections of those who are no longer enrolled. */
  recheck(): void
  stop(): Promise<void>
}

/** From one listener: connections at a time, bytes that wait for the rest of their message, and how long one may say nothing. */
const MOST_CONNECTIONS = 256
const MOST_HELD_BYTES = 128 << 20
const IDLE_MS = 3_600_000
const RECEIVE_BUFFER = 8 << 20
const LONGEST_MESSAGE = 16 << 20

export type NetworkOptions = Extract<ListenerOptions, { readonly by: 'udp' | 'tcp' | 'tls' }>

export async function listenOnNetwork(options: NetworkOptions, parts: NetworkParts): Promise<NetworkListening> {
  return options.by === 'udp' ? await listenOnUdp(options, parts) : await listenOnStream(options, parts)
}

async function listenOnUdp({ bind }: NetworkOptions, parts: NetworkParts): Promise<NetworkListening> {
  const { host, port } = placeOf(bind)
  const socket = await boundSocket(host, port)
  socket.on('message', (message, { address }) => {
    const lines = parts.linesOf(plainAddress(address))
    if (lines === null) parts.onStranger(plainAddress(address))
    else lines.push(withoutEnd(message))
  })
  // An error of a socket that listens is of one datagram.
  socket.on('error', () => {})
  const bound = socket.address().port
  const lostBefore = lostDatagrams(bound) ?? 0
  return {
    port: bound,
    connections: () => 0,
    lost: () => {
      const lost = lostDatagrams(bound)
      return lost === null ? null : Math.max(0, lost - lostBefore)
    },
    recheck: () => {},
    stop: async () => await new Promise<void>((done) => socket.close(() => done())),
  }
}

/** With the largest buffer that the kernel grants: a burst waits in it. */
async function boundSocket(host: string, port: number): Promise<UdpSocket> {
  const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4' })
  socket.bind(port, host)
  await once(socket, 'listening')
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER)
  } catch {
    // The kernel's own size stays.
  }
  return socket
}

async function listenOnStream(options: NetworkOptions, parts: NetworkParts): Promise<NetworkListening> {
  const open = new Map<Socket, { readonly address: string; frames: SyslogFrames }>()
  const held = (): number => [...open.values()].reduce((sum, { frames }) => sum + frames.heldBytes, 0)
  const serve = (socket: Socket): void => {
    const address = plainAddress(socket.remoteAddress ?? '')
    socket.on('error', () => socket.destroy())
    if (parts.linesOf(address) === null) {
      parts.onStranger(address)
      socket.destroy()
      return
    }
    const frames = new SyslogFrames(LONGEST_MESSAGE)
    open.set(socket, { address, frames })
    socket.setTimeout(IDLE_MS, () => socket.destroy())
    socket.once('close', () => open.delete(socket))
    void readMessages(socket, frames, { address, parts, isTooMuch: () => held() > MOST_HELD_BYTES })
  }
  const server = serverOf(options, serve)
  server.maxConnections = MOST_CONNECTIONS
  const { host, port } = placeOf(options.bind)
  server.listen(port, host)
  await once(server, 'listening')
  server.on('error', () => {})
  const bound = server.address()
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : port,
    connections: () => open.size,
    lost: () => null,
    recheck: () => {
      for (const [socket, { address }] of open) if (parts.linesOf(address) === null) socket.destroy()
    },
    stop: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()))
      for (const socket of open.keys()) socket.destroy()
      await closed
    },
  }
}

function serverOf(options: NetworkOptions, serve: (socket: Socket) => void): Server {
  if (options.by !== 'tls') return createServer(serve)
  const server = createTlsServer(
    {
      cert: readFileSync(options.certificate),
      key: readFileSync(options.key),
      minVersion: 'TLSv1.2',
      handshakeTimeout: 10_000,
      ...(options.clients === undefined
        ? {}
        : { ca: readFileSync(options.clients), requestCert: true, rejectUnauthorized: true }),
    },
    serve,
  )
  server.on('tlsClientError', (_cause, socket) => socket.destroy())
  return server
}

/** A sender that can wait is held back while there is no room: nothing of it is refused. */
async function readMessages(
  socket: Socket,
  frames: SyslogFrames,
  of: { readonly address: string; readonly parts: NetworkParts; readonly isTooMuch: () => boolean },
): Promise<void> {
  const take = async (messages: readonly Buffer[]): Promise<boolean> => {
    for (const message of messages) {
      const lines = of.parts.linesOf(of.address)
      if (lines === null) return false
      while (!lines.hasRoom && !lines.isStopped) await lines.room()
      if (lines.isStopped) return false
      lines.push(withoutEnd(message))
    }
    const cut = frames.takeCut()
    if (cut > 0) of.parts.linesOf(of.address)?.refuse('too-long', cut)
    return true
  }
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      if (!(await take(frames.push(chunk)))) return
      if (!of.isTooMuch()) continue
      of.parts.linesOf(of.address)?.refuse('too-long')
      return
    }
  } catch {
    // The connection broke; what came before is kept.
  } finally {
    await take(frames.end())
    socket.destroy()
  }
}

/** IPv4 that came over an IPv6 socket is IPv4. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:/i, '').replace(/%.*$/, '')
}

function withoutEnd(message: Buffer): Buffer {
  let end = message.length
  while (end > 0 && (message[end - 1] === 0x0a || message[end - 1] === 0x0d || message[end - 1] === 0)) end--
  return message.subarray(0, end)
}

/** Of the sockets of a port, as the kernel counts since they were opened. */
function lostDatagrams(port: number): number | null {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  let lost: number | null = null
  for (const file of ['/proc/net/udp', '/proc/net/udp6'])
    for (const line of linesOfFile(file)) {
      const cells = line.trim().split(/\s+/)
      if (cells[1]?.endsWith(`:${hex}`) === true) lost = (lost ?? 0) + Number(cells.at(-1))
    }
  return lost
}

function linesOfFile(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(1)
  } catch {
    return []
  }
}
