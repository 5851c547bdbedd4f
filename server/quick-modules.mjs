// Plain JavaScript, and to be loaded before anything else: by `node --import`, or by a file that imports the rest only then.
import { registerHooks } from 'node:module'

// Node 24 reads the whole package.json of a package anew, with all it exports, for every import between its files. That of drizzle-orm
// has 179 kB and its files import each other 457 times: more than half a second of every start. Where they are is plain.
registerHooks({
  resolve(specifier, context, next) {
    const isWithin = specifier.startsWith('.') && specifier.endsWith('.js')
    const parent = context.parentURL ?? ''
    if (isWithin && parent.includes('/node_modules/drizzle-orm/') && parent.endsWith('.js'))
      return { url: new URL(specifier, parent).href, format: 'module', shortCircuit: true }
    return next(specifier, context)
  },
})
