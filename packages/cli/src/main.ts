// `penstock`: finds the command in the list and runs it.
import { findCommand, helpText } from '@penstock/cli/commands'
import { endWhenUnread } from '@penstock/cli/progress'

endWhenUnread(process.stdout)

const words = process.argv.slice(2)
const found = findCommand(words)
if (found !== null) {
  if (found.args.includes('--help')) process.stdout.write(`${found.command.usage}\n\n${found.command.summary}\n`)
  else process.exitCode = await found.command.run(found.args)
} else if (words.length === 0 || words[0] === '--help' || words[0] === 'help') process.stdout.write(helpText())
else {
  process.stderr.write(`penstock: no command "${words.join(' ').slice(0, 80)}"\n\n${helpText()}`)
  process.exitCode = 2
}
