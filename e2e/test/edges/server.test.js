import assert from 'node:assert/strict'
import { answers, differs, edges, either, gives, invalid, refuses } from '../../lib/edges.js'
import { call, ok, signUp } from '../../lib/client.js'

const [alice, bob] = [await signUp('alice'), await signUp('bob')]
const admin = { authorization: `Basic ${Buffer.from(`admin:${process.env.PDS_ADMIN_PASSWORD}`).toString('base64')}` }
const fresh = (name) => `${name}${process.pid}.test`
const NOBODY = 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa'
const missing = refuses(401, 'AuthMissing')
const badToken = refuses(400, 'InvalidToken')
const withApp = async (privileged = false) => {
  const body = { name: `app${Math.random()}`, privileged }
  const { password } = await ok('com.atproto.server.createAppPassword', { as: alice, body })
  return ok('com.atproto.server.createSession', { body: { identifier: alice.handle, password } })
}
const app = await withApp()
const post = (body, more) => ({ body, ...more })
const own = (body, more) => ({ as: alice, body, ...more })

const account = (changes) => post({
  handle: fresh('new'), email: `${fresh('new')}@example.com`, password: 'a password', ...changes,
})
const noPassword = either(refuses(400), answers())
edges('com.atproto.server.createAccount', {
  'no handle': [account({ handle: undefined }), invalid('handle')],
  'a handle that is none': [account({ handle: 'a b' }), invalid('handle')],
  'a handle of another domain': [account({ handle: 'someone.example.com' }), refuses(400)],
  'a handle two labels below': [account({ handle: 'a.b.test' }), refuses(400, 'InvalidHandle')],
  'a handle that is short': [account({ handle: 'ab.test' }), refuses(400, 'InvalidHandle')],
  'a handle that is long': [account({ handle: `${'x'.repeat(19)}.test` }), refuses(400, 'InvalidHandle')],
  'a handle that is taken': [account({ handle: alice.handle }), refuses(400, undefined, /taken/)],
  'a handle that is taken, in upper case': [account({ handle: alice.handle.toUpperCase() }), refuses(400, undefined, /taken/)],
  'a reserved handle': [account({ handle: 'admin.test' }), refuses(400, 'HandleNotAvailable')],
  'no address': [account({ email: undefined }), invalid('email')],
  'an address that is none': [account({ email: 'x' }), invalid('email')],
  'an address that is taken': [account({ email: alice.email }), refuses(400, undefined, /taken/)],
  'no password': [account({ handle: fresh('bare'), email: `${fresh('bare')}@example.com`, password: undefined }), noPassword],
  'a password that is long': [account({ password: 'x'.repeat(257) }), invalid('too long')],
  'an invite code that is none': [account({ inviteCode: 'x' }), refuses(400, 'InvalidInviteCode')],
  'a DID without a token': [account({ did: NOBODY }), refuses(401, 'AuthenticationRequired')],
  'a DID that is none': [account({ did: 'x' }), invalid('did')],
  "an account's token": [{ ...account(), as: alice }, refuses(401)],
  'a good one': [account(), answers((body) => assert.deepEqual(Object.keys(body).sort().slice(0, 4), ['accessJwt', 'did', 'didDoc', 'handle']))],
  'the same again': [account(), refuses(400, undefined, /taken/)],
})

const login = (changes) => post({ identifier: alice.handle, password: alice.password, ...changes })
edges('com.atproto.server.createSession', {
  'a good one': [login(), gives({ did: alice.did, handle: alice.handle, email: alice.email, active: true })],
  'by DID': [login({ identifier: alice.did }), gives({ did: alice.did })],
  'by address': [login({ identifier: alice.email }), gives({ did: alice.did })],
  'in upper case': [login({ identifier: alice.handle.toUpperCase() }), gives({ did: alice.did })],
  'a wrong password': [login({ password: 'x' }), refuses(401, 'AuthenticationRequired', /Invalid identifier or password/)],
  'nobody': [login({ identifier: 'nobody.test' }), refuses(401, 'AuthenticationRequired', /Invalid identifier or password/)],
  'no password': [login({ password: undefined }), invalid('password')],
  'no identifier': [login({ identifier: undefined }), invalid('identifier')],
  'a password that is long': [login({ password: 'x'.repeat(10_000) }), refuses(401)],
})

