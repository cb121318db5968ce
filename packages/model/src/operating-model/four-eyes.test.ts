import { micros } from '@penstock/model/kernel'
import {
  type Approver,
  approveRequest,
  checkPolicy,
  FOUR_EYES_MICROS,
  type FourEyesRequest,
  type Policy,
} from '@penstock/model/operating-model'
import { describe, expect, test } from 'vitest'
import { hashOf } from './hash.fixture.ts'

const AT = micros(10_000_000)
const HASH = 'a'.repeat(64)
const request: FourEyesRequest = {
  id: 'fey_1',
  kind: 'model-switch',
  payloadSha256: HASH,
  domain: null,
  requestedBy: 'acc_asker',
  requesterRoles: ['administrator', 'ot-lead'],
  requesterSession: 'ses_asker',
  requestedAt: AT,
  expiresAt: micros(AT + FOUR_EYES_MICROS),
  state: 'open',
  approvals: [],
}
const it1: Approver = { subject: 'acc_it', roles: ['it-lead'], session: 'ses_it', payloadSha256: HASH }
const ot1: Approver = { subject: 'acc_ot', roles: ['ot-lead'], session: 'ses_ot', payloadSha256: HASH }

describe('[E09:2] a decision by four eyes', () => {
  test('is taken by two of different domains, and not by the first of them', () => {
    const first = approveRequest(request, it1, AT)
    expect(first.ok && first.value.state).toBe('open')
    if (!first.ok) return
    const second = approveRequest(first.value, ot1, AT)
    expect(second.ok && second.value.state).toBe('approved')
    if (!second.ok) return
    expect(approveRequest(second.value, { ...ot1, subject: 'acc_more', session: 'ses_more' }, AT)).toEqual({
      ok: false,
      refusal: { code: 'four-eyes.decided' },
    })
  })

  const given = { subject: 'acc_it', domain: 'it' as const, roles: [], session: 'ses_it', at: AT }
  const once: FourEyesRequest = { ...request, approvals: [given] }
  test.each([
    ['whoever asked', request, { ...ot1, subject: 'acc_asker' }, AT, 'four-eyes.own-request'],
    ['the session that asked', request, { ...ot1, session: 'ses_asker' }, AT, 'four-eyes.same-session'],
    [
      'somebody who saw another payload',
      request,
      { ...ot1, payloadSha256: 'b'.repeat(64) },
      AT,
      'four-eyes.other-payload',
    ],
    ['somebody at its end', request, ot1, request.expiresAt, 'four-eyes.expired'],
    ['somebody who leads no domain', request, { ...ot1, roles: ['soc-lead'] }, AT, 'four-eyes.no-lead'],
    ['the same person twice', once, { ...ot1, subject: 'acc_it' }, AT, 'four-eyes.twice'],
    [
      'another lead of the same domain',
      once,
      { ...it1, subject: 'acc_it2', session: 's' },
      AT,
      'four-eyes.same-domain',
    ],
  ] as const)('is not approved by %s', (_who, asked, approver, at, code) => {
    expect(approveRequest(asked, approver, micros(at))).toEqual({ ok: false, refusal: { code } })
  })

  test('that opens a domain is approved by a lead of that domain, in another role', () => {
    const glass = { ...request, kind: 'break-glass', domain: 'ot', requesterRoles: ['it-analyst'] } as const
    expect(approveRequest(glass, it1, AT)).toEqual({ ok: false, refusal: { code: 'four-eyes.no-lead' } })
    const approved = approveRequest(glass, ot1, AT)
    expect(approved.ok && approved.value.state).toBe('approved')
    const alike = { ...glass, requesterRoles: ['ot-lead'] } as const
    expect(approveRequest(alike, ot1, AT)).toEqual({ ok: false, refusal: { code: 'four-eyes.same-role' } })
  })
})

