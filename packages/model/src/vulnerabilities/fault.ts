// A fault of an advisory, catalogue or asset file as data: which place, what was wrong there.

export interface FeedFault {
  /** JSON path from the root, such as `$.document.tracking.id`, or `line 3`; `$` is the file as a whole. */
  readonly path: string
  readonly message: string
}

export function feedFaultText(fault: FeedFault): string {
  return `${fault.path}: ${fault.message}`
}
