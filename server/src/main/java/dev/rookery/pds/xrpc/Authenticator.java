package dev.rookery.pds.xrpc;

/// Tells who makes a request.
public interface Authenticator {
    /// Returns the caller, who is of a kind that `access` admits.
    ///
    /// Not asked where [Access#isPublic].
    ///
    /// @throws XrpcException if the request proves nobody whom `access` admits
    <C extends Caller> C authenticate(Access<C> access, Exchange exchange);

    /// Whether the request bears the operator's password.
    boolean isOperator(Exchange exchange);
}
