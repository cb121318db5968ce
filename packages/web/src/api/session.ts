// Who is signed in. Null means nobody; undefined that we do not know yet.

import { readSession, type SessionView } from '@penstock/contract/access'
import type { Refused } from '@penstock/contract/client'
import type { Permission } from '@penstock/model/operating-model'
import { hashKey, type QueryClient, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from './call.ts'
import { keepCsrfToken } from './csrf.ts'
import { RefusedError, refusalOf } from './refusal.ts'
import { keyOf } from './request.ts'

const KEY = keyOf(readSession, {})

export interface SessionState {
  readonly session: SessionView | null | undefined
  /** Why the session could not be read at all. */
  readonly refused: Refused | null
}

export function useSessionState(): SessionState {
  const query = useQuery({ queryKey: KEY, queryFn: loadSession, staleTime: 60_000, retry: 1 })
  return { session: query.data, refused: query.data === undefined && query.isError ? refusalOf(query.error) : null }
}

/**
 * The session inside the shell, where somebody is always signed in. When it ends, a page may be drawn once more before the shell takes it
 * away: it then still sees who was signed in.
 */
export function useSession(): SessionView {
  const { session } = useSessionState()
  const [last, setLast] = useState(session)
  if (session !== null && session !== undefined && session !== last) setLast(session)
  const shown = session ?? last
  if (shown === null || shown === undefined) throw new Error('the shell shows pages to signed-in people only')
  return shown
}

export function useMay(permission: Permission): boolean {
  return useSession().permissions.includes(permission)
}

export function keepSession(client: QueryClient, session: SessionView | null): void {
  keepCsrfToken(session?.csrfToken ?? '')
  client.setQueryData(KEY, session)
}

/** Drops every answer but who is signed in, so that the next person sees nothing of the last. */
export function forgetAll(client: QueryClient): void {
  client.removeQueries({ predicate: (query) => hashKey(query.queryKey) !== hashKey(KEY) })
}

async function loadSession(): Promise<SessionView | null> {
  const answer = await call(readSession, {})
  if (answer.ok) {
    keepCsrfToken(answer.value.csrfToken)
    return answer.value
  }
  if (answer.refusal.code === 'not-signed-in') return null
  throw new RefusedError(answer.refusal)
}
