// Holds a server against what is known of its accounts.
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { PLC, call, getJson, ok } from './client.js'
import { admin, full, guarded, id, status } from './life.js'
import { exportAndVerify } from './repo.js'

/** How many of the passwords, tokens and codes that ended are tried again: wrong passwords are slowed. */
const TRIED = { passwords: 2, appPasswords: 2, tokens: 4, codes: 3 }

const GONE_MILLIS = 5_000

const reason = ({ status, body }) => (status === 200 ? 'good' : body?.error)

function login(identifier, password) {
  return call('com.atproto.server.createSession', { body: { identifier, password } })
}

async function tokenIsGood(token) {
  const answer = await call('com.atproto.server.refreshSession', { as: { accessJwt: token }, verb: 'POST' })
  return answer.status === 200
}

/** Tries each, and gives what came of it, by its name. */
async function tryAll(list, attempt, name = String) {
  const results = {}
  for (const one of new Set(list)) results[name(one)] = await attempt(one)
  return results
}

const last = (list, kind) => list.slice(-TRIED[kind])

/** Whether an account goes, not long after its time has come while the server runs. */
export async function isGoneSoon(did, time) {
  const end = Math.max(Date.now(), time) + GONE_MILLIS
  for (;;) {
    const { status } = await call('com.atproto.sync.getRepoStatus', { params: { did } })
    if (status !== 200) return true
    if (Date.now() > end) return false
    await sleep(50)
  }
}

/** What can be tried of an account, in all the states that it may be in. */
function trials(candidates) {
  const of = (pick) => candidates.flatMap(pick)
  return {
    passwords: of((a) => [a.password, ...last(a.ended.passwords, 'passwords')]),
    appPasswords: of((a) => [
      ...Object.values(a.appPasswords).filter(Boolean),
      ...last(a.ended.appPasswords, 'appPasswords'),
    ]),
    tokens: of((a) => [
      ...a.sessions.flatMap(({ tokens }) => tokens.slice(-2)),
      ...last(a.ended.tokens, 'tokens'),
    ]),
  }
}

/** What must come of the trials if the account is as it is known. */
function expected(a, { passwords, appPasswords, tokens }) {
  const given = a.takenDown ? [] : Object.values(a.appPasswords)
  const live = a.sessions.flatMap((session) => session.tokens)
  const right = a.takenDown ? 'AccountTakedown' : guarded(a) ? 'AuthFactorTokenRequired' : 'good'
  const closed = right !== 'good'
  const wrong = 'AuthenticationRequired'
  return {
    account: [a.handle, a.email, a.confirmed, guarded(a), a.deactivated, a.takenDown],
    status: status(a),
    session: closed ? null : [a.handle, a.email, a.confirmed, status(a)],
    repo: status(a) === 'active' ? [a.handle, a.records, a.blobs.map(() => 200)] : null,
    appPasswordNames: closed ? null : Object.keys(a.appPasswords).sort(),
    passwords: Object.fromEntries(passwords.map((one) => [one, one === a.password ? right : wrong])),
    appPasswords: Object.fromEntries(appPasswords.map((one) => [one, given.includes(one) ? 'good' : wrong])),
    tokens: Object.fromEntries(tokens.map((one) => [id(one), live.includes(one)])),
  }
}

