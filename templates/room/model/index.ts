// __Title__: say here what this room is for and which source it follows.
export * from './__kebab__.ts'
