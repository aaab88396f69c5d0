import assert from 'node:assert/strict'
import {
  answers, differs, edges, gives, invalid, ownRepoRows, pathRows, procedureRows, refuses, swapCommitRows,
} from '../../lib/edges.js'
import { ok, signUp } from '../../lib/client.js'
import { NOTE, POST, PROFILE, UNKNOWN_CID, note, post } from '../../lib/records.js'
import { recordValueRows } from '../../lib/values.js'

const [alice, bob] = [await signUp('alice'), await signUp('bob')]
const send = (changes, more) => ({
  as: alice,
  body: { repo: alice.did, collection: NOTE, rkey: 'one', record: note('first'), ...changes },
  ...more,
})
const sendNew = (changes) => send({ rkey: 'new', record: note('new'), ...changes })
const sendProfile = (record, more) => send({ collection: PROFILE, rkey: 'self', record, ...more })
const sendPost = (record, more) => send({ collection: POST, rkey: '3jzfcijpj2z2a', record, ...more })
let values = 0
const sendValue = (v, more) => send({ rkey: `value${values++}`, record: note('v', { v }), ...more })
const current = async () =>
  (await ok('com.atproto.repo.getRecord', { params: { repo: alice.did, collection: NOTE, rkey: 'one' } })).cid

const written = answers((body) => assert.ok(body.commit.cid && body.commit.rev && body.cid))
const nothingToDo = answers((body) => assert.ok(body.cid && !('commit' in body), 'no commit is made'))
const noOpWrongSwap = differs({ here: refuses(400, 'InvalidSwap'), reference: nothingToDo })

edges('com.atproto.repo.putRecord', {
  ...procedureRows(send()),
  ...ownRepoRows(send, bob),
  ...pathRows(send),
  ...swapCommitRows(sendNew, UNKNOWN_CID),
  'no record key': [send({ rkey: undefined }), invalid('"rkey"')],
  'no record': [send({ record: undefined }), invalid('"record"')],
  'another $type than the collection': [send({ record: post() }), invalid(`expected ${NOTE}, got ${POST}`)],

  'a new record': [send(), written],
  'the same again': [send(), nothingToDo],
  'the same again, by handle': [send({ repo: alice.handle }), nothingToDo],
  'the same, with a wrong record to swap': [send({ swapRecord: UNKNOWN_CID }), noOpWrongSwap],
  'the same, where none should be': [send({ swapRecord: null }), noOpWrongSwap],
  'the same, with a wrong commit to swap': [send({ swapCommit: UNKNOWN_CID }), noOpWrongSwap],
  'the same, with the right record to swap': [async () => send({ swapRecord: await current() }), nothingToDo],
  'a change': [send({ record: note('second') }), written],
  'a change of the right record': [async () => send({ record: note('third'), swapRecord: await current() }), written],
  'a change of another record': [
    send({ record: note('fourth'), swapRecord: UNKNOWN_CID }),
    refuses(400, 'InvalidSwap', /Record was at bafyrei/),
  ],
  'a change where none should be': [
    send({ record: note('fourth'), swapRecord: null }),
    refuses(400, 'InvalidSwap', /Record was at bafyrei/),
  ],
  'a new record where none should be': [send({ rkey: 'two', swapRecord: null }), written],
  'a new record where one should be': [
    send({ rkey: 'three', swapRecord: UNKNOWN_CID }),
    refuses(400, 'InvalidSwap', /Record was at null/),
  ],
  'a record to swap that is no CID': [send({ swapRecord: 'garbage' }), invalid('swapRecord')],
  'a record to swap that is a number': [send({ swapRecord: 1 }), invalid('swapRecord')],
  'no $type': [send({ record: { text: 'untyped' } }), written],

  'a profile': [sendProfile({ $type: PROFILE, displayName: 'A' }), gives({ validationStatus: 'valid' })],
  'an empty profile': [sendProfile({}), gives({ validationStatus: 'valid' })],
  'a profile that is wrong': [sendProfile({ displayName: 1 }), invalid('string.*record\\.displayName')],
  'a profile at another key': [sendProfile({}, { rkey: 'other' }), invalid(`record key for ${PROFILE}`)],
  'a profile with a legacy avatar': [
    sendProfile({ avatar: { cid: UNKNOWN_CID.replace('bafyrei', 'bafkrei'), mimeType: 'image/png' } }),
    invalid(),
  ],
  'a post': [sendPost(post()), gives({ validationStatus: 'valid' })],
  'a post at a key that is no TID': [sendPost(post(), { rkey: 'nope' }), invalid('TID')],
  'a change to a wrong post': [sendPost({ $type: POST }), invalid('"text" at \\$\\.record')],
  'a change to a wrong post, unvalidated': [sendPost({ $type: POST }, { validate: false }), written],
  'validate: true, without a schema': [send({ validate: true }), invalid('Unknown lexicon type')],
  ...(await recordValueRows(alice, bob, sendValue)),
})
