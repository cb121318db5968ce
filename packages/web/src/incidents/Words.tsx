// What a person wrote, a line for a line.
import { WireText } from '@penstock/web/ui'

export function Words({ text }: { readonly text: string }) {
  const lines = text.split(/\r?\n/)
  if (lines.length === 1) return <WireText text={text} />
  return (
    <span className="incident-lines">
      {lines.map((line, at) => (
        <span key={at}>
          <WireText text={line} />
        </span>
      ))}
    </span>
  )
}
