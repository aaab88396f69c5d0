// The network's own consumer follows everything that happens to an account, and verifies each event.
import assert from 'node:assert/strict'
import test from 'node:test'
import { IdResolver, MemoryCache } from '@atproto/identity'
import { Firehose, MemoryRunner } from '@atproto/sync'
import { PDS, PLC, call, ok, onReference, signUp } from '../lib/client.js'
import { Random, SEED } from '../lib/random.js'
import { POST, post } from '../lib/records.js'

const WRITES = 2000
const WRITERS = 8
const WAIT_MILLIS = 60_000

/** Follows one server; keeps what its consumer makes of the events of the accounts that it is asked for. */
class Follower {
  events = []
  errors = []
  #firehose

  constructor(cursor, didCache) {
    const idResolver = new IdResolver({ plcUrl: PLC, didCache })
    idResolver.handle.resolve = resolveHandle
    this.#firehose = new Firehose({
      idResolver,
      service: PDS.replace('http', 'ws'),
      runner: new MemoryRunner({ startCursor: cursor, concurrency: 1 }), // one at a time, so that order shows
      handleEvent: (event) => this.events.push(event),
      onError: (error) => this.errors.push(error),
    })
    this.#firehose.start()
  }

  of(did) {
    return this.events.filter((event) => event.did === did)
  }

  /** Waits until the events fulfil a condition. */
  async until(what, condition) {
    const end = Date.now() + WAIT_MILLIS
    while (!condition()) {
      assert.deepEqual(this.errors, [])
      assert.ok(Date.now() < end, `waited too long for ${what}, seed ${SEED}`)
      await new Promise((done) => setTimeout(done, 20))
    }
  }

  stop() {
    return this.#firehose.destroy()
  }
}

// Handles under .test are in no DNS.
async function resolveHandle(handle) {
  const { status, body } = await call('com.atproto.identity.resolveHandle', { params: { handle } })
  return status === 200 ? body.did : undefined
}

const admin = (nsid, body) => {
  const password = process.env.PDS_ADMIN_PASSWORD
  return ok(nsid, { body, headers: { authorization: `Basic ${btoa(`admin:${password}`)}` } })
}
const takedown = (did, applied) =>
  admin('com.atproto.admin.updateSubjectStatus', {
    subject: { $type: 'com.atproto.admin.defs#repoRef', did },
    takedown: { applied, ref: 'test' },
  })

const kinds = (events) => events.map(({ event, status }) => (status ? `${event} ${status}` : event))

test('the life of an account, verified by its consumer', { skip: onReference }, async (t) => {
  const follower = new Follower(0)
  t.after(() => follower.stop())
  const alice = await signUp('life')
  const { did } = alice
  const as = alice

  await follower.until('the account', () => follower.of(did).length >= 3)
  assert.deepEqual(kinds(follower.of(did)), ['identity', 'account', 'sync'])
  assert.equal(follower.of(did)[0].handle, alice.handle)

  const { uri } = await ok('com.atproto.repo.createRecord', { as, body: { repo: did, collection: POST, record: post('a') } })
  const rkey = uri.slice(uri.lastIndexOf('/') + 1)
  await ok('com.atproto.repo.putRecord', { as, body: { repo: did, collection: POST, rkey, record: post('b') } })
  await ok('com.atproto.repo.deleteRecord', { as, body: { repo: did, collection: POST, rkey } })
  await follower.until('the writes', () => follower.of(did).length >= 6)
  const written = follower.of(did).slice(3)
  assert.deepEqual(kinds(written), ['create', 'update', 'delete'])
  assert.equal(written[1].record.text, 'b')

  const handle = `renamed${process.pid}.test`
  await ok('com.atproto.identity.updateHandle', { as, body: { handle } })
  await follower.until('the new handle', () => follower.of(did).length >= 7)
  assert.deepEqual(kinds(follower.of(did).slice(6)), ['identity'])
  assert.equal(follower.of(did)[6].handle, handle)

  await ok('com.atproto.server.deactivateAccount', { as, body: {} })
  await ok('com.atproto.server.activateAccount', { as, verb: 'POST' })
  await takedown(did, true)
  await takedown(did, false)
  await admin('com.atproto.admin.deleteAccount', { did })
  await follower.until('the end', () => kinds(follower.of(did)).includes('account deleted'))
  assert.deepEqual(kinds(follower.of(did).slice(7)), [
    'account deactivated',
    'account',
    'identity',
    'sync',
    'account takendown',
    'account',
    'account deleted',
  ])
  assert.deepEqual(follower.errors, [])

  const late = new Follower(0)
  t.after(() => late.stop())
  await late.until('the replay', () => kinds(late.of(did)).includes('account deleted'))
  assert.deepEqual(kinds(late.of(did)), ['account deleted'], 'nothing else is told of a deleted account')
})

test('thousands of writes by several at once, verified by two consumers', { skip: onReference }, async (t) => {
  const live = new Follower(0, new MemoryCache())
  t.after(() => live.stop())
  const people = await Promise.all(Array.from({ length: WRITERS }, () => signUp('busy')))
  const expected = new Map() // address → text, or null where it is gone
  let revived

  async function write(person, index) {
    const random = new Random(SEED + index)
    const mine = []
    for (let i = 0; i < WRITES / WRITERS; i++) {
      const body = { repo: person.did, collection: POST }
      const old = mine.length > 5 && random.below(4) === 0 ? random.pick(mine) : undefined
      if (old && random.below(2) === 0) {
        await ok('com.atproto.repo.deleteRecord', { as: person, body: { ...body, rkey: old } })
        mine.splice(mine.indexOf(old), 1)
        expected.set(`at://${person.did}/${POST}/${old}`, null)
      } else if (old) {
        await ok('com.atproto.repo.putRecord', { as: person, body: { ...body, rkey: old, record: post(`edit ${i}`) } })
        expected.set(`at://${person.did}/${POST}/${old}`, `edit ${i}`)
      } else {
        const { uri } = await ok('com.atproto.repo.createRecord', { as: person, body: { ...body, record: post(`${i}`) } })
        mine.push(uri.slice(uri.lastIndexOf('/') + 1))
        expected.set(uri, `${i}`)
      }
      if (index === 0 && i === 50) revived = new Follower(live.events.at(-1)?.seq ?? 0, new MemoryCache())
    }
  }

  await Promise.all(people.map(write))
  t.after(() => revived.stop())

  const told = (follower) => {
    const texts = new Map()
    for (const event of follower.events) {
      if (event.event === 'delete') texts.set(event.uri.toString(), null)
      if (event.event === 'create' || event.event === 'update') texts.set(event.uri.toString(), event.record.text)
    }
    return texts
  }
  const has = (follower) => () => {
    const texts = told(follower)
    return [...expected].every(([uri, text]) => texts.get(uri) === text)
  }
  await live.until('all writes', has(live))
  for (const follower of [live, revived]) {
    const wrong = follower.events.findIndex(({ seq }, i) => i > 0 && seq < follower.events[i - 1].seq)
    assert.equal(wrong, -1, `${follower.events[wrong]?.seq} comes behind ${follower.events[wrong - 1]?.seq}`)
  }
  const from = revived.events[0]?.seq ?? 0
  await revived.until('all that came behind its cursor', () => revived.events.at(-1)?.seq >= live.events.at(-1).seq)
  assert.deepEqual(
    revived.events.map(({ seq }) => seq),
    live.events.filter(({ seq }) => seq >= from && seq <= revived.events.at(-1).seq).map(({ seq }) => seq),
    'both saw the same',
  )
  assert.deepEqual([...live.errors, ...revived.errors], [])
})
