/// Requests that this server makes to others, small ones: DID documents, handles, PLC operations.
///
/// Whom to ask is often somebody else's word (a handle, a `did:web`), so an address is checked before it is connected
/// to, and it is that same address that is connected to: a name that changes its mind in between changes nothing. The
/// JDK's HTTP client looks names up by itself and cannot be held to this, which is why there is a small one here.
@NullMarked
package dev.rookery.pds.outbound;

import org.jspecify.annotations.NullMarked;
