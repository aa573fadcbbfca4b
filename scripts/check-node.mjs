// The first import of `npm start` and `npm test`: an older Node fails on the modules that follow, with words that help nobody.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`\nSatchel needs Node 20.19 or newer; this is ${process.versions.node}.\n`)
  process.exit(1)
}
