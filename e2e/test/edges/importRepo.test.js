// A bad CAR is refused and changes nothing; a good one replaces the repo's records.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as dagCbor from '@ipld/dag-cbor'
import { carOf, partsOf, repoOf } from '../../lib/cars.js'
import { ok, onReference, signUp } from '../../lib/client.js'
import { answers, differs, edges, either, invalid, refuses } from '../../lib/edges.js'
import { NOTE, cidOf, note, png } from '../../lib/records.js'
import { exportAndVerify } from '../../lib/repo.js'

const IMPORT = 'com.atproto.repo.importRepo'
const [alice, bob] = [await signUp('alice'), await signUp('bob')]
const put = (rkey, record) =>
  ok('com.atproto.repo.putRecord', { as: alice, body: { repo: alice.did, collection: NOTE, rkey, record } })
for (const rkey of ['a', 'b', 'c']) await put(rkey, note(rkey))
const before = await ok('com.atproto.sync.getLatestCommit', { params: { did: alice.did } })
const three = new Map(['a', 'b', 'c'].map((key) => [`${NOTE}/${key}`, note(key)]))
const exported = await ok('com.atproto.sync.getRepo', { params: { did: alice.did } })
const own = await partsOf(exported)

const send = (body, more) => ({ as: alice, body, type: 'application/vnd.ipld.car', ...more })
const sendParts = (changes) => {
  const { root, blocks } = { ...own, ...changes }
  return send(carOf([root], blocks))
}
const sendWith = (root, more = []) => sendParts({ root, blocks: [...own.blocks, ...more] })
const withTail = (...bytes) => send(Buffer.concat([exported, Buffer.from(bytes)]))
const block = async (value) => [await cidOf(value), dagCbor.encode(value)]
const blockOf = (wanted) => own.blocks.find(([cid]) => cid.equals(wanted))

const commit = dagCbor.decode(blockOf(own.root)[1])
const record = own.blocks.find(([, bytes]) => dagCbor.decode(bytes).text === 'b')
const leafless = own.blocks.filter(([cid]) => !cid.equals(record[0]))
const treeless = own.blocks.filter(([cid]) => !cid.equals(own.data))
const swapped = own.blocks.map(([cid, bytes]) => [cid, cid.equals(record[0]) ? dagCbor.encode(note('x')) : bytes])
const version2 = await block({ ...commit, version: 2 })
const badRev = await block({ ...commit, rev: 1 })
const unsigned = await block({ ...commit, sig: new Uint8Array(64) })
const stranger = await block({ some: 'block' })
const foreign = await repoOf(bob.did, { [`${NOTE}/x`]: note('x') })
const badTree = await block({ e: [{ p: 3, k: Buffer.from('x'), v: record[0], t: null }], l: null })
const badTreeCommit = await block({ ...commit, data: badTree[0] })

// The reference answers 500 to most of these.
const refused = differs({ here: invalid(), reference: either(refuses(400), refuses(500), refuses(413)) })
const refusedHereOnly = differs({ here: invalid(), reference: either(answers(), refuses(500)) })

