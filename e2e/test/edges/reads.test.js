import assert from 'node:assert/strict'
import { answers, differs, edges, either, gives, invalid, refuses } from '../../lib/edges.js'
import { ok, signUp } from '../../lib/client.js'
import { NOTE, POST, UNKNOWN_CID, note, post } from '../../lib/records.js'

const NOBODY = 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa'
const [alice, bob] = [await signUp('alice'), await signUp('bob')]
const put = (rkey, text) =>
  ok('com.atproto.repo.putRecord', {
    as: alice,
    body: { repo: alice.did, collection: NOTE, rkey, record: note(text) },
  })
const old = await put('a', 'old')
const now = await put('a', 'new')
for (const rkey of ['b', 'c', 'd', 'e']) await put(rkey, rkey)
await ok('com.atproto.repo.createRecord', {
  as: alice,
  body: { repo: alice.did, collection: POST, record: post() },
})

/** Parameters, less those that are undefined. */
const having = (params) => ({ params: Object.fromEntries(Object.entries(params).filter(([, v]) => v !== undefined)) })
const wrongVerb = either(invalid('method'), refuses(405))

const get = (params) => having({ repo: alice.did, collection: NOTE, rkey: 'a', ...params })
const query = (rest) => ({ params: `repo=${alice.did}&collection=${NOTE}&${rest}` })
const isNew = gives({ uri: `at://${alice.did}/${NOTE}/a`, cid: now.cid, value: note('new') })
const notThere = refuses(400, 'RecordNotFound', /Could not locate record/)
const noRepo = either(invalid('Could not locate record'), notThere)

edges('com.atproto.repo.getRecord', {
  'a record': [get(), isNew],
  'by handle': [get({ repo: alice.handle }), isNew],
  'by handle in upper case': [
    get({ repo: alice.handle.toUpperCase() }),
    differs({ here: isNew, reference: invalid('Could not locate record') }),
  ],
  'by its CID': [get({ cid: now.cid }), isNew],
  'by the CID that it had': [get({ cid: old.cid }), notThere],
  'by what is no CID': [get({ cid: 'x' }), invalid('CID')],
  'by an empty CID': [get({ cid: '' }), isNew],
  'a missing record': [get({ rkey: 'missing' }), notThere],
  'a missing collection': [get({ collection: 'com.example.never' }), notThere],
  'a DID without an account': [get({ repo: NOBODY }), noRepo],
  'a handle without an account': [get({ repo: 'nobody.test' }), noRepo],
  'a repo that is no identifier': [get({ repo: 'x y' }), invalid('AT.identifier')],
  'a collection that is no NSID': [get({ collection: 'x' }), invalid('NSID')],
  'a record key with a slash': [get({ rkey: 'a/b' }), invalid('record key')],
  'an empty record key': [get({ rkey: '' }), invalid('rkey')],
  'no repo': [get({ repo: undefined }), invalid('params.*"repo"')],
  'no collection': [get({ collection: undefined }), invalid('params.*"collection"')],
  'no record key': [get({ rkey: undefined }), invalid('params.*"rkey"')],
  'no parameters': [{}, invalid('"repo"')],
  'an unknown parameter': [get({ extra: '1' }), isNew],
  'a parameter given twice': [query(`rkey=a&repo=${bob.did}`), invalid()],
  'a percent sign that escapes nothing': [query('rkey=%zz'), refuses(400)],
  'a parameter of bytes that are no UTF-8': [query('rkey=%ff'), refuses(400)],
  'POST': [{ ...get(), verb: 'POST' }, wrongVerb],
  'POST with a body': [{ ...get(), body: {} }, wrongVerb],
  'a body where none belongs': [{ ...get(), verb: 'GET', body: { x: 1 } }, either(invalid('body'), isNew)],
  'a garbage token, though none is needed': [{ ...get(), as: { accessJwt: 'garbage' } }, isNew],
})

const list = (params) => having({ repo: alice.did, collection: NOTE, ...params })
const keys = (...expected) =>
  answers(({ records, cursor }) => {
    assert.deepEqual(records.map(({ uri }) => uri.split('/').at(-1)), expected)
    assert.equal(cursor, expected.at(-1))
  })
const all = keys('e', 'd', 'c', 'b', 'a')

