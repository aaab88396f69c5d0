package dev.rookery.pds.account;

import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.identity.PlcOperation;
import org.jspecify.annotations.Nullable;

/// What it takes to make an account, checked already.
///
/// @param email in lower case; kept only together with a password
/// @param genesis the operation that founds the DID in the PLC directory, or null if it does not lie there or exists
/// @param movingIn whether the owner brings the DID along; such an account starts deactivated
public record SignUp(
        Did did,
        Handle handle,
        @Nullable String email,
        @Nullable String password,
        @Nullable String inviteCode,
        SigningKey signingKey,
        @Nullable PlcOperation genesis,
        boolean movingIn) {}
