import assert from 'node:assert/strict'
import { MemoryBlockstore, Repo, readCar, verifyRepoCar } from '@atproto/repo'
import { answers, differs, edges, either, gives, invalid, refuses } from '../../lib/edges.js'
import { ok, signUp } from '../../lib/client.js'
import { NOTE, UNKNOWN_CID, note } from '../../lib/records.js'
import { partsOf } from '../../lib/cars.js'

const NOBODY = 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa'
const NEVER = '7777777777777'
const OWN_NOTE = `com.example.own${process.pid}`
const [alice, bob, gone] = [await signUp('alice'), await signUp('bob'), await signUp('gone')]
const put = (rkey, record, collection = NOTE) =>
  ok('com.atproto.repo.putRecord', { as: alice, body: { repo: alice.did, collection, rkey, record } })

for (let i = 0; i < 50; i++) await put(`key${i}`, note(`text ${i}`))
const blobs = []
for (const content of ['one', 'two', 'three']) {
  const { blob } = await ok('com.atproto.repo.uploadBlob', { as: alice, body: content, type: 'text/plain' })
  const { commit } = await put(content, note(content, { blob }))
  blobs.push({ cid: blob.ref.$link, rev: commit.rev, content })
}
const old = await ok('com.atproto.sync.getRepo', { params: { did: alice.did } })
const oldHead = await ok('com.atproto.sync.getLatestCommit', { params: { did: alice.did } })
await put('key7', note('changed'))
await put('own', { text: 'own' }, OWN_NOTE)
await ok('com.atproto.repo.deleteRecord', { as: alice, body: { repo: alice.did, collection: NOTE, rkey: 'key8' } })
const head = await ok('com.atproto.sync.getLatestCommit', { params: { did: alice.did } })
const goneHead = await ok('com.atproto.sync.getLatestCommit', { params: { did: gone.did } })
await ok('com.atproto.server.deactivateAccount', { as: gone, body: {} })

const of = (did, more) => ({ params: { did, ...more } })
const hers = (more) => of(alice.did, more)
const wrongVerb = either(invalid('method'), refuses(405))
const isCar = async ({ status, headers, bytes }) => {
  assert.equal(status, 200)
  assert.equal(headers['content-type'], 'application/vnd.ipld.car')
  return await readCar(bytes)
}
const carOf = (check) => async (answer) => check(await isCar(answer))
/** What every method does that reads one account's repo. */
const repoRows = (nsid, more = {}) => ({
  'a DID without an account': [of(NOBODY, more), refuses(400, 'RepoNotFound', /Could not find repo/)],
  'a handle': [of(alice.handle, more), invalid('DID')],
  'no DID': [{ params: more }, invalid('"did"')],
  'a deactivated account': [of(gone.did, more), refuses(400, 'RepoDeactivated', /Repo has been deactivated/)],
  'a deactivated account, to someone else': [{ ...of(gone.did, more), as: alice }, refuses(400, 'RepoDeactivated')],
  'a garbage token': [{ ...hers(more), as: { accessJwt: 'garbage' } }, refuses(400, 'InvalidToken')],
  'a refresh token': [{ ...hers(more), as: { accessJwt: alice.refreshJwt } }, refuses(400, 'InvalidToken')],
  'POST': [{ ...hers(more), verb: 'POST' }, wrongVerb],
})
/** Only Rookery has it: the reference would pass the call on. */
const here = (expectation) => differs({ here: expectation, reference: invalid('No service configured') })

edges('com.atproto.sync.getHead', {
  ...repoRows('getHead'),
  'a repo': [hers(), gives({ root: head.cid })],
  'a deactivated account, to its owner': [{ ...of(gone.did), as: gone }, gives({ root: goneHead.cid })],
})

edges('com.atproto.sync.getCheckout', {
  ...repoRows('getCheckout'),
  'a repo': [hers(), carOf(({ roots }) => assert.equal(roots[0].toString(), head.cid))],
})

edges('com.atproto.sync.getRepoStatus', {
  'an active account': [hers(), gives({ did: alice.did, active: true, rev: head.rev })],
  'a deactivated account': [
    of(gone.did),
    answers((body) => assert.deepEqual(body, { did: gone.did, active: false, status: 'deactivated' })),
  ],
  'a DID without an account': [of(NOBODY), refuses(400, 'RepoNotFound')],
  'a handle': [of(alice.handle), invalid('DID')],
  'no DID': [{}, invalid('"did"')],
  'a garbage token, which is not looked at': [{ ...hers(), as: { accessJwt: 'x' } }, gives({ active: true })],
})