describe('[E12:2] what a cell takes as a policy', () => {
  const held: Policy = {
    version: 3,
    model: 'integrated',
    subjects: [
      { subject: 'acc_it', roles: ['it-lead'], sites: '*' },
      { subject: 'acc_ot', roles: ['ot-lead'], sites: '*' },
      { subject: 'acc_x', roles: ['it-analyst'], sites: '*' },
    ],
    sources: [],
    decidedAt: AT,
    approvals: [],
  }
  const payload = { from: 'integrated', to: 'federated', independence: null }
  const decision: NonNullable<Policy['decision']> = {
    id: 'fey_1',
    kind: 'model-switch',
    payload,
    payloadSha256: hashOf(payload),
    requestedBy: 'acc_asker',
    requestedAt: AT,
    approvals: [
      { subject: 'acc_it', domain: 'it', roles: ['it-lead'], session: 'a', at: AT },
      { subject: 'acc_ot', domain: 'ot', roles: ['ot-lead'], session: 'b', at: AT },
    ],
  }
  const next: Policy = { ...held, version: 4, model: 'federated', decision }
  const check = (given: Partial<Policy>, before: Policy | null = held) => {
    const checked = checkPolicy({ ...next, ...given }, before, hashOf)
    return checked.ok ? 'taken' : checked.refusal.code
  }

  test('a switch that two domains approved, and whatever changes neither model nor independence', () => {
    expect(check({})).toBe('taken')
    expect(check({ model: 'integrated', decision: undefined })).toBe('taken')
    expect(check({ decision: undefined }, null)).toBe('taken')
  })

  test.each([
    ['no decision', { decision: undefined }, 'policy.no-decision'],
    ['a decision for another model', { model: 'hybrid' }, 'policy.other-decision'],
    [
      'a decision without the duty that it now lays on',
      { independence: { regime: 'x', consequences: ['revocation-24h'], sites: '*' } },
      'policy.other-decision',
    ],
    ['one approval', { decision: { ...decision, approvals: decision.approvals.slice(1) } }, 'policy.approvals'],
    [
      'a payload that was changed after it was approved',
      { decision: { ...decision, payload: { ...payload, reason: 'other' } } },
      'policy.approvals',
    ],
    [
      'an approver that this cell knows as an analyst',
      {
        decision: { ...decision, approvals: [{ ...decision.approvals[0]!, subject: 'acc_x' }, decision.approvals[1]!] },
      },
      'policy.approvals',
    ],
    ['the requester among the approvers', { decision: { ...decision, requestedBy: 'acc_it' } }, 'policy.approvals'],
    [
      'an approval a day late',
      {
        decision: {
          ...decision,
          approvals: [decision.approvals[0]!, { ...decision.approvals[1]!, at: micros(AT + FOUR_EYES_MICROS) }],
        },
      },
      'policy.approvals',
    ],
  ] as const)('not with %s', (_what, given, code) => {
    expect(check(given as Partial<Policy>)).toBe(code)
  })

  test('not the same decision a second time', () => {
    const back: Policy = { ...next, version: 5, model: 'integrated' }
    expect(check({ version: 6 }, back)).toBe('policy.replayed')
  })

  test('break-glass of more than an hour, or without an approval of the owning domain, is refused; life-safety begins before it', () => {
    const scope = {
      domain: 'ot',
      site: 'east',
      addresses: [],
      minutes: 30,
      reason: 'active-intrusion',
      incident: 'INC-1',
    } as const
    const asked = { ...scope, addresses: [], subject: 'acc_x' }
    const glass = {
      id: 'bgl_1',
      subject: 'acc_x',
      scope: { ...scope, addresses: [] },
      from: AT,
      until: micros(AT + 30 * 60_000_000),
      decision: {
        id: 'fey_2',
        kind: 'break-glass' as const,
        payload: asked,
        payloadSha256: hashOf(asked),
        requestedBy: 'acc_x',
        requestedAt: AT,
        approvals: [decision.approvals[1]!],
      },
    }
    const open = (given: object) =>
      check({ model: 'integrated', decision: undefined, breakGlass: [{ ...glass, ...given }] })
    expect(open({})).toBe('taken')
    expect(open({ until: micros(AT + 61 * 60_000_000) })).toBe('policy.break-glass')
    expect(open({ decision: null })).toBe('policy.break-glass')
    expect(open({ subject: 'acc_it' })).toBe('policy.break-glass')
    expect(open({ scope: { ...glass.scope, site: 'west' } })).toBe('policy.break-glass')
    expect(open({ decision: { ...glass.decision, approvals: [decision.approvals[0]!] } })).toBe('policy.break-glass')
    expect(open({ decision: null, scope: { ...glass.scope, reason: 'life-safety' } })).toBe('taken')
  })
})
