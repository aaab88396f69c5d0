import assert from 'node:assert/strict'
import {
  answers, differs, edges, either, gives, invalid, ownRepoRows, pathRows, procedureRows, refuses, swapCommitRows,
} from '../../lib/edges.js'
import { ok, signUp } from '../../lib/client.js'
import { NOTE, POST, PROFILE, UNKNOWN_CID, note, post } from '../../lib/records.js'
import { recordValueRows } from '../../lib/values.js'

const [alice, bob] = [await signUp('alice'), await signUp('bob')]
const send = (changes, more) => ({
  as: alice,
  body: { repo: alice.did, collection: POST, record: post(), ...changes },
  ...more,
})
const sendPost = (changes, more) => send({ record: post('hello', changes), ...more })
const sendNote = (more) => send({ collection: NOTE, record: note(), ...more })
const sendProfile = (more) => send({ collection: PROFILE, record: { $type: PROFILE }, ...more })
const valid = gives({ validationStatus: 'valid' })
const unknown = gives({ validationStatus: 'unknown' })
const unchecked = answers((body) => assert.ok(!('validationStatus' in body)))
const latest = () => ok('com.atproto.sync.getLatestCommit', { params: { did: alice.did } })

edges('com.atproto.repo.createRecord', {
  ...procedureRows(send()),
  ...ownRepoRows(send, bob),
  ...pathRows(sendNote),
  ...swapCommitRows(send, UNKNOWN_CID),
  'a post': [send(), valid],
  'a charset of UTF-8': [send({}, { type: 'application/json; charset=utf-8' }), valid],
  'the repo by handle': [send({ repo: alice.handle }), valid],
  // Handles are case-insensitive by the specification.
  'the repo by handle in upper case': [
    send({ repo: alice.handle.toUpperCase() }),
    differs({ here: valid, reference: refuses(403, 'AccountNotFound') }),
  ],
  'the right commit to swap': [async () => send({ swapCommit: (await latest()).cid }), valid],
  'an unknown input field': [send({ extra: 1 }), valid],
  'query parameters on a procedure': [send({}, { params: { x: 1 } }), valid],

  'a collection without a schema': [sendNote(), unknown],
  'a collection with an upper-case domain': [
    send({ collection: 'COM.example.note', record: { a: 1 } }),
    either(unknown, invalid('collection')),
  ],
  'another $type than the collection': [send({ collection: NOTE }), invalid(`expected ${NOTE}, got ${POST}`)],
  'another $type, unvalidated': [send({ collection: NOTE, validate: false }), invalid('\\$type')],
  'no $type': [sendPost({ $type: undefined }), valid],
  'a $type that is a number': [sendPost({ $type: 1 }), invalid('\\$type')],
  'a $type of null': [sendPost({ $type: null }), invalid('\\$type')],
  'an empty $type': [sendPost({ $type: '' }), invalid('\\$type')],
  'no record': [send({ record: undefined }), invalid('"record"')],
  'a record of null': [send({ record: null }), invalid('record')],
  'a record that is a string': [send({ record: 'x' }), invalid('object.*record')],
  'a record that is a list': [send({ record: [] }), invalid('object.*record')],
  'an empty record with a schema': [send({ record: {} }), invalid('"text" at \\$\\.record')],
  'an empty record without a schema': [sendNote({ record: {} }), unknown],

  'a post without text': [sendPost({ text: undefined }), invalid(`${POST}.*"text"`)],
  'a post whose text is a number': [sendPost({ text: 1 }), invalid('string.*record\\.text')],
  'a post of 301 graphemes': [sendPost({ text: 'x'.repeat(301) }), invalid('grapheme.*300.*record\\.text')],
  'a post of 300 family emoji': [sendPost({ text: '👨‍👩‍👧'.repeat(150) }), valid],
  'a post of 3001 bytes': [sendPost({ text: '👨‍👩‍👧‍👦'.repeat(121) }), invalid('3000.*record\\.text')],
  'a post of yesterday': [sendPost({ createdAt: 'yesterday' }), invalid('datetime.*record\\.createdAt')],
  'a date without a zone': [sendPost({ createdAt: '2026-01-01T00:00:00' }), invalid('datetime')],
  'an unknown field': [sendPost({ extra: 1 }), valid],
  'a reply that is none': [sendPost({ reply: { root: 1 } }), invalid('record\\.reply')],
  'an unknown embed': [sendPost({ embed: { $type: 'com.example.embed', x: 1 } }), valid],
  'an embed without $type': [sendPost({ embed: { x: 1 } }), invalid('record\\.embed')],
  'four languages': [sendPost({ langs: ['en', 'de', 'fr', 'es'] }), invalid('3.*record\\.langs')],
  'a language that is none': [sendPost({ langs: ['x y'] }), invalid('langs\\[0\\]|langs/0')],
  'a follow of nobody': [
    send({ collection: 'app.bsky.graph.follow', record: { subject: 'bob', createdAt: '2026-01-01T00:00:00Z' } }),
    invalid('DID.*record\\.subject'),
  ],

  'validate: true, with a schema': [send({ validate: true }), valid],
  'validate: true, without one': [sendNote({ validate: true }), invalid(`Unknown lexicon type: ${NOTE}`)],
  'validate: false': [sendPost({ text: 1 }, { validate: false }), unchecked],
  'validate as a string': [send({ validate: 'true' }), invalid('boolean.*validate')],
  'validate of null': [send({ validate: null }), invalid('boolean.*validate')],

  'a record key': [sendNote({ rkey: 'given' }), gives({ uri: `at://${alice.did}/${NOTE}/given` })],
  'a record key that exists': [
    sendNote({ rkey: 'given' }),
    differs({ here: refuses(400), reference: refuses(500, 'InternalServerError') }),
  ],
  'a record key of 512 characters': [sendNote({ rkey: 'x'.repeat(512) }), unknown],
  'a record key of odd characters': [sendNote({ rkey: 'a.b-c_d:e~f' }), unknown],
  'a key that is no TID for a post': [send({ rkey: 'not-a-tid' }), invalid(`record key for ${POST}.*TID`)],
  'a key that is no TID, unvalidated': [send({ rkey: 'not-a-tid', validate: false }), unchecked],
  'a TID for a post': [send({ rkey: '3jzfcijpj2z2a' }), valid],
  'a profile without a key': [
    sendProfile(),
    differs({ here: gives({ uri: `at://${alice.did}/${PROFILE}/self` }), reference: invalid('"self"') }),
  ],
  'a profile at another key': [sendProfile({ rkey: 'other' }), invalid(`record key for ${PROFILE}`)],

  ...(await recordValueRows(alice, bob, (value, more) => sendNote({ record: note('v', { v: value }), ...more }))),
  'a body over 1 MB': [sendNote({ record: note('x'.repeat(1_000_001)) }), refuses(413)],
  'a body under 1 MB': [sendNote({ record: note('x'.repeat(900_000)) }), unknown],
})