const changes = carOf(async ({ roots, blocks }) => {
  assert.equal(roots[0].toString(), head.cid)
  const before = await partsOf(old)
  assert.ok(blocks.size < before.blocks.length / 2, `${blocks.size} of ${before.blocks.length} blocks`)
  for (const [cid, bytes] of before.blocks) blocks.set(cid, bytes)
  const repo = await Repo.load(new MemoryBlockstore(blocks), roots[0])
  const contents = await repo.getContents()
  assert.equal(Object.keys(contents[NOTE]).length, 52)
  assert.equal(contents[NOTE].key7.text, 'changed')
  assert.equal(contents[NOTE].key8, undefined)
})

edges('com.atproto.sync.getRepo', {
  ...repoRows('getRepo'),
  'since a revision': [hers({ since: oldHead.rev }), changes],
  'since the newest revision': [hers({ since: head.rev }), carOf(({ blocks }) => assert.equal(blocks.size, 0))],
  'since a revision to come': [hers({ since: NEVER }), carOf(({ blocks }) => assert.equal(blocks.size, 0))],
  'since the beginning': [
    hers({ since: '2222222222222' }),
    async ({ bytes }) => assert.equal((await verifyRepoCar(bytes, alice.did)).creates.length, 53),
  ],
  'since what is no TID': [hers({ since: 'x' }), invalid('TID')],
  'since an empty revision': [hers({ since: '' }), isCar],
  'a deactivated account, to its owner': [{ ...of(gone.did), as: gone }, isCar],
})

const blockRow = (...cids) => ({ params: `did=${alice.did}${cids.map((cid) => `&cids=${cid}`).join('')}` })
const missing = (cids) => either(refuses(400, 'BlockNotFound', cids), invalid(cids.source))
const records = await ok('com.atproto.repo.listRecords', { params: { repo: alice.did, collection: NOTE, limit: 100 } })
const some = records.records.map(({ cid }) => cid)
edges('com.atproto.sync.getBlocks', {
  ...repoRows('getBlocks', { cids: UNKNOWN_CID }),
  'the commit': [blockRow(head.cid), carOf(({ roots, blocks }) => assert.deepEqual([roots.length, blocks.size], [0, 1]))],
  'all records': [blockRow(...some), carOf(({ blocks }) => assert.equal(blocks.size, new Set(some).size))],
  'one twice': [blockRow(head.cid, head.cid), carOf(({ blocks }) => assert.equal(blocks.size, 1))],
  'a missing block': [blockRow(UNKNOWN_CID), missing(new RegExp(`Could not find cids: ${UNKNOWN_CID}`))],
  'a commit that was': [blockRow(oldHead.cid), missing(/Could not find cids/)],
  'what is no CID': [blockRow('x'), invalid('CID')],
  'no CID': [hers(), invalid('"cids"')],
})

const lists = (...cids) =>
  answers((body) => {
    assert.deepEqual([...body.cids].sort(), [...cids].sort())
    assert.equal(body.cursor, body.cids.at(-1))
  })
const all = lists(...blobs.map(({ cid }) => cid))
const byPage = async () => {
  const [first] = (await ok('com.atproto.sync.listBlobs', hers({ limit: 1 }))).cids
  return hers({ cursor: first })
}
edges('com.atproto.sync.listBlobs', {
  ...repoRows('listBlobs'),
  'all': [hers(), all],
  'of an empty repo': [of(bob.did), lists()],
  'since a revision': [hers({ since: blobs[1].rev }), lists(blobs[2].cid)],
  'since the newest': [hers({ since: head.rev }), lists()],
  'since what is no TID': [hers({ since: 'x' }), invalid('TID')],
  'limit 1': [hers({ limit: 1 }), answers(({ cids }) => assert.equal(cids.length, 1))],
  'limit 0': [hers({ limit: 0 }), invalid('minimum 1.*0')],
  'limit 1000': [hers({ limit: 1000 }), all],
  'limit 1001': [hers({ limit: 1001 }), invalid('maximum 1000.*1001')],
  'behind a cursor': [byPage, answers(({ cids }) => assert.equal(cids.length, 2))],
  'behind a cursor that is no CID': [hers({ cursor: '~' }), differs({ here: invalid('cursor'), reference: lists() })],
})

