/// Who is who: DIDs, their documents, handles, and the did:plc operations that this server signs.
///
/// A DID document names an account's handle, signing key and server; it is found at the PLC directory (`did:plc`) or on
/// the web (`did:web`). A handle leads to a DID by a DNS record or a file on the web. Specifications:
/// <https://atproto.com/specs/did>, <https://atproto.com/specs/handle>, <https://web.plc.directory/spec/v0.1/did-plc>.
@NullMarked
package dev.rookery.pds.identity;

import org.jspecify.annotations.NullMarked;
