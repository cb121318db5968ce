// Sends a file as the body of a route and tells how far it is. XMLHttpRequest, because fetch reports no upload progress.
import { type Answer, type Input, readAnswer, urlOf } from '@penstock/contract/client'
import type { Route } from '@penstock/contract/route'
import { csrfToken } from './csrf.ts'

/** `onProgress` gets sent and whole bytes. An abort ends as `client.unreachable`. */
export function upload<R extends Route>(
  route: R,
  input: Input<R>,
  file: Blob,
  onProgress: (sentBytes: number, wholeBytes: number) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Answer<R>> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open(route.method, urlOf(route, input))
    request.setRequestHeader('accept', 'application/json')
    request.setRequestHeader('content-type', route.upload ?? 'application/octet-stream')
    request.setRequestHeader('x-penstock-csrf', csrfToken())
    request.upload.addEventListener('progress', (event) => onProgress(event.loaded, event.total))
    request.addEventListener('loadend', () => resolve(readAnswer(route, request.status, request.responseText)))
    signal?.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}
