// The query client: answers stay while the connection is lost, a lost session empties the page.
import { QueryCache, QueryClient } from '@tanstack/react-query'
import { noteContact } from './connection.ts'
import { RefusedError } from './refusal.ts'
import { keepSession } from './session.ts'

const RETRIES = 2

export function createClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onSuccess: () => noteContact(true),
      onError: (error) => {
        if (!(error instanceof RefusedError)) return
        if (error.refused.code === 'not-signed-in') keepSession(client, null)
        noteContact(error.refused.status !== 0)
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        gcTime: 15 * 60_000,
        refetchOnWindowFocus: true,
        networkMode: 'always',
        retry: (count, error) => count < RETRIES && isWorthRepeating(error),
      },
    },
  })
  return client
}

function isWorthRepeating(error: unknown): boolean {
  return !(error instanceof RefusedError) || error.refused.status === 0
}
