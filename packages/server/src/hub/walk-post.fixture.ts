// A catcher of what the hub sends to people outside: webhooks of each side and of the auditors, and mails of both sides.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NoticeChannels, NoticeKind } from '@penstock/model/notices'
import { startMailServer } from '@penstock/testkit/mail'

export interface Catcher extends AsyncDisposable {
  readonly channels: NoticeChannels
  /** Everything that was sent to this side, headers with it; a mail as it went over the wire. */
  sentTo(side: 'it' | 'ot' | 'audit'): readonly string[]
}

export async function openCatcher(): Promise<Catcher> {
  const work = mkdtempSync(join(tmpdir(), 'penstock-walk-post-'))
  const secretFile = join(work, 'key')
  writeFileSync(secretFile, 'a key of more than twenty-four bytes')
  const taken: { readonly side: string; readonly text: string }[] = []
  const hooks = createServer((request, response) => {
    let text = JSON.stringify(request.headers)
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    request.on('end', () => {
      taken.push({ side: request.url?.slice(1) ?? '', text })
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((done) => hooks.listen(0, '127.0.0.1', done))
  const address = hooks.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const mail = await startMailServer()
  const hook = (side: string, kinds: readonly string[]) => ({
    ...{ name: `${side}-hook`, side, by: 'webhook', kinds, url: `http://127.0.0.1:${port}/${side}`, secretFile },
  })
  const mailTo = (side: string) => ({
    ...{ name: `${side}-mail`, side, by: 'mail', kinds: NoticeKind.options, host: '127.0.0.1', port: mail.port },
    ...{ tls: 'none', from: 'penstock@example.org', to: [`${side}@example.org`] },
  })
  return {
    channels: NoticeChannels.parse([
      ...['it', 'ot'].flatMap((side) => [hook(side, NoticeKind.options), mailTo(side)]),
      hook('audit', ['break-glass']),
    ]),
    sentTo: (side) => [
      ...taken.filter((one) => one.side === side).map(({ text }) => text),
      ...mail.taken
        .filter(({ to }) => to.includes(`${side}@example.org`))
        // A long line is broken by quoted-printable where it likes.
        .map(({ text }) => text.replaceAll('=\n', '')),
    ],
    [Symbol.asyncDispose]: async () => {
      await mail[Symbol.asyncDispose]()
      hooks.closeAllConnections()
      hooks.close()
      rmSync(work, { recursive: true, force: true })
    },
  }
}
