// The process of the mail server: tells its port, then each mail that it took, a JSON line each.
import { createServer, type Socket } from 'node:net'
import { createSecureContext, createServer as createTlsServer, TLSSocket } from 'node:tls'

export interface MailOptions {
  /** PEM texts: with them STARTTLS is offered, or TLS spoken from the beginning. */
  readonly tls?: { readonly certificate: string; readonly key: string; readonly isImplicit?: boolean }
  /** The only login that is taken; without one nobody has to. */
  readonly login?: { readonly user: string; readonly password: string }
  /** How many messages are refused for now (451) before one is taken. */
  readonly refuses?: number
  /** Addresses that are not known here (550). */
  readonly unknown?: readonly string[]
}

export interface TakenMail {
  readonly from: string
  readonly to: readonly string[]
  /** Head and body as they came, lines ended by LF, dots unstuffed. */
  readonly text: string
  readonly isEncrypted: boolean
  readonly user: string | null
}

const options = JSON.parse(process.argv[2] ?? '{}') as MailOptions
let refuses = options.refuses ?? 0

/** One connection. TLS that begins in the middle starts it anew, with nothing remembered (RFC 3207 §4.2). */
function serve(socket: Socket, isEncrypted: boolean, greets: boolean): void {
  let buffer = ''
  let [from, to, user, data]: [string, string[], string | null, string[] | null] = ['', [], null, null]
  const say = (line: string): void => {
    socket.write(`${line}\r\n`)
  }
  const take = (): void => {
    if (refuses-- > 0) say('451 not now')
    else {
      const text = (data ?? []).map((line) => line.replace(/^\./, '')).join('\n')
      process.stdout.write(`${JSON.stringify({ from, to, text, isEncrypted, user } satisfies TakenMail)}\n`)
      say('250 taken')
    }
    ;[from, to, data] = ['', [], null]
  }
  const hear = (line: string): void => {
    if (data === null) obey(line)
    else if (line === '.') take()
    else data.push(line)
  }
  const obey = (line: string): void => {
    const [verb = '', ...words] = line.split(' ')
    const address = /<([^>]*)>/.exec(line)?.[1] ?? ''
    switch (verb.toUpperCase()) {
      case 'EHLO': {
        const offers = [
          ...(options.tls !== undefined && !isEncrypted ? ['STARTTLS'] : []),
          ...(options.login !== undefined && isEncrypted ? ['AUTH PLAIN'] : []),
        ]
        for (const offer of ['mail.test', ...offers]) say(`250-${offer}`)
        say('250 8BITMIME')
        break
      }
      case 'STARTTLS': {
        if (options.tls === undefined || isEncrypted) {
          say('502 no')
          break
        }
        say('220 go on')
        socket.removeAllListeners('data')
        const secureContext = createSecureContext({ cert: options.tls.certificate, key: options.tls.key })
        serve(new TLSSocket(socket, { isServer: true, secureContext }), true, false)
        break
      }
      case 'AUTH': {
        const [, name, password] = Buffer.from(words[1] ?? '', 'base64')
          .toString()
          .split('\0')
        const isRight = name === options.login?.user && password === options.login?.password
        if (isRight) user = name ?? null
        say(isRight ? '235 welcome' : '535 wrong login')
        break
      }
      case 'MAIL':
        from = address
        say(options.login !== undefined && user === null ? '530 log in first' : '250 well')
        break
      case 'RCPT':
        if (options.unknown?.includes(address) === true) say('550 nobody here')
        else {
          to.push(address)
          say('250 well')
        }
        break
      case 'DATA':
        data = []
        say('354 end with a dot')
        break
      case 'RSET':
        ;[from, to] = ['', []]
        say('250 well')
        break
      case 'QUIT':
        say('221 bye')
        socket.end()
        break
      default:
        say('502 not here')
    }
  }
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => {
    buffer += chunk.toString('utf8')
    for (let at = buffer.indexOf('\r\n'); at !== -1; at = buffer.indexOf('\r\n')) {
      const line = buffer.slice(0, at)
      buffer = buffer.slice(at + 2)
      hear(line)
    }
  })
  if (greets) say('220 mail.test')
}

const { tls } = options
const server =
  tls?.isImplicit === true
    ? createTlsServer({ cert: tls.certificate, key: tls.key }, (socket) => serve(socket, true, true))
    : createServer((socket) => serve(socket, false, true))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address === null || typeof address !== 'object') throw new Error('no port')
  process.stdout.write(`${JSON.stringify({ port: address.port })}\n`)
})