/** What the server says of an account; null if it is not there. */
async function observe(did, { passwords, appPasswords, tokens }, candidates) {
  const repoStatus = await call('com.atproto.sync.getRepoStatus', { params: { did } })
  if (repoStatus.status !== 200) return null
  const info = await ok('com.atproto.admin.getAccountInfo', { ...admin, params: { did } })
  const judged = await ok('com.atproto.admin.getSubjectStatus', { ...admin, params: { did } })
  const facts = {
    account: [
      info.handle,
      info.email,
      Boolean(info.emailConfirmedAt),
      info.emailAuthFactor,
      judged.deactivated.applied,
      judged.takedown.applied,
    ],
    status: repoStatus.body.active ? 'active' : repoStatus.body.status,
    session: null,
    repo: null,
    appPasswordNames: null,
    passwords: {},
    appPasswords: await tryAll(appPasswords, async (one) => reason(await login(did, one))),
    tokens: await tryAll(tokens, tokenIsGood, id),
  }
  assert.equal(Boolean(info.deactivatedAt), judged.deactivated.applied)
  for (const password of new Set(passwords)) {
    const answer = await login(did, password)
    facts.passwords[password] = reason(answer)
    if (answer.status === 200) Object.assign(facts, await observeSignedIn(answer.body))
  }
  if (facts.status === 'active') facts.repo = await observeRepo(did, candidates)
  return facts
}

async function observeSignedIn(as) {
  const session = await ok('com.atproto.server.getSession', { as })
  const { passwords } = await ok('com.atproto.server.listAppPasswords', { as })
  return {
    session: [session.handle, session.email, session.emailConfirmed, session.active ? 'active' : session.status],
    appPasswordNames: passwords.map(({ name }) => name).sort(),
  }
}

async function observeRepo(did, candidates) {
  const { handle } = await ok('com.atproto.repo.describeRepo', { params: { repo: did } })
  const { records } = await exportAndVerify(did)
  const texts = {}
  for (const [path, { text, blob }] of records) texts[path] = blob ? `${text} ${blob.ref}` : text
  // Blobs are those of the state that has these records.
  const blobs = candidates.find((a) => isDeepStrictEqual(a.records, texts))?.blobs ?? []
  const found = blobs.map((cid) => call('com.atproto.sync.getBlob', { params: { did, cid } }))
  return [handle, texts, (await Promise.all(found)).map((answer) => answer.status)]
}

const isEvent = (seen, event) => seen === event || (event === 'commit ?' && seen?.startsWith('commit '))

/** Whether the events seen of an account are those that are expected. */
function follows(seen, expected, at = 0, next = 0) {
  if (next === expected.length) return at === seen.length
  const group = [expected[next]].flat()
  if (!group.every((event, i) => isEvent(seen[at + i], event))) return false
  const end = at + group.length
  return follows(seen, expected, end, next + 1) || (Array.isArray(expected[next]) && follows(seen, expected, end, next))
}

/**
 * Says in which of some states an account is, and that it is in one of them: whole, with its events, and with nothing
 * usable that has ended.
 *
 * @param candidates states of the same account; null for gone
 * @returns the index of the one
 */
export async function whichState(candidates, seen, why) {
  const living = candidates.filter(Boolean)
  const tried = trials(living)
  const facts = await observe(living[0].did, tried, living)
  const states = candidates.map((a) => a && expected(a, tried))
  const events = candidates.map((a) => a?.events ?? [['account deleted']])
  const found = states.findIndex((state, i) => isDeepStrictEqual(state, facts) && follows(seen, events[i]))
  if (found < 0) {
    const at = states.findIndex((state) => isDeepStrictEqual(state, facts))
    if (at < 0) assert.deepEqual(facts, states[0], `${why} ${living[0].did}`)
    assert.deepEqual(seen, events[at].flat(), `events of ${why} ${living[0].did}`)
  }
  return found
}

/** The handle that the PLC directory names. */
export async function handleInDirectory(did) {
  const { alsoKnownAs } = await getJson(`${PLC}/${did}/data`)
  return alsoKnownAs[0].slice('at://'.length)
}

/** The account's own session, if there can be one. */
async function signedIn(a) {
  if (a.takenDown) return null
  if (guarded(a)) return full(a) && { accessJwt: full(a).access }
  return (await login(a.did, a.password)).body
}

