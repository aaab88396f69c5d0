import assert from 'node:assert/strict'
import {
  answers, differs, edges, either, invalid, ownRepoRows, pathRows, procedureRows, refuses, swapCommitRows,
} from '../../lib/edges.js'
import { ok, signUp } from '../../lib/client.js'
import { NOTE, POST, UNKNOWN_CID, note, post } from '../../lib/records.js'
import { recordValueRows } from '../../lib/values.js'

const APPLY = 'com.atproto.repo.applyWrites'
const [alice, bob] = [await signUp('alice'), await signUp('bob')]
const send = (writes, changes, more) => ({ as: alice, body: { repo: alice.did, writes, ...changes }, ...more })
const write = (kind, rest) => ({ $type: `${APPLY}#${kind}`, collection: NOTE, ...rest })
const create = (rkey, value = note(), more) => write('create', { rkey, value, ...more })
const createPost = (value, more) => create(undefined, value, { collection: POST, ...more })
const update = (rkey, value = note('changed')) => write('update', { rkey, value })
const remove = (rkey) => write('delete', { rkey })
const many = (count, size = 0) =>
  Array.from({ length: count }, (_, i) => create(undefined, note(`${i}`, { pad: 'x'.repeat(size) })))
const latest = () => ok('com.atproto.sync.getLatestCommit', { params: { did: alice.did } })

await ok(APPLY, send([create('a'), create('b'), create('c'), create('m1', note('1')), create('m2', note('2'))]))

const results = (...kinds) =>
  answers((body) => {
    assert.ok(body.commit.cid && body.commit.rev)
    assert.deepEqual(body.results.map(({ $type }) => $type), kinds.map((kind) => `${APPLY}#${kind}Result`))
  })
const failsInside = differs({ here: refuses(400), reference: refuses(500, 'InternalServerError') })
const wrongType = invalid('applyWrites#create|writes')

edges(APPLY, {
  ...procedureRows(send([])),
  ...ownRepoRows((changes) => send([create()], changes), bob),
  ...swapCommitRows((changes) => send([create()], changes), UNKNOWN_CID),
  ...pathRows((changes) => send([{ ...create('x'), ...changes }]), { path: 'writes' }),
  'one of each': [send([create('d'), update('a'), remove('b')]), results('create', 'update', 'delete')],
  'no writes at all': [send([]), either(results(), answers())],
  'no writes, with a commit to swap': [send([], { swapCommit: UNKNOWN_CID }), refuses(400, 'InvalidSwap')],
  'the right commit to swap': [async () => send([create()], { swapCommit: (await latest()).cid }), results('create')],
  'writes left out': [send(undefined), invalid('"writes"')],
  'writes that are no list': [send({}), invalid('array.*writes')],
  'writes of null': [send(null), invalid('writes')],
  'a write that is a string': [send(['x']), invalid('writes')],
  'a write without $type': [send([{ ...create(), $type: undefined }]), wrongType],
  'a write of an unknown $type': [send([write('upsert', { rkey: 'x', value: note() })]), wrongType],
  'a write of a short $type': [send([{ ...create(), $type: '#create' }]), wrongType],
  '200 writes': [send(many(200)), results(...Array(200).fill('create'))],
  '201 writes': [send(many(201)), invalid('Too many writes.*200')],
  "201 writes to someone else's repo": [send(many(201), { repo: bob.did }), refuses(401, 'AuthenticationRequired')],

  'one key created twice': [send([create('twice'), create('twice')]), failsInside],
  'a key that exists': [send([create('a')]), failsInside],
  'an update of nothing': [send([update('missing')]), failsInside],
  'a delete of nothing': [send([remove('missing')]), failsInside],
  // The reference takes these, but its event then names one path twice, which no follower can invert.
  'one key created and deleted': [send([create('e'), remove('e')]), either(results('create', 'delete'), refuses(400))],
  'one key deleted and created': [
    send([remove('c'), create('c', note('again'))]),
    either(results('delete', 'create'), refuses(400)),
  ],
  'one key updated twice': [
    send([update('a', note('1')), update('a', note('2'))]),
    either(results('update', 'update'), refuses(400)),
  ],
  'an update that changes nothing': [
    async () => (await ok(APPLY, send([create('same')])), send([update('same', note())])),
    results('update'),
  ],
  'two records that swap their values': [
    send([update('m1', note('2')), update('m2', note('1'))]),
    results('update', 'update'),
  ],

  'a create without a value': [send([create('x', null)]), invalid('writes.*value')],
  'a value that is a string': [send([create('x', 'x')]), invalid('object.*writes.*value')],
  'an update without a key': [send([update(undefined)]), invalid('"rkey".*writes')],
  'a delete without a key': [send([remove(undefined)]), invalid('"rkey".*writes')],
  'another $type than the collection': [send([create('x', post())]), invalid(`expected ${NOTE}, got ${POST}`)],
  'a good write beside a bad one': [send([create('good'), create('bad', post())]), invalid('\\$type')],
  'the good one is not there': [send([create('good'), remove('good2')]), failsInside],
  'a wrong post': [send([create(), createPost({})]), invalid(`Invalid ${POST} record.*"text".*writes`)],
  'a wrong post, unvalidated': [send([createPost({})], { validate: false }), results('create')],
  'validate: true, with a schema': [send([createPost(post())], { validate: true }), results('create')],
  'validate: true, without one': [send([create()], { validate: true }), invalid(`Unknown lexicon type: ${NOTE}`)],
  'a body over 1 MB': [send(many(100, 10_000)), refuses(413)],
  'a body under 1 MB': [send(many(90, 10_000)), results(...Array(90).fill('create'))],
  ...(await recordValueRows(alice, bob, (v, changes) => send([create(undefined, note('v', { v }))], changes))),
})
