// `penstock`: each command is loaded only when it is called, so `sensor read` does not pay for the server.
process.stderr.write('penstock: no such command\n')
process.exitCode = 2
