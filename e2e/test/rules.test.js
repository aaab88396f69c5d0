// Rules that show in what happens to other records and to blobs, as the reference has them.
import assert from 'node:assert/strict'
import test from 'node:test'
import { call, ok, signUp } from '../lib/client.js'
import { FOLLOW, NOTE, UNKNOWN_CID, WHEN, follow, note, png } from '../lib/records.js'

const [alice, bob] = [await signUp('alice'), await signUp('bob')]
const write = (nsid, body) => ok(`com.atproto.repo.${nsid}`, { as: alice, body: { repo: alice.did, ...body } })
const keysOf = async (collection) => {
  const { records } = await ok('com.atproto.repo.listRecords', { params: { repo: alice.did, collection } })
  return records.map(({ uri }) => uri.split('/').at(-1)).sort()
}
const upload = async (seed) =>
  (await ok('com.atproto.repo.uploadBlob', { as: alice, body: png(seed + alice.did), type: 'image/png' })).blob
const fetched = async ({ ref }) =>
  (await call('com.atproto.sync.getBlob', { params: { did: alice.did, cid: ref.$link } })).status

const SUBJECT = { uri: `at://${bob.did}/app.bsky.feed.post/3jzfcijpj2z2a`, cid: UNKNOWN_CID }
const OF_ONE_SUBJECT = {
  [FOLLOW]: follow(bob.did),
  'app.bsky.graph.block': { subject: bob.did, createdAt: WHEN },
  'app.bsky.feed.like': { subject: SUBJECT, createdAt: WHEN },
  'app.bsky.feed.repost': { subject: SUBJECT, createdAt: WHEN },
}

for (const [collection, record] of Object.entries(OF_ONE_SUBJECT)) {
  test(`a second ${collection} of one subject replaces the first`, async () => {
    await write('createRecord', { collection, record, rkey: '3jzfcijpj2z2a' })
    await write('createRecord', { collection, record, rkey: '3jzfcijpj2z2b' })
    assert.deepEqual(await keysOf(collection), ['3jzfcijpj2z2b'])
  })

  test(`a second ${collection} stays beside the first when unvalidated, put or in a batch`, async () => {
    await write('createRecord', { collection, record, rkey: '3jzfcijpj2z2c', validate: false })
    await write('putRecord', { collection, record, rkey: '3jzfcijpj2z2d' })
    const inBatch = { $type: 'com.atproto.repo.applyWrites#create', collection, rkey: '3jzfcijpj2z2e', value: record }
    await write('applyWrites', { writes: [inBatch] })
    assert.deepEqual(await keysOf(collection), ['b', 'c', 'd', 'e'].map((last) => `3jzfcijpj2z2${last}`))
  })

  test(`a further ${collection} replaces all of them`, async () => {
    await write('createRecord', { collection, record, rkey: '3jzfcijpj2z2f' })
    assert.deepEqual(await keysOf(collection), ['3jzfcijpj2z2f'])
  })
}

test('a blob is kept as long as a record names it', async () => {
  const blob = await upload('kept')
  assert.equal(await fetched(blob), 400, 'not served before a record names it')
  await write('putRecord', { collection: NOTE, rkey: 'one', record: note('1', { blob }) })
  await write('putRecord', { collection: NOTE, rkey: 'two', record: note('2', { list: [{ deep: blob }] }) })
  assert.equal(await fetched(blob), 200)
  await write('deleteRecord', { collection: NOTE, rkey: 'one' })
  assert.equal(await fetched(blob), 200)
  await write('putRecord', { collection: NOTE, rkey: 'two', record: note('2') })
  assert.equal(await fetched(blob), 400, 'the last record has let go')
})

test('a blob that moves from record to record in one batch stays', async () => {
  const blob = await upload('moves')
  await write('putRecord', { collection: NOTE, rkey: 'from', record: note('from', { blob }) })
  const batch = 'com.atproto.repo.applyWrites'
  await write('applyWrites', {
    writes: [
      { $type: `${batch}#delete`, collection: NOTE, rkey: 'from' },
      { $type: `${batch}#create`, collection: NOTE, rkey: 'to', value: note('to', { blob }) },
    ],
  })
  assert.equal(await fetched(blob), 200)
})

test('a write that changes nothing makes no commit', async () => {
  const latest = () => ok('com.atproto.sync.getLatestCommit', { params: { did: alice.did } })
  await write('putRecord', { collection: NOTE, rkey: 'same', record: note('same') })
  const before = await latest()
  await write('putRecord', { collection: NOTE, rkey: 'same', record: note('same') })
  await write('deleteRecord', { collection: NOTE, rkey: 'never' })
  assert.deepEqual(await latest(), before)
})

test('each commit has a greater rev than the one before, also from many writers at once', async () => {
  const create = () => write('createRecord', { collection: NOTE, record: note() })
  const answers = await Promise.all(Array.from({ length: 32 }, create))
  const revs = answers.map(({ commit }) => commit.rev)
  assert.equal(new Set(revs).size, 32)
  const { rev } = await ok('com.atproto.sync.getLatestCommit', { params: { did: alice.did } })
  assert.equal(rev, revs.toSorted().at(-1))
})
