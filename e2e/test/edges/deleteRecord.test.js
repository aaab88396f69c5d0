import assert from 'node:assert/strict'
import {
  answers, differs, edges, invalid, ownRepoRows, pathRows, procedureRows, refuses, swapCommitRows,
} from '../../lib/edges.js'
import { ok, signUp } from '../../lib/client.js'
import { NOTE, UNKNOWN_CID, note } from '../../lib/records.js'

const [alice, bob] = [await signUp('alice'), await signUp('bob')]
const send = (changes, more) => ({
  as: alice,
  body: { repo: alice.did, collection: NOTE, rkey: 'one', ...changes },
  ...more,
})
const put = (rkey) => ok('com.atproto.repo.putRecord', send({ rkey, record: note() }))
const { cid, commit } = await put('one')

const deleted = answers((body) => assert.ok(body.commit.cid && body.commit.rev))
const nothingToDo = answers((body) => assert.ok(!('commit' in body), 'no commit is made'))
const nothingWrongSwap = differs({ here: refuses(400, 'InvalidSwap'), reference: nothingToDo })

edges('com.atproto.repo.deleteRecord', {
  ...procedureRows(send()),
  ...ownRepoRows(send, bob),
  ...pathRows(send),
  ...swapCommitRows(send, UNKNOWN_CID),
  'no record key': [send({ rkey: undefined }), invalid('"rkey"')],
  'another record to swap': [send({ swapRecord: UNKNOWN_CID }), refuses(400, 'InvalidSwap', /Record was at bafyrei/)],
  'a record to swap of null': [send({ swapRecord: null }), invalid('swapRecord')],
  'a record to swap that is no CID': [send({ swapRecord: 'x' }), invalid('swapRecord')],
  'the right record and commit to swap': [send({ swapRecord: cid, swapCommit: commit.cid }), deleted],
  'a record that is gone': [send(), nothingToDo],
  'a record that is gone, with a commit to swap': [send({ swapCommit: UNKNOWN_CID }), nothingWrongSwap],
  'a record that is gone, with a record to swap': [send({ swapRecord: UNKNOWN_CID }), nothingWrongSwap],
  'a collection that never was': [send({ collection: 'com.example.never' }), nothingToDo],
  'by handle': [async () => (await put('two'), send({ repo: alice.handle, rkey: 'two' })), deleted],
  'a body over 150 KB': [send({ extra: 'x'.repeat(160 * 1024) }), refuses(413)],
})
