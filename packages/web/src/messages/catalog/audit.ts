// Sentences of the audit log.
export const audit = {
  'audit.title': 'Audit log',
  'audit.lead': 'The chain of the hub, newest first. Reading it is itself recorded.',
  'audit.none': 'No entry yet',
  'audit.count': '{count, plural, one {1 entry} other {# entries}}',
  'audit.seq': 'No.',
  'audit.at': 'When',
  'audit.actor': 'Who',
  'audit.action': 'Action',
  'audit.object': 'Object',
  'audit.details': 'Details',
  'audit.hash': 'Hash',
  'audit.verify': 'Verify the chain',
  'audit.intact': 'Intact to entry {count, number}',
  'audit.broken': '{count, plural, one {1 fault} other {# faults}} in the chain',
  'audit.fault': 'Entry {seq, number}, {kind}:',
} as const
