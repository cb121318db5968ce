// Reads and writes as hooks over TanStack Query. A failed refresh keeps the last data and marks it stale.
import type { Answer, Input, Refused } from '@penstock/contract/client'
import type { Response as ResponseOf, Route } from '@penstock/contract/route'
import {
  type QueryKey,
  type UseQueryResult,
  useInfiniteQuery,
  useQueries,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import { call } from './call.ts'
import { mayLoadMore } from './load-more.ts'
import { RefusedError } from './refusal.ts'
import { type Asked, isOfSameMoment, keyOf } from './request.ts'
import { keepSession } from './session.ts'

export interface ReadOptions {
  /** False while the input is not known yet, or the person has no right to ask. */
  readonly isEnabled?: boolean
  readonly intervalMs?: number
}

export function useRead<R extends Route>(
  route: R,
  input: Input<R>,
  options: ReadOptions = {},
): UseQueryResult<ResponseOf<R>> {
  return useQuery<ResponseOf<R>>({
    queryKey: keyOf(route, input),
    queryFn: async ({ signal }) => unwrap(await call(route, input, { signal })),
    enabled: options.isEnabled ?? true,
    refetchInterval: options.intervalMs ?? false,
    placeholderData: standIn(input) as never,
  })
}

/** Several questions to one route; what has come so far, in the order of the questions. */
export function useReads<R extends Route>(route: R, inputs: readonly Input<R>[]): readonly ResponseOf<R>[] {
  const queries = useQueries({
    queries: inputs.map((input) => ({
      queryKey: keyOf(route, input),
      queryFn: async ({ signal }: { readonly signal: AbortSignal }) => unwrap(await call(route, input, { signal })),
    })),
  })
  return queries.flatMap(({ data }) => (data === undefined ? [] : [data as ResponseOf<R>]))
}

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly total: number
  readonly nextCursor: string | null
}

/** Pages of a list that pages by cursor, joined as the reader goes on. */
export function useList<Item, R extends Route>(
  route: R & { readonly response: { readonly _output: Page<Item> } },
  input: Input<R>,
  options: ReadOptions = {},
) {
  const query = useInfiniteQuery({
    queryKey: [...keyOf(route, input), 'pages'],
    queryFn: async ({ signal, pageParam }) => {
      const query = { ...(input.query ?? {}), ...(pageParam === null ? {} : { cursor: pageParam }) }
      return unwrap(await call(route, { ...input, query } as Input<R>, { signal })) as unknown as Page<Item>
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    enabled: options.isEnabled ?? true,
    placeholderData: standIn(input),
  })
  const items = query.data?.pages.flatMap((page) => page.items)
  /** For a table whose end is in sight; `isByPerson` when somebody scrolled there. */
  const loadMore = (isByPerson: boolean): void => {
    if (mayLoadMore(query, isByPerson)) void query.fetchNextPage()
  }
  return { ...query, items, total: query.data?.pages[0]?.total ?? 0, loadMore }
}

export interface Write<R extends Route> {
  readonly run: (input: Input<R>) => Promise<Answer<R>>
  readonly isRunning: boolean
  readonly refused: Refused | null
  readonly reset: () => void
}

/**
 * A write; when it went through, everything on screen is asked again. The same input, sent again because no answer came, is the same
 * request to the server: it is done once.
 */
export function useWrite<R extends Route>(route: R): Write<R> {
  const client = useQueryClient()
  const [state, setState] = useState<{ isRunning: boolean; refused: Refused | null }>(IDLE)
  const unanswered = useRef<{ readonly text: string; readonly key: string } | null>(null)
  const run = useCallback(
    async (input: Input<R>) => {
      const text = JSON.stringify(input)
      const key = unanswered.current?.text === text ? unanswered.current.key : crypto.randomUUID()
      setState({ isRunning: true, refused: null })
      const answer = await call(route, input, { key })
      unanswered.current = !answer.ok && answer.refusal.status === 0 ? { text, key } : null
      setState({ isRunning: false, refused: answer.ok ? null : answer.refusal })
      if (answer.ok) void client.invalidateQueries()
      else if (answer.refusal.code === 'not-signed-in') keepSession(client, null)
      return answer
    },
    [client, route],
  )
  const reset = useCallback(() => setState(IDLE), [])
  return { run, ...state, reset }
}

/** The answer before stands in while another one is on its way, but never one moment for another. */
function standIn(input: Asked) {
  return <Data>(before: Data | undefined, query: { readonly queryKey: QueryKey } | undefined): Data | undefined =>
    query !== undefined && isOfSameMoment(query.queryKey, input) ? before : undefined
}

const IDLE = { isRunning: false, refused: null }

function unwrap<R extends Route>(answer: Answer<R>): ResponseOf<R> {
  if (!answer.ok) throw new RefusedError(answer.refusal)
  return answer.value
}
