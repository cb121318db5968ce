// A hash that a test can follow: any function that differs for what differs.
export function hashOf(value: unknown): string {
  let sum = 7n
  for (const char of JSON.stringify(value)) sum = (sum * 31n + BigInt(char.charCodeAt(0))) % (1n << 256n)
  return sum.toString(16).padStart(64, '0')
}