edges('com.atproto.server.getSession', {
  'a good one': [{ as: alice }, gives({ did: alice.did, email: alice.email, emailConfirmed: false, active: true })],
  'an app password': [{ as: app }, answers((body) => assert.equal(body.did, alice.did))],
  'nobody': [{}, missing],
  'a refresh token': [{ as: { accessJwt: alice.refreshJwt } }, badToken],
})
edges('com.atproto.server.refreshSession', {
  'an access token': [{ as: alice, verb: 'POST' }, badToken],
  'nobody': [{ verb: 'POST' }, missing],
  'a good one': [{ as: { accessJwt: bob.refreshJwt }, verb: 'POST' }, gives({ did: bob.did, handle: bob.handle })],
  'the same again, within its grace': [{ as: { accessJwt: bob.refreshJwt }, verb: 'POST' }, gives({ did: bob.did })],
})
edges('com.atproto.server.deleteSession', {
  'an access token': [{ as: alice, verb: 'POST' }, badToken],
  'nobody': [{ verb: 'POST' }, missing],
  'a good one': [async () => {
    const { refreshJwt } = await ok('com.atproto.server.createSession', login())
    return { as: { accessJwt: refreshJwt }, verb: 'POST' }
  }, answers()],
})

edges('com.atproto.server.describeServer', {
  'a good one': [{}, answers((body) => assert.ok(body.availableUserDomains.includes('.test') && body.did))],
})

edges('com.atproto.server.createAppPassword', {
  'no name': [own({}), invalid('name')],
  'an empty name': [own({ name: '' }), either(invalid(), answers())],
  'a good one': [own({ name: 'one' }), answers((body) => assert.match(body.password, /^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/))],
  'the same name again': [own({ name: 'one' }), differs({ here: refuses(400), reference: refuses(500) })],
  'a privileged one': [own({ name: 'two', privileged: true }), gives({ privileged: true })],
  'by app password': [own({ name: 'three' }, { as: app }), badToken],
  'nobody': [post({ name: 'x' }), missing],
})
edges('com.atproto.server.listAppPasswords', {
  'a good one': [{ as: alice }, answers(({ passwords }) => assert.ok(passwords.some(({ name }) => name === 'one')))],
  'by app password': [{ as: app }, answers()],
  'nobody': [{}, missing],
})
edges('com.atproto.server.revokeAppPassword', {
  'a good one': [own({ name: 'one' }), answers()],
  'one that is not there': [own({ name: 'none' }), answers()],
  'no name': [own({}), invalid('name')],
  'nobody': [post({ name: 'x' }), missing],
})

const codes = (changes, headers = admin) => ({ body: changes, headers })
edges('com.atproto.server.createInviteCode', {
  'a good one': [codes({ useCount: 1 }), answers((body) => assert.equal(typeof body.code, 'string'))],
  'no count': [codes({}), invalid('useCount')],
  'by an account': [own({ useCount: 1 }), refuses(401, 'AuthenticationRequired')],
  'a wrong password': [codes({ useCount: 1 }, { authorization: 'Basic YWRtaW46eA==' }), refuses(401, 'AuthenticationRequired')],
  'nobody': [post({ useCount: 1 }), refuses(401, 'AuthenticationRequired')],
})
edges('com.atproto.server.createInviteCodes', {
  'a good one': [codes({ useCount: 1, codeCount: 2 }), answers((body) => assert.equal(body.codes[0].codes.length, 2))],
  'no count': [codes({ codeCount: 1 }), invalid('useCount')],
  'for an account': [codes({ useCount: 1, codeCount: 1, forAccounts: [alice.did] }), answers(({ codes }) => assert.equal(codes[0].account, alice.did))],
  'for what is no DID': [codes({ useCount: 1, codeCount: 1, forAccounts: ['x'] }), invalid('forAccounts')],
  'nobody': [post({ useCount: 1 }), refuses(401, 'AuthenticationRequired')],
})
edges('com.atproto.server.getAccountInviteCodes', {
  'a good one': [{ as: alice }, answers(({ codes }) => assert.ok(codes.length >= 1))],
  'without used ones': [{ as: alice, params: { includeUsed: 'false' } }, answers()],
  'a flag that is none': [{ as: alice, params: { includeUsed: 'x' } }, invalid()],
  'by app password': [{ as: app }, badToken],
  'nobody': [{}, missing],
})

