// Enter before the answer is there: the first fit opens as soon as it comes, so that nobody waits for the list.
import { closeSpotlight } from '@mantine/spotlight'
import { type RefObject, useEffect, useRef } from 'react'

/** Set the answer to true when Enter was pressed while pending, and to false by any other key. */
export function useEagerEnter<Item>(
  isPending: boolean,
  first: Item | undefined,
  open: (item: Item) => void,
): RefObject<boolean> {
  const isWaiting = useRef(false)
  const latest = useRef(open)
  latest.current = open
  useEffect(() => {
    if (isPending || !isWaiting.current) return
    isWaiting.current = false
    if (first === undefined) return
    closeSpotlight()
    latest.current(first)
  }, [isPending, first])
  return isWaiting
}
