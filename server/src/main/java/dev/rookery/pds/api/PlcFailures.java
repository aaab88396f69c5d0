package dev.rookery.pds.api;

import dev.rookery.pds.identity.IdentityException;
import dev.rookery.pds.identity.PlcRefusalException;
import dev.rookery.pds.xrpc.XrpcException;

/// What a client is told when the PLC directory did not do what it was asked.
public final class PlcFailures {
    private PlcFailures() {}

    /// `InvalidRequest` where the directory refused, `UpstreamFailure` where it did not answer or cannot now.
    ///
    /// @param attempt what did not succeed, for example `Could not update the DID`
    public static XrpcException answer(String attempt, IdentityException e) {
        String message = attempt + ": " + e.getMessage();
        return e instanceof PlcRefusalException
                ? XrpcException.invalidRequest(message)
                : XrpcException.upstreamFailure(message);
    }
}