const hasRepos = (check) => answers(({ repos, cursor }) => check(repos, cursor))
edges('com.atproto.sync.listRepos', {
  'all': [
    { params: { limit: 1000 } },
    hasRepos((repos) => {
      const found = Object.fromEntries(repos.map((repo) => [repo.did, repo]))
      assert.deepEqual(found[alice.did], { did: alice.did, head: head.cid, rev: head.rev, active: true })
      assert.equal(found[gone.did].active, false)
      assert.equal(found[gone.did].status, 'deactivated')
    }),
  ],
  'one': [
    { params: { limit: 1 } },
    hasRepos((repos, cursor) => {
      assert.equal(repos.length, 1)
      assert.match(cursor, new RegExp(`^[0-9]+::${repos[0].did}$`))
    }),
  ],
  'behind all': [{ params: { cursor: '9999999999999::did' } }, hasRepos((repos) => assert.deepEqual(repos, []))],
  'limit 0': [{ params: { limit: 0 } }, invalid('minimum 1.*0')],
  'limit 1001': [{ params: { limit: 1001 } }, invalid('maximum 1000.*1001')],
  'a cursor without a DID': [{ params: { cursor: '1' } }, invalid('Malformed cursor')],
  'a cursor with an empty DID': [{ params: { cursor: '1::' } }, invalid('Malformed cursor')],
  'a cursor of three parts': [{ params: { cursor: '1::a::b' } }, invalid('Malformed cursor')],
  'a cursor without a time': [{ params: { cursor: 'x::did:plc:a' } }, invalid('Malformed cursor')],
  'POST': [{ verb: 'POST' }, wrongVerb],
})

const dids = (...expected) => here(hasRepos((repos) => assert.deepEqual(repos.map(({ did }) => did), expected)))
edges('com.atproto.sync.listReposByCollection', {
  'a collection of hers': [{ params: { collection: OWN_NOTE } }, dids(alice.did)],
  'a collection that nobody has': [{ params: { collection: 'com.example.never' } }, dids()],
  'behind her': [{ params: { collection: OWN_NOTE, cursor: alice.did } }, dids()],
  'what is no NSID': [{ params: { collection: 'x' } }, here(invalid('NSID'))],
  'no collection': [{}, here(invalid('"collection"'))],
  'limit 0': [{ params: { collection: NOTE, limit: 0 } }, here(invalid('minimum 1.*0'))],
  'limit 2001': [{ params: { collection: NOTE, limit: 2001 } }, here(invalid('maximum 2000.*2001'))],
  'a cursor that is no DID': [{ params: { collection: NOTE, cursor: 'x' } }, here(invalid('cursor'))],
})

const content = blobs[0].content
const blob = (headers, more) => ({ ...hers({ cid: blobs[0].cid }), headers, ...more })
const sends = (status, text, headers = {}) => (answer) => {
  assert.equal(answer.status, status)
  assert.equal(answer.bytes.toString(), text)
  for (const [name, value] of Object.entries(headers)) assert.equal(answer.headers[name], value, name)
}
/** The reference knows neither parts nor tags, and sends all of it. */
const inParts = (expectation) => differs({ here: expectation, reference: sends(200, content) })
edges('com.atproto.sync.getBlob', {
  ...repoRows('getBlob', { cid: UNKNOWN_CID }),
  'a blob': [
    blob(),
    sends(200, content, {
      'content-type': 'text/plain; charset=utf-8',
      'content-length': `${content.length}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename="${blobs[0].cid}"`,
    }),
  ],
  'a blob of someone else': [of(bob.did, { cid: blobs[0].cid }), either(refuses(400, 'BlobNotFound'), invalid('Blob'))],
  'a part': [blob({ range: 'bytes=1-' }), inParts(sends(206, content.slice(1), { 'content-range': 'bytes 1-2/3' }))],
  'a part behind the end': [blob({ range: 'bytes=3-' }), inParts(refuses(416, 'RangeNotSatisfiable'))],
  'a part that makes no sense': [blob({ range: 'bytes=2-1' }), sends(200, content)],
  'what the client has': [blob({ 'if-none-match': `"${blobs[0].cid}"` }), inParts(sends(304, ''))],
  'HEAD': [blob({}, { verb: 'HEAD' }), sends(200, '', { 'content-length': `${content.length}` })],
})

const host = async () => (await ok('com.atproto.sync.listHosts')).hosts[0].hostname
edges('com.atproto.sync.getHostStatus', {
  'another host': [{ params: { hostname: 'other.example' } }, here(refuses(400, 'HostNotFound'))],
  'no host': [{}, here(invalid('"hostname"'))],
})
edges('com.atproto.sync.listHosts', {
  'all': [{}, here(answers(({ hosts }) => assert.equal(hosts.length, 1)))],
  'limit 1001': [{ params: { limit: 1001 } }, here(invalid('maximum 1000.*1001'))],
})
for (const method of ['requestCrawl', 'notifyOfUpdate']) {
  edges(`com.atproto.sync.${method}`, {
    'another host': [{ body: { hostname: 'other.example' } }, here(invalid('does not follow other hosts'))],
    'this host': [async () => ({ body: { hostname: await host().catch(() => 'x') } }), here(({ status }) => assert.equal(status, 200))],
    'no host': [{ body: {} }, here(invalid('hostname'))],
  })
}
