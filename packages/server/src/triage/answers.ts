// The rules of the model over a declared plant, in the words of the wire. Pure. Ids of the register are joined by the hub, which knows them.
import type { GlanceView, TriageContextView } from '@penstock/contract/triage'
import { isoOfMicros } from '@penstock/model/kernel'
import { type FoundEnd, type TriageContext, type TriageJudge, translatedBrief } from '@penstock/model/triage'
import type { Answerers } from '@penstock/server/desk'
import type { Answers, Questions } from './question.ts'

export const ANSWERS: Answerers<Questions, Answers, TriageJudge> = {
  glances: (judge, { subjects }) => ({
    ok: true,
    value: { glances: subjects.map((subject) => glanceView(judge.glance(subject))) },
  }),
  context: (judge, { subject, detection, to, now }) => {
    const context = judge.context(subject, detection.domain === 'ot', now)
    const { constraints, calls, notKnown, ...words } = translatedBrief(detection, context, to)
    return {
      ok: true,
      value: {
        context: contextView(context),
        brief: { to, ...words, constraints: [...constraints], calls: [...calls], notKnown: [...notKnown] },
      },
    }
  },
}

function glanceView({
  side,
  ends,
  stake,
  safety,
}: Pick<TriageContext, 'side' | 'ends' | 'stake' | 'safety'>): GlanceView {
  return { side, ends: ends.map(endView), stake, safety }
}

function endView({ place, text, side, asset, zone, reasons }: FoundEnd): GlanceView['ends'][number] {
  return {
    ...{ place, text, side },
    asset: asset === null ? null : { declaredId: asset.id, assetId: null, name: asset.name, role: asset.role ?? null },
    zone: zone === null ? null : { id: zone.id, name: zone.name },
    reasons: reasons.map(({ kind, records }) => ({ kind, records: [...records] })),
  }
}

function contextView({ scenarios, units, work, calls, deeds, ...glance }: TriageContext): TriageContextView {
  return {
    ...glanceView(glance),
    scenarios: scenarios.map(({ beganBy, layers, ...one }) => ({
      ...one,
      beganBy: [...beganBy],
      layers: layers.map(({ leansOn, ...layer }) => ({ ...layer, leansOn: [...leansOn] })),
    })),
    units: units.map(({ unit, name, state, source }) => ({
      ...{ unit, name, source },
      state:
        state === null
          ? null
          : {
              text: state.text,
              isHazardous: state.isHazardous,
              at: isoOfMicros(state.at),
              by: state.by,
              isStale: state.isStale,
            },
    })),
    work: work.map(({ assets, ...one }) => ({ ...one, assets: [...assets] })),
    calls: calls.map(({ person: _person, ...call }) => call),
    deeds: deeds.map(({ refusal, ...deed }) => ({
      ...deed,
      refusal: refusal === null ? null : { code: refusal.code, why: 'why' in refusal ? refusal.why : null },
    })),
  }
}
