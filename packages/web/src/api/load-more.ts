// When the next page of a list is asked for. A table asks at each render whose end is in sight, so that a list that is shorter than its
// frame, or that was read anew meanwhile, loads on by itself; a page that failed is asked for again only by a person who scrolls.

interface Loading {
  readonly hasNextPage: boolean
  /** Also while the pages that are there are read anew: asking then would cut that off. */
  readonly isFetching: boolean
  readonly isFetchNextPageError: boolean
}

export function mayLoadMore({ hasNextPage, isFetching, isFetchNextPageError }: Loading, isByPerson: boolean): boolean {
  return hasNextPage && !isFetching && (isByPerson || !isFetchNextPageError)
}
