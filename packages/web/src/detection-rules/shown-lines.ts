// A text of several lines with every other unseen character spelled out.
import { showUnseen } from '@penstock/web/ui'

export function shownLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => showUnseen(line))
    .join('\n')
}
