// All attacks. Each has a name, what it is about, its variants (name → what makes it another), and `run`.
import accounts from './accounts.js'
import bodies from './bodies.js'
import followers from './followers.js'
import framing from './framing.js'
import http2 from './http2.js'
import imports from './imports.js'
import reads from './reads.js'
import unfinished from './unfinished.js'

export const ATTACKS = [reads, unfinished, framing, bodies, imports, followers, http2, accounts].flat()