edges('com.atproto.repo.listRecords', {
  'all': [list(), all],
  'by handle': [list({ repo: alice.handle }), all],
  'two': [list({ limit: 2 }), keys('e', 'd')],
  'two in reverse': [list({ limit: 2, reverse: true }), keys('a', 'b')],
  'after a cursor': [list({ cursor: 'd' }), keys('c', 'b', 'a')],
  'after a cursor in reverse': [list({ cursor: 'b', reverse: true }), keys('c', 'd', 'e')],
  'after a cursor that is no record': [list({ cursor: 'bb' }), keys('b', 'a')],
  'after the last': [list({ cursor: 'a' }), keys()],
  'after garbage': [list({ cursor: 'x y/%$' }), either(all, invalid('cursor'))],
  'an empty cursor': [list({ cursor: '' }), all],
  'limit 0': [list({ limit: 0 }), invalid('minimum 1.*0')],
  'limit 1': [list({ limit: 1 }), keys('e')],
  'limit 100': [list({ limit: 100 }), all],
  'limit 101': [list({ limit: 101 }), invalid('maximum 100.*101')],
  'limit -1': [list({ limit: -1 }), invalid('minimum 1.*-1')],
  'a limit that is no number': [list({ limit: 'x' }), invalid('integer.*"?x')],
  'a limit of 1.5': [list({ limit: 1.5 }), invalid('integer.*1\\.5')],
  'a limit with letters': [list({ limit: '1x' }), invalid('integer.*1x')],
  'a limit of 20 digits': [list({ limit: '12345678901234567890' }), invalid()],
  'an empty limit': [list({ limit: '' }), all],
  'a limit given twice': [query('limit=1&limit=2'), invalid()],
  'reverse=x': [list({ reverse: 'x' }), invalid('boolean.*x')],
  'reverse=1': [list({ reverse: '1' }), invalid('boolean.*1')],
  'reverse=false': [list({ reverse: 'false', limit: 1 }), keys('e')],
  'an empty reverse': [list({ reverse: '' }), all],
  'a collection without records': [list({ collection: 'com.example.never' }), keys()],
  'no collection': [list({ collection: undefined }), invalid('"collection"')],
  'a collection that is no NSID': [list({ collection: 'x' }), invalid('NSID')],
  'no repo': [list({ repo: undefined }), invalid('"repo"')],
  'a repo that is no identifier': [list({ repo: 'x y' }), invalid('AT.identifier')],
  'a DID without an account': [list({ repo: NOBODY }), invalid(`Could not find repo: ${NOBODY}`)],
  'a handle without an account': [list({ repo: 'nobody.test' }), invalid('Could not find repo: nobody.test')],
  'POST': [{ ...list(), verb: 'POST' }, wrongVerb],
})

const describes = ({ did, handle }, collections) =>
  answers((body) => {
    assert.deepEqual([...body.collections].sort(), collections)
    assert.deepEqual(
      { ...body, didDoc: body.didDoc.id, collections: undefined },
      { handle, did, didDoc: did, collections: undefined, handleIsCorrect: true },
    )
    assert.ok(body.didDoc.alsoKnownAs.includes(`at://${handle}`))
  })

edges('com.atproto.repo.describeRepo', {
  'by DID': [having({ repo: alice.did }), describes(alice, [POST, NOTE].sort())],
  'by handle': [having({ repo: alice.handle }), describes(alice, [POST, NOTE].sort())],
  'an empty repo': [having({ repo: bob.did }), describes(bob, [])],
  'a DID without an account': [having({ repo: NOBODY }), refuses(400, 'RepoNotFound', /Could not find repo/)],
  'a handle without an account': [having({ repo: 'nobody.test' }), refuses(400, 'RepoNotFound')],
  'a repo that is no identifier': [having({ repo: 'x y' }), invalid('AT.identifier')],
  'no repo': [{}, invalid('"repo"')],
  'POST': [{ ...having({ repo: alice.did }), verb: 'POST' }, wrongVerb],
})

const missingRepo = { 'a DID without an account': [{ params: { did: NOBODY } }, refuses(400, 'RepoNotFound')] }
const didRows = {
  ...missingRepo,
  'a handle': [{ params: { did: alice.handle } }, invalid('DID')],
  'no DID': [{}, invalid('"did"')],
}
const head = await ok('com.atproto.sync.getLatestCommit', { params: { did: alice.did } })
const car = (answer) => {
  assert.equal(answer.status, 200)
  assert.equal(answer.headers['content-type'], 'application/vnd.ipld.car')
}

edges('com.atproto.sync.getLatestCommit', { ...didRows, 'a repo': [having({ did: alice.did }), gives(head)] })

edges('com.atproto.sync.getRepo', {
  ...didRows,
  'a repo': [having({ did: alice.did }), car],
  'since a revision': [having({ did: alice.did, since: now.commit.rev }), car],
  'since what is no TID': [having({ did: alice.did, since: 'x' }), invalid('TID')],
})

const proof = (params) => having({ did: alice.did, collection: NOTE, rkey: 'a', ...params })
edges('com.atproto.sync.getRecord', {
  'a record': [proof(), car],
  'a missing record': [proof({ rkey: 'zz' }), car],
  'a DID without an account': [proof({ did: NOBODY }), refuses(400, 'RepoNotFound')],
  'no record key': [proof({ rkey: undefined }), invalid('"rkey"')],
  'a collection that is no NSID': [proof({ collection: 'x' }), invalid('NSID')],
})

const blob = (params) => having({ did: alice.did, cid: UNKNOWN_CID, ...params })
edges('com.atproto.sync.getBlob', {
  'a missing blob': [blob(), either(invalid('Blob not found'), refuses(400, 'BlobNotFound'))],
  'what is no CID': [blob({ cid: 'x' }), invalid('CID')],
  'a DID without an account': [blob({ did: NOBODY }), refuses(400, 'RepoNotFound')],
  'no CID': [blob({ cid: undefined }), invalid('"cid"')],
})

// Without an app view there is nobody to pass an unknown method on to.
const unknownMethod = differs({
  here: refuses(501, 'MethodNotImplemented'),
  reference: invalid('No service configured'),
})
edges('com.example.nothing.here', {
  'GET': [{}, unknownMethod],
  'POST': [{ body: {} }, unknownMethod],
  'PUT': [{ verb: 'PUT' }, either(unknownMethod, invalid(), refuses(405))],
})
edges('app.bsky.feed.getTimeline', { 'with a token': [{ as: alice }, unknownMethod] })
edges('nonsense', { 'GET': [{}, either(unknownMethod, refuses(400))] })
edges('', { 'GET': [{}, either(refuses(400), refuses(404), refuses(501))] })
