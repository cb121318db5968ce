// Sentences of the scope and the instant.
export const scope = {
  'scope.as-of': 'As it was known on',
  'scope.now': 'Back to now',
} as const
