// Servers of a test that send mail.
import { after } from 'node:test'
import { Mailbox } from './mailbox.js'
import { startPeer, temporaryFolder } from './target.js'

/**
 * Starts a mailbox, and servers that may send to it, each over a folder of its own. All end with the test.
 *
 * @param {(mailboxUrl: string) => ['rookery' | 'reference', object][]} servers the kind and the settings of each
 */
export async function startWithMailbox(servers) {
  const mailbox = await Mailbox.start()
  const started = []
  for (const [kind, settings] of servers(mailbox.url)) {
    const folder = temporaryFolder()
    started.push({ folder, server: await startPeer(kind, folder.path, settings) })
  }
  after(async () => {
    for (const { server } of started) await server.stop()
    await mailbox.stop()
    started.forEach(({ folder }) => folder.remove())
  })
  return { mailbox, servers: started.map(({ server }) => server) }
}
