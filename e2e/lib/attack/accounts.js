// Passwords, sign-ups and service tokens: what strangers may try.
import { createServer } from 'node:http'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'

const JSON_TYPE = { 'Content-Type': 'application/json' }
const SESSION = 'com.atproto.server.createSession'
const SIGN_UP = 'com.atproto.server.createAccount'
const UPLOAD = 'com.atproto.repo.uploadBlob'
const PLC_LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'

async function calls(attacker, { parallel, nsid, body, perAddress = 1 }) {
  const ask = (i) => attacker.ask('POST', `/xrpc/${nsid}`, { headers: JSON_TYPE, body: JSON.stringify(body(attacker.stage, i)), i: i / perAddress })
  await attacker.repeat(attacker.scaled(parallel), ask)
}

/** A server beside that a did:web names: it never answers, or never stops. */
async function oddServer(how) {
  const server = createServer((req, res) => {
    server.asked++
    if (how === 'endless') {
      res.writeHead(200, { 'content-type': 'application/json' })
      const send = () => !res.destroyed && res.write(' '.repeat(65_536), () => setTimeout(send, 10))
      send()
    } else if (how === 'missing') {
      res.writeHead(404).end()
    }
  })
  server.asked = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const forged = (iss, aud, lxm) => {
  const claims = { iss, aud, lxm, iat: Math.floor(Date.now() / 1000), exp: Math.floor(Date.now() / 1000) + 60, jti: `${Math.random()}` }
  return `${part({ typ: 'JWT', alg: 'ES256K' })}.${part(claims)}.${randomBytes(64).toString('base64url')}`
}
const somePlc = () => `did:plc:${Array.from(randomBytes(24), (byte) => PLC_LETTERS[byte % 32]).join('')}`

/** Tokens that nobody signed, in the name of whoever the server has to ask about. */
async function tokens(attacker, { answers, issuer, audience, parallel = 100, askedMax = Infinity, nsid = UPLOAD }) {
  const server = await oddServer(answers)
  const host = `localhost%3A${server.address().port}`
  try {
    await attacker.repeat(parallel, (i) => {
      const aud = audience?.(attacker.stage) ?? attacker.stage.did
      const token = forged(issuer(host, i, attacker.stage), aud, nsid)
      return attacker.ask('POST', `/xrpc/${nsid}`, { headers: { 'Content-Type': 'text/plain', 'Authorization': `Bearer ${token}` }, body: 'x', i })
    })
    attacker.check(server.asked <= askedMax, `${server.asked} requests were made for forged tokens`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const ONE_WEB = (host) => `did:web:${host}`
/** One DID is fetched at most once a minute; a minute may begin in between, and a service has two names for it. */
const FEW = 4

export default [
  {
    name: 'passwords',
    about: 'wrong passwords and sign-ups that fail',
    run: calls,
    variants: {
      'of one account': { parallel: 200, nsid: SESSION, body: ({ large }, i) => ({ identifier: large.handle, password: `wrong ${i}` }) },
      'of one address': { parallel: 200, nsid: SESSION, body: ({ large }, i) => ({ identifier: large.handle, password: `wrong ${i}` }), perAddress: Infinity },
      'of nobody': { parallel: 200, nsid: SESSION, body: (_, i) => ({ identifier: `nobody${i}.test`, password: 'wrong' }) },
      'of 100 KB': { parallel: 50, nsid: SESSION, body: ({ large }) => ({ identifier: large.handle, password: 'x'.repeat(100_000) }) },
      'sign-ups under a name that is taken': {
        parallel: 200, nsid: SIGN_UP, body: ({ large }, i) => ({ handle: large.handle, email: `f${i}@example.com`, password: 'password' }),
      },
      'sign-ups under an address that is taken': {
        parallel: 200, nsid: SIGN_UP, body: ({ large }, i) => ({ handle: `f${i}.test`, email: large.email, password: 'password' }),
      },
      'sign-ups that are malformed': { parallel: 200, nsid: SIGN_UP, body: (_, i) => ({ handle: `-${i}-.test`, email: 'none', password: '' }) },
      'sign-ups with a DID of somebody': {
        parallel: 200, nsid: SIGN_UP, body: (_, i) => ({ handle: `g${i}.test`, email: `g${i}@example.com`, password: 'password', did: somePlc() }),
      },
      'reset by mail': { parallel: 200, nsid: 'com.atproto.server.requestPasswordReset', body: (_, i) => ({ email: `nobody${i}@example.com` }) },
      'refresh tokens': { parallel: 200, nsid: 'com.atproto.server.refreshSession', body: () => ({}) },
    },
  },
  {
    name: 'tokens',
    about: 'forged service tokens that make the server ask others',
    run: tokens,
    variants: {
      'of a server that never answers': { answers: 'never', issuer: ONE_WEB, askedMax: FEW },
      'of a server that never ends': { answers: 'endless', issuer: ONE_WEB, askedMax: FEW },
      'of a server that has none': { answers: 'missing', issuer: ONE_WEB, askedMax: FEW },
      'for somebody else': { answers: 'never', issuer: ONE_WEB, audience: () => 'did:web:elsewhere.test', askedMax: 0 },
      'of many unknown DIDs': { answers: 'never', issuer: somePlc },
      'of many names of a server': { answers: 'never', issuer: (host, i) => `did:web:${host}:user:${i}` },
      'of names without a server': { answers: 'never', issuer: (_, i) => `did:web:n${i}.invalid` },
      'of an account here': { answers: 'never', issuer: (_, i, { large }) => large.did },
      'for a sign-up': { answers: 'never', issuer: ONE_WEB, askedMax: FEW, nsid: SIGN_UP },
    },
  },
]
