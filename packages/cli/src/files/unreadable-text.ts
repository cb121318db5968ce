// Reasons of the operating system in words that name the mend.

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file; check the name and the folder that you are in',
  ENOTDIR: 'there is no such file; a part of its path is no folder',
  EISDIR: 'is a folder; name a file in it',
  EACCES: 'may not be read by this account; change its permissions or run as its owner',
  EPERM: 'may not be read by this account; change its permissions or run as its owner',
}

/** `reason` is an error code such as `ENOENT`, or whatever else is known. */
export function unreadableText(path: string, reason: string): string {
  return `${path}: ${REASONS[reason] ?? `cannot be read (${reason})`}`
}
