// Many rows in several statements: PostgreSQL takes at most 65,535 parameters in one.

const ROWS_PER_STATEMENT = 500

export function* chunks<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) yield rows.slice(from, from + ROWS_PER_STATEMENT)
}

/** What `read` finds of each chunk, in the order of `keys`. */
export async function readChunks<Key, Row>(
  keys: readonly Key[],
  read: (chunk: readonly Key[]) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const found: Row[] = []
  for (const chunk of chunks(keys)) found.push(...(await read(chunk)))
  return found
}
