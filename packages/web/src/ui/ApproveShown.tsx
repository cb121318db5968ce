// Approves a request by the hash that was shown; who may not is told why.
import { Button } from '@mantine/core'
import type { Refused } from '@penstock/web/api'
import { findMessage } from '@penstock/web/messages'
import { RefusedNotice } from './Notices.tsx'

export function ApproveShown(props: {
  readonly request: { readonly mayApprove: boolean; readonly whyNot: string | null; readonly payloadSha256: string }
  /** What the button does. */
  readonly action: string
  readonly isRunning: boolean
  readonly refused: Refused | null
  readonly onApprove: (seen: { readonly payloadSha256: string }) => void
}) {
  const { request, action, isRunning, refused, onApprove } = props
  const { mayApprove, whyNot, payloadSha256 } = request
  if (!mayApprove)
    return whyNot === null ? null : <p className="muted">{findMessage(`problems.${whyNot}`) ?? whyNot}</p>
  return (
    <>
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button loading={isRunning} onClick={() => onApprove({ payloadSha256 })}>
        {action}
      </Button>
    </>
  )
}
