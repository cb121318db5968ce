/** Reads a file that is in memory, as a reader of captures asks for it: some bytes into a buffer, how many they were, 0 at the end. */
export function fileSource(file: Uint8Array): (into: Uint8Array, at: number, length: number) => number {
  let done = 0
  return (into, at, length) => {
    const part = file.subarray(done, done + length)
    into.set(part, at)
    done += part.length
    return part.length
  }
}
