// One HTTP request as a process, so that it can be asked from inside a network namespace: the request as JSON in the first argument,
// the answer as JSON on standard output. A stream is held open until this process is ended.
import { openAsBlob } from 'node:fs'

export interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly text?: string
  /** Sends this file as the body. */
  readonly file?: string
  readonly isStream?: boolean
}

export interface Answered {
  readonly status: number
  readonly cookie: string | null
  readonly text: string
}

if (import.meta.main) await ask(JSON.parse(process.argv[2] ?? 'null') as Asked)

async function ask({ method, url, headers, text, file, isStream = false }: Asked): Promise<void> {
  const body = file === undefined ? text : await openAsBlob(file)
  const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) })
  if (isStream) {
    process.stdout.write(`${answer.status}\n`)
    for await (const chunk of answer.body ?? []) process.stdout.write(chunk)
    return
  }
  const told: Answered = {
    status: answer.status,
    cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? null,
    text: await answer.text(),
  }
  process.stdout.write(JSON.stringify(told))
}
