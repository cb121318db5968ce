// Added, removed, changed as a mark and a word: never by colour.
import { t } from '@penstock/web/messages'
import './history.css'

const MARKS = { added: '+', removed: '−', changed: '~' } as const
export type Change = keyof typeof MARKS

/** `isSilent` where the word stands beside it. */
export function ChangeMark({ change, isSilent = false }: { readonly change: Change; readonly isSilent?: boolean }) {
  const word = t(`history.change.${change}`)
  return (
    <span className="change-mark" title={word}>
      <span aria-hidden="true">{MARKS[change]}</span>
      {isSilent ? null : <span className="visually-hidden">{word}</span>}
    </span>
  )
}