/** Sees that codes which have ended are good for nothing. */
export async function checkEndedCodes(a) {
  const as = await signedIn(a)
  for (const [purpose, token] of last(a.ended.codes, 'codes')) {
    const attempt = {
      confirm: as && ['confirmEmail', { as, body: { email: a.email, token } }],
      update: as && ['updateEmail', { as, body: { email: a.email, token } }],
      reset: ['resetPassword', { body: { token, password: 'a password of somebody else' } }],
      delete: ['deleteAccount', { body: { did: a.did, password: a.password, token } }],
      signIn: !a.takenDown &&
        guarded(a) && ['createSession', { body: { identifier: a.did, password: a.password, authFactorToken: token } }],
    }[purpose]
    if (!attempt) continue
    const { status, body } = await call(`com.atproto.server.${attempt[0]}`, attempt[1])
    assert.deepEqual([status, body?.error], [400, 'InvalidToken'], `the code for ${purpose} of ${a.did} has ended`)
  }
}

/** Sees that nothing is left of an account that was deleted. */
export async function checkGone(a, seen, data) {
  const { did } = a
  const onlyGone = seen.length > 0 && seen.every((event) => event === 'account deleted')
  assert.ok(onlyGone, `${did} is gone, but has events ${seen}`)
  const refusals = [
    call('com.atproto.sync.getRepoStatus', { params: { did } }),
    call('com.atproto.repo.describeRepo', { params: { repo: did } }),
    call('com.atproto.admin.getAccountInfo', { ...admin, params: { did } }),
    a.ended.access && call('com.atproto.server.getSession', { as: { accessJwt: a.ended.access } }),
    ...last(a.ended.passwords, 'passwords').map((one) => login(did, one)),
    ...last(a.ended.appPasswords, 'appPasswords').map((one) => login(did, one)),
    ...a.blobs.map((cid) => call('com.atproto.sync.getBlob', { params: { did, cid } })),
  ]
  for (const answer of (await Promise.all(refusals)).filter(Boolean)) {
    assert.ok(answer.status >= 400 && answer.status < 500, `${did} is gone, but there was an answer ${answer.bytes}`)
  }
  for (const token of last(a.ended.tokens, 'tokens')) {
    assert.equal(await tokenIsGood(token), false, `a token of ${did}, which is gone`)
  }
  for (const folder of [join(data, 'blobs', did), join(data, 'blobs', 'tempt', did)]) {
    assert.ok(!existsSync(folder) || readdirSync(folder).length === 0, `blobs of ${did}, which is gone`)
  }
}

/** Sees that the server's lists have exactly the accounts that are known. */
export async function checkLists(accounts) {
  const dids = accounts.map(({ did }) => did).sort()
  const { repos } = await ok('com.atproto.sync.listRepos', { params: { limit: 1000 } })
  const { accounts: rows } = await ok('com.atproto.admin.searchAccounts', { ...admin, params: { limit: 100 } })
  assert.deepEqual(rows.map(({ did }) => did).sort(), dids, 'the accounts')
  assert.deepEqual(repos.map(({ did }) => did).sort(), dids, 'the repositories')
  for (const { did, active, status: why } of repos) {
    const known = accounts.find((a) => a.did === did)
    assert.equal(active ? 'active' : why, status(known), `the state of ${did} in listRepos`)
  }
}

/** The account that has an address, or undefined. */
export async function accountOf(email) {
  return (await ok('com.atproto.admin.searchAccounts', { ...admin, params: { email } })).accounts[0]
}

/** All events by account, each as the words in which they are expected. */
export function eventsByAccount(events) {
  const found = new Map()
  let before = 0
  for (const { type, body } of events) {
    assert.ok(body.seq > before, `${body.seq} comes after ${before}`)
    before = body.seq
    const did = body.did ?? body.repo
    found.set(did, [...(found.get(did) ?? []), inWords(type, body)])
  }
  return found
}

function inWords(type, body) {
  switch (type) {
    case '#identity': return `identity ${body.handle}`
    case '#account': return `account ${body.active ? 'active' : body.status}`
    case '#commit': return `commit ${body.rev}`
    case '#sync': return 'sync'
    default: throw new Error(`an event ${type}`)
  }
}
