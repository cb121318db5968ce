// A notice as a mail: plain text, to the host and the addresses that the configuration names. STARTTLS is not a wish: without it nothing is sent.
import { isIP } from 'node:net'
import { mailOf, type NoticeBody, type NoticeChannel } from '@penstock/model/notices'
import { createTransport } from 'nodemailer'
import { readNamed } from './fault.ts'
import type { Reached } from './reach.ts'

const PATIENCE_MS = 15_000

export async function sendMail(
  channel: Extract<NoticeChannel, { by: 'mail' }>,
  body: NoticeBody,
  { address }: Reached,
): Promise<void> {
  const { host, port, tls, user, passwordFile, authority, from, to } = channel
  const login =
    user === undefined || passwordFile === undefined
      ? {}
      : { auth: { user, pass: readNamed(passwordFile, 'the file of the password') } }
  const ca = authority === undefined ? {} : { ca: readNamed(authority, 'the file of the authority') }
  const transport = createTransport({
    // The certificate is that of the name.
    ...{ host: address, port, ...login },
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: { minVersion: 'TLSv1.2', ...ca, ...(isIP(host) === 0 ? { servername: host } : {}) },
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    const { subject, text } = mailOf(body)
    await transport.sendMail({
      ...{ from, to: [...to], subject, text },
      messageId: `<${body.id}@${from.split('@')[1] ?? 'penstock.invalid'}>`,
      headers: { 'X-Penstock-Notice': body.id, 'Auto-Submitted': 'auto-generated' },
    })
  } finally {
    transport.close()
  }
}
