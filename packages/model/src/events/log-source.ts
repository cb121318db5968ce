// A log source in words, as pages and reports write it.
import type { LogSource } from './event.ts'

/** `windows / process_creation`: what of product, category and service is said. */
export function logSourceText({ product, category, service }: LogSource): string {
  return [product, category, service].filter((part) => part !== undefined).join(' / ')
}