const now = Math.floor(Date.now() / 1000)
const auth = (params, as = alice) => ({ as, params: { aud: 'did:web:example.com', ...params } })
const token = answers((body) => assert.equal(body.token.split('.').length, 3))
edges('com.atproto.server.getServiceAuth', {
  'a good one': [auth({ lxm: 'com.example.do' }), token],
  'without a method': [auth({}), token],
  'for a service of a DID': [auth({ aud: 'did:web:example.com#thing', lxm: 'com.example.do' }), token],
  'no audience': [{ as: alice }, invalid('aud')],
  'an audience that is no DID': [auth({ aud: 'x' }), invalid('aud')],
  'a method that is none': [auth({ lxm: 'x' }), invalid()],
  'a protected method': [auth({ lxm: 'com.atproto.server.updateEmail' }), invalid('protected')],
  'a protected method, in another case': [auth({ lxm: 'com.atproto.server.updateemail' }), invalid('protected')],
  'a time that is over': [auth({ exp: now - 60 }), refuses(400, 'BadExpiration')],
  'a time that is far': [auth({ exp: now + 7200, lxm: 'com.example.do' }), refuses(400, 'BadExpiration')],
  'a minute and more, without a method': [auth({ exp: now + 120 }), refuses(400, 'BadExpiration')],
  'an hour, with one': [auth({ exp: now + 3500, lxm: 'com.example.do' }), token],
  'moving away by app password': [auth({ lxm: 'com.atproto.server.createAccount' }, app), invalid('insufficient')],
  'private messages by app password': [auth({ lxm: 'chat.bsky.convo.sendMessage' }, app), invalid('insufficient')],
  'private messages by a privileged one': [
    async () => auth({ lxm: 'chat.bsky.convo.sendMessage' }, await withApp(true)), token,
  ],
  'nobody': [{ params: { aud: 'did:web:example.com' } }, missing],
})

edges('com.atproto.server.reserveSigningKey', {
  'a good one': [post({}), answers((body) => assert.match(body.signingKey, /^did:key:z/))],
  'for a DID': [post({ did: NOBODY }), answers()],
  'for what is no DID': [post({ did: 'x' }), invalid('did')],
})

const wrongCode = (send) => ({
  'a code that is none': [send({ token: 'x' }), refuses(400, 'InvalidToken')],
  'no code': [send({ token: undefined }), invalid('token')],
})
edges('com.atproto.server.confirmEmail', {
  ...wrongCode((changes) => own({ email: alice.email, token: 'x', ...changes })),
  'another address': [own({ email: 'x@example.com', token: 'AAAAA-AAAAA' }), refuses(400, 'InvalidEmail')],
  'nobody': [post({ email: alice.email, token: 'x' }), missing],
})
edges('com.atproto.server.resetPassword', {
  ...wrongCode((changes) => post({ password: 'x', token: 'x', ...changes })),
  'no password': [post({ token: 'x' }), invalid('password')],
})
edges('com.atproto.server.requestPasswordReset', {
  'no address': [post({}), invalid('email')],
  'an address that nobody has': [
    post({ email: 'nobody@example.com' }), differs({ here: answers(), reference: refuses(400) }),
  ],
})
edges('com.atproto.server.updateEmail', {
  'an address that is none': [own({ email: 'x' }), invalid('email')],
  'an address that is taken': [own({ email: bob.email }), refuses(400, undefined, /(taken|in use)/)],
  'no address': [own({}), invalid('email')],
  'by app password': [own({ email: 'x@example.com' }, { as: app }), badToken],
  'nobody': [post({ email: 'x@example.com' }), missing],
})
edges('com.atproto.server.deleteAccount', {
  ...wrongCode((changes) => post({ did: alice.did, password: alice.password, token: 'x', ...changes })),
  'a wrong password': [post({ did: alice.did, password: 'x', token: 'x' }), refuses(401, 'AuthenticationRequired')],
  'a DID without an account': [post({ did: NOBODY, password: 'x', token: 'x' }), refuses(400, 'InvalidRequest')],
  'a DID that is none': [post({ did: 'x', password: 'x', token: 'x' }), invalid('did')],
})
for (const method of ['requestAccountDelete', 'requestEmailConfirmation', 'requestEmailUpdate']) {
  edges(`com.atproto.server.${method}`, {
    'nobody': [{ verb: 'POST' }, missing],
    'a body where there is none': [own({ x: 1 }), invalid('body')],
  })
}

edges('com.atproto.server.checkAccountStatus', {
  'a good one': [{ as: alice }, gives({ activated: true, validDid: true, expectedBlobs: 0, importedBlobs: 0 })],
  'nobody': [{}, missing],
})
edges('com.atproto.server.deactivateAccount', {
  'by app password': [own({}, { as: app }), badToken],
  'nobody': [post({}), missing],
  'a time that is none': [own({ deleteAfter: 'x' }), invalid('deleteAfter')],
  'a good one': [post({}, { as: bob }), answers()],
  'once more': [post({}, { as: bob }), answers()],
})
edges('com.atproto.server.activateAccount', {
  'by app password': [{ as: app, verb: 'POST' }, badToken],
  'nobody': [{ verb: 'POST' }, missing],
  'a good one': [{ as: bob, verb: 'POST' }, answers()],
  'once more': [{ as: bob, verb: 'POST' }, answers()],
})
