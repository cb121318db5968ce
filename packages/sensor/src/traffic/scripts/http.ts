// HTTP in the clear: dashboards, and the Model Context Protocol with the headers that the flow names.
import { httpRequest, httpResponse } from '@penstock/sensor/encoders'
import type { Script } from '../talk.ts'
import type { Task } from '../task.ts'

const PAGE_S = 60
const MCP_VERSION = '2025-06-18'

export function* httpScript(task: Task): Script {
  const host = task.facts.path.server.ip
  yield* task.repeat(PAGE_S, function* () {
    const talk = task.tcp()
    yield* talk.open()
    const request = httpRequest('GET', task.facts.http?.path ?? '/', { Host: host, 'User-Agent': 'Mozilla/5.0' })
    const values = Array.from({ length: 6 }, (_, channel) => (task.level(channel) * 100).toFixed(1))
    const body = `<table>${values.map((value) => `<tr><td>${value}</td></tr>`).join('')}</table>`
    yield* talk.ask(request, httpResponse(200, 'OK', { Server: 'lighttpd/1.4.69', 'Content-Type': 'text/html' }, body))
    yield* talk.close()
  })
}

export function* mcpScript(task: Task): Script {
  const named = (task.facts.http?.headers ?? []).map((line) => headerOf(line))
  const headers = { Host: task.facts.path.server.ip, 'Content-Type': 'application/json', ...Object.fromEntries(named) }
  yield* task.repeat(PAGE_S, function* (round) {
    const talk = task.tcp()
    yield* talk.open()
    for (const method of ['initialize', 'tools/list', 'tools/call']) {
      const call = JSON.stringify({ jsonrpc: '2.0', id: round + 1, method, params: {} })
      const answer = JSON.stringify({ jsonrpc: '2.0', id: round + 1, result: {} })
      const request = httpRequest('POST', task.facts.http?.path ?? '/mcp', headers, call)
      yield* talk.ask(request, httpResponse(200, 'OK', { 'Content-Type': 'application/json' }, answer))
      task.time.wait(0.4)
    }
    yield* talk.close()
  })
}

function headerOf(line: string): [name: string, value: string] {
  const at = line.indexOf(':')
  return at < 0 ? [line, MCP_VERSION] : [line.slice(0, at), line.slice(at + 1).trim()]
}
