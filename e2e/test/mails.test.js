// What people do with the codes that come to them by mail, over a real mail server.
import assert from 'node:assert/strict'
import test from 'node:test'
import { AtpAgent } from '@atproto/api'
import { onReference } from '../lib/client.js'
import { startWithMailbox } from '../lib/mailed.js'

const { mailbox, servers: [server] } = await startWithMailbox((url) => [
  [onReference ? 'reference' : 'rookery', {
    PDS_EMAIL_SMTP_URL: url,
    PDS_EMAIL_FROM_ADDRESS: 'The Nest <pds@mail.test>',
    PDS_MODERATION_EMAIL_SMTP_URL: url,
    PDS_MODERATION_EMAIL_ADDRESS: 'moderators@mail.test',
  }],
])

async function signUp(name) {
  const agent = new AtpAgent({ service: server.url })
  const account = { handle: `${name}.test`, email: `${name}@example.com`, password: `password of ${name}` }
  await agent.createAccount(account)
  return { ...account, agent, api: agent.com.atproto }
}

const login = (identifier, password, authFactorToken) =>
  new AtpAgent({ service: server.url }).login({ identifier, password, authFactorToken })
const session = async ({ api }) => (await api.server.getSession()).data
const refused = (promise, error, status = 400) => assert.rejects(promise, { error, status })

test('an address is confirmed', async () => {
  const who = await signUp('wren')
  assert.equal((await session(who)).emailConfirmed, false)

  await who.api.server.requestEmailConfirmation()
  const mail = await mailbox.take(who.email)
  const token = /[A-Z2-7]{5}-[A-Z2-7]{5}/.exec(mail.text)[0]
  assert.match(mail.from, /pds@mail\.test/)
  assert.ok(mail.html.includes(token), 'the code is in the HTML too')
  await refused(who.api.server.confirmEmail({ email: 'other@example.com', token }), 'InvalidEmail')
  await refused(who.api.server.confirmEmail({ email: who.email, token: 'AAAAA-AAAAA' }), 'InvalidToken')
  await who.api.server.confirmEmail({ email: who.email, token: token.toLowerCase() })

  assert.equal((await session(who)).emailConfirmed, true)
  await refused(who.api.server.confirmEmail({ email: who.email, token }), 'InvalidToken')
})

test('a newer code ends the one before, and a code is for its purpose and account', async () => {
  const [who, other] = [await signUp('swift'), await signUp('martin')]
  await who.api.server.requestEmailConfirmation()
  const first = await mailbox.code(who.email)
  await who.api.server.requestEmailConfirmation()
  const second = await mailbox.code(who.email)

  await refused(who.api.server.confirmEmail({ email: who.email, token: first }), 'InvalidToken')
  await refused(other.api.server.confirmEmail({ email: other.email, token: second }), 'InvalidToken')
  await refused(who.api.server.resetPassword({ password: 'x', token: second }), 'InvalidToken')
  await who.api.server.confirmEmail({ email: who.email, token: second })
})

test('an address is changed: freely before it is confirmed, with a code after', async () => {
  const who = await signUp('finch')
  assert.equal((await who.api.server.requestEmailUpdate()).data.tokenRequired, false)
  await who.api.server.updateEmail({ email: 'finch2@example.com' })
  assert.equal((await session(who)).email, 'finch2@example.com')

  await who.api.server.requestEmailConfirmation()
  await who.api.server.confirmEmail({ email: 'finch2@example.com', token: await mailbox.code('finch2@example.com') })
  await refused(who.api.server.updateEmail({ email: 'finch3@example.com' }), 'TokenRequired')
  assert.equal((await who.api.server.requestEmailUpdate()).data.tokenRequired, true)
  const token = await mailbox.code('finch2@example.com')
  await refused(who.api.server.updateEmail({ email: 'finch3@example.com', token: 'x' }), 'InvalidToken')
  await who.api.server.updateEmail({ email: 'finch3@example.com', token })
  const { email, emailConfirmed } = await session(who)
  assert.deepEqual([email, emailConfirmed], ['finch3@example.com', false])
})

test('a password is reset, which ends sessions', async () => {
  const who = await signUp('robin')
  await who.api.server.requestPasswordReset({ email: who.email.toUpperCase() })
  const token = await mailbox.code(who.email)
  await refused(who.api.server.resetPassword({ token: 'x', password: 'another one' }), 'InvalidToken')
  await who.api.server.resetPassword({ token, password: 'another one' })

  await assert.rejects(login(who.handle, who.password), { status: 401 })
  await login(who.handle, 'another one')
  await refused(who.api.server.resetPassword({ token, password: 'a third one' }), 'InvalidToken')
  await assert.rejects(new AtpAgent({ service: server.url }).com.atproto.server.refreshSession(undefined, {
    headers: { authorization: `Bearer ${who.agent.session.refreshJwt}` },
  }), { status: 400 })
})

test('an account is deleted', async () => {
  const who = await signUp('auk')
  const { did } = who.agent
  await who.api.server.requestAccountDelete()
  const token = await mailbox.code(who.email)
  await refused(who.api.server.deleteAccount({ did, password: 'wrong', token }), 'AuthenticationRequired', 401)
  await refused(who.api.server.deleteAccount({ did, password: who.password, token: 'x' }), 'InvalidToken')
  await who.api.server.deleteAccount({ did, password: who.password, token })

  await assert.rejects(login(who.handle, who.password), { status: 401 })
  await refused(who.api.sync.getRepo({ did }), 'RepoNotFound')
})

test('a PLC operation is signed with a code', async () => {
  const who = await signUp('ibis')
  const data = (await who.api.identity.getRecommendedDidCredentials()).data
  await refused(who.api.identity.signPlcOperation({ ...data }), 'InvalidRequest')
  await who.api.identity.requestPlcOperationSignature()
  const token = await mailbox.code(who.email)
  await refused(who.api.identity.signPlcOperation({ ...data, token: 'x' }), 'InvalidToken')
  const { operation } = (await who.api.identity.signPlcOperation({ ...data, token })).data
  await who.api.identity.submitPlcOperation({ operation })
  await refused(who.api.identity.signPlcOperation({ ...data, token }), 'InvalidToken')
})

test('the operator writes to somebody', async () => {
  const who = await signUp('owl')
  const authorization = `Basic ${Buffer.from(`admin:${server.admin}`).toString('base64')}`
  const input = { recipientDid: who.agent.did, senderDid: server.did, subject: 'About you', content: '<p>Be kind.</p>' }
  const { data } = await new AtpAgent({ service: server.url }).com.atproto.admin.sendEmail(input, { headers: { authorization } })

  assert.equal(data.sent, true)
  const mail = await mailbox.take(who.email)
  assert.equal(mail.subject, 'About you')
  assert.match(mail.from, /moderators@mail\.test/)
  assert.match(mail.text, /Be kind\./)
})
