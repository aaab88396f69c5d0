package dev.rookery.pds.xrpc;

/// Takes whoever has any credentials for the same account.
record AnyTokenIsAlice() implements Authenticator {
    @Override
    public <C extends Caller> C authenticate(Access<C> access, Exchange exchange) {
        if (exchange.header("Authorization") == null) {
            throw XrpcException.authRequired("AuthMissing", "Authentication Required");
        }
        return access.type().cast(new Caller.Account(SampleEndpoints.ALICE, Credential.FULL));
    }

    @Override
    public boolean isOperator(Exchange exchange) {
        return false;
    }
}