edges(IMPORT, {
  'no token': [send(exported, { as: undefined }), refuses(401, 'AuthMissing')],
  'no body and no type': [{ as: alice, verb: 'POST' }, invalid('content-type|encoding|body')],
  'an empty body': [send(Buffer.alloc(0)), refused],
  'a JSON content type': [send(exported, { type: 'application/json' }), invalid('content-type|encoding')],
  'another content type': [send(exported, { type: 'application/octet-stream' }), invalid('content-type|encoding')],
  'no content type': [send(exported, { type: null }), invalid('content-type|encoding')],
  'garbage': [send(Buffer.from('garbage garbage garbage')), refused],
  'JSON': [send('{"a":1}'), refused],
  'a header cut short': [send(exported.subarray(0, 20)), refused],
  'a block cut short': [send(exported.subarray(0, -10)), refused],
  'a block of three bytes': [withTail(3, 1, 2, 3), refused],
  'a block of no bytes': [withTail(0), refused],
  'a block of a length that overflows': [withTail(255, 255, 255, 255, 255, 255, 255, 255, 255, 127), refused],
  'a block of 34 GB': [withTail(255, 255, 255, 255, 127), refused],
  'version 2': [send(carOf([own.root], own.blocks, { version: 2, roots: [own.root] })), refused],
  'a header without roots': [send(carOf([], own.blocks, { version: 1 })), refused],
  'no root': [send(carOf([], own.blocks)), invalid('one root|root')],
  'two roots': [send(carOf([own.root, own.root], own.blocks)), invalid('one root|root')],
  'a root that is not in it': [sendWith(stranger[0]), refused],
  'a root that is a record': [sendWith(record[0]), refused],
  'a root that is the tree': [sendWith(own.data), refused],
  'a block of other bytes than its CID says': [sendParts({ blocks: swapped }), refused],
  'a tree that is missing, but known': [sendParts({ blocks: treeless }), either(answers(), invalid())],
  'a record that is missing, but known': [sendParts({ blocks: leafless }), either(answers(), invalid())],
  'a commit whose rev is a number': [sendWith(badRev[0], [badRev]), refused],
  "someone else's repo": [send(carOf([foreign.root], foreign.blocks)), refusedHereOnly],
  'a commit of version 2': [sendWith(version2[0], [version2]), refusedHereOnly],
  'a commit with a signature of zeros': [sendWith(unsigned[0], [unsigned]), refusedHereOnly],
  'a tree with a bad prefix length': [sendWith(badTreeCommit[0], [badTree, badTreeCommit]), refused],
  'GET': [{ as: alice }, either(invalid('method'), refuses(405))],
})

// The reference's repo is broken for good by some of the above.
test('what was refused has changed nothing', { skip: onReference }, async () => {
  assert.deepEqual((await exportAndVerify(alice.did)).records, three)
  const after = await ok('com.atproto.sync.getLatestCommit', { params: { did: alice.did } })
  assert.ok(after.rev >= before.rev)
})

test('an import brings back what was exported', async () => {
  const carol = await signUp('carol')
  const write = (nsid, body) => ok(nsid, { as: carol, body: { repo: carol.did, collection: NOTE, ...body } })
  const { blob } = await ok('com.atproto.repo.uploadBlob', { as: carol, body: png(carol.did), type: 'image/png' })
  for (const rkey of ['kept', 'changed', 'deleted']) {
    await write('com.atproto.repo.putRecord', { rkey, record: note(rkey, rkey === 'deleted' ? { blob } : {}) })
  }
  const { car, records, commit } = await exportAndVerify(carol.did)
  await write('com.atproto.repo.deleteRecord', { rkey: 'deleted' })
  await write('com.atproto.repo.putRecord', { rkey: 'changed', record: note('otherwise') })
  await write('com.atproto.repo.putRecord', { rkey: 'new', record: note('new') })

  await ok(IMPORT, { as: carol, body: car, type: 'application/vnd.ipld.car' })

  const params = { repo: carol.did, collection: NOTE }
  const listed = (await ok('com.atproto.repo.listRecords', { params })).records
  assert.deepEqual(listed.map(({ uri }) => uri.split('/').at(-1)), ['kept', 'deleted', 'changed'])
  const { blobs } = await ok('com.atproto.repo.listMissingBlobs', { as: carol })
  assert.deepEqual(blobs, [{ cid: blob.ref.$link, recordUri: `at://${carol.did}/${NOTE}/deleted` }])
  if (onReference) return // it keeps the old commit, whose rev is not the one that it reports
  const after = await exportAndVerify(carol.did)
  assert.deepEqual(after.records, records)
  assert.equal(after.commit.data.toString(), commit.data.toString())
  assert.ok(after.commit.rev > commit.rev, 'a commit of its own')
})
