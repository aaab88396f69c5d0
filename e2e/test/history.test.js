// A random history of writes, held against a plain map; then the export is verified by the network's library.
import assert from 'node:assert/strict'
import test from 'node:test'
import { verifyProofs } from '@atproto/repo'
import { ok, onReference, signUp } from '../lib/client.js'
import { Random, SEED } from '../lib/random.js'
import { POST, post } from '../lib/records.js'
import { exportAndVerify, signingKey } from '../lib/repo.js'

const COLLECTIONS = ['com.example.a', 'com.example.b', 'com.example.bb', 'com.example-b.a', POST]
const STEPS = 300

const alice = await signUp('alice')
const random = new Random(SEED)
const expected = new Map() // path → record

const tid = () => `3${Array.from({ length: 12 }, () => random.pick('234567abcdefghijklmnopqrstuvwxyz')).join('')}`
// Few different texts, so that records share blocks. The reference loses a block that moves between records.
let texts = 0
const recordFor = (collection) => {
  const text = onReference ? `${texts++}` : `${random.below(5)} ${'ä'.repeat(random.below(9))}`
  return collection === POST ? post(text) : { $type: collection, text, list: Array(random.below(3)).fill({ n: 1 }) }
}
const split = (path) => ({ collection: path.slice(0, path.indexOf('/')), rkey: path.slice(path.indexOf('/') + 1) })
const somePath = () => random.pick([...expected.keys()])
const write = (nsid, body) => ok(nsid, { as: alice, body: { repo: alice.did, ...body } })

async function create() {
  const collection = random.pick(COLLECTIONS)
  const record = recordFor(collection)
  const rkey = random.below(2) === 0 ? undefined : tid()
  const { uri } = await write('com.atproto.repo.createRecord', { collection, rkey, record })
  expected.set(uri.slice(`at://${alice.did}/`.length), record)
}

async function put() {
  const path = somePath()
  const record = recordFor(split(path).collection)
  await write('com.atproto.repo.putRecord', { ...split(path), record })
  expected.set(path, record)
}

async function remove() {
  const path = somePath()
  await write('com.atproto.repo.deleteRecord', split(path))
  expected.delete(path)
}

async function batch() {
  const touched = new Set()
  const writes = Array.from({ length: 1 + random.below(20) }, () => oneOfBatch(touched)).filter(Boolean)
  await write('com.atproto.repo.applyWrites', { writes })
}

function oneOfBatch(touched) {
  const kind = random.pick(['create', 'create', 'update', 'delete'])
  const path = kind === 'create' ? `${random.pick(COLLECTIONS)}/${tid()}` : somePath()
  if (touched.has(path)) return undefined
  touched.add(path)
  const { collection, rkey } = split(path)
  const value = kind === 'delete' ? undefined : recordFor(collection)
  if (value) expected.set(path, value)
  else expected.delete(path)
  return { $type: `com.atproto.repo.applyWrites#${kind}`, collection, rkey, value }
}

async function step() {
  if (expected.size < 5) return create()
  return random.pick([create, create, create, put, put, remove, batch])()
}

const sorted = (records) => Object.fromEntries([...records].sort(([a], [b]) => (a < b ? -1 : 1)))

async function listed(collection, reverse) {
  const found = []
  let cursor
  do {
    const params = { repo: alice.did, collection, limit: 7, reverse, ...(cursor && { cursor }) }
    const page = await ok('com.atproto.repo.listRecords', { params })
    found.push(...page.records)
    cursor = page.cursor
  } while (cursor)
  return found
}

test(`a history of ${STEPS} random steps (SEED=${SEED})`, async (t) => {
  await t.test('verifies as a whole, again and again', async () => {
    for (let i = 1; i <= STEPS; i++) {
      await step()
      if (i % 100 === 0) {
        assert.deepEqual(sorted((await exportAndVerify(alice.did)).records), sorted(expected))
      }
    }
  })

  await t.test('is listed page by page, both ways', async () => {
    for (const collection of COLLECTIONS) {
      const [down, up] = [await listed(collection, false), await listed(collection, true)]
      assert.deepEqual(down.toReversed(), up)
      const records = new Map(up.map(({ uri, value }) => [uri.slice(`at://${alice.did}/`.length), value]))
      const wanted = [...expected].filter(([path]) => split(path).collection === collection)
      assert.deepEqual(sorted(records), sorted(wanted))
    }
  })

  await t.test('has proofs of what is there and of what is not', async () => {
    const key = await signingKey(alice.did)
    const { blocks } = await exportAndVerify(alice.did)
    const there = random.shuffled([...expected.keys()]).slice(0, 20)
    for (const path of [...there, ...there.map((name) => `${name}x`), `${COLLECTIONS[0]}/${tid()}`]) {
      const { collection, rkey } = split(path)
      const answer = expected.has(path)
        ? await ok('com.atproto.repo.getRecord', { params: { repo: alice.did, collection, rkey } })
        : { cid: null }
      const proof = await ok('com.atproto.sync.getRecord', { params: { did: alice.did, collection, rkey } })
      const cid = answer.cid && blocks.cids().find((found) => found.toString() === answer.cid)
      const { unverified } = await verifyProofs(proof, [{ collection, rkey, cid }], alice.did, key)
      assert.deepEqual(unverified, [], path)
    }
  })
})
