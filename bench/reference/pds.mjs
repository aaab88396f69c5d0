// The reference PDS, from PDS_* settings in the environment, on loopback only.
import { PDS } from '@atproto/pds'

await PDS.run({
  onCreated({ app }) {
    const listen = app.listen.bind(app)
    app.listen = (port) => listen(port, '127.0.0.1')
  },
})
