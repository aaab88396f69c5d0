package dev.rookery.pds.xrpc;

import dev.rookery.atproto.syntax.Did;

/// Who makes a request, as far as it has been proved.
public sealed interface Caller {
    /// Somebody who proved nothing.
    record Anonymous() implements Caller {
        public static final Anonymous ANONYMOUS = new Anonymous();
    }

    /// The holder of an account on this server.
    record Account(Did did, Credential credential) implements Caller {
        /// Refuses a request about a repo that is not the caller's own.
        public void mustOwn(Did repo) {
            if (!repo.equals(did)) {
                throw XrpcException.authRequired("AuthenticationRequired", "Authentication Required");
            }
        }
    }

    /// The holder of a refresh token, who may renew or end the session it belongs to and nothing else.
    record Refresh(Did did, String tokenId) implements Caller {}

    /// The operator of this server.
    record Admin() implements Caller {}

    /// Another service, or an account elsewhere, by a token signed with the key in its DID document.
    record Service(Did issuer) implements Caller {}
}
