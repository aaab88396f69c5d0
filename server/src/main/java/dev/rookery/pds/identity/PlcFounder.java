package dev.rookery.pds.identity;

import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.syntax.Handle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes the operations that found the DIDs of new accounts, in this server's name.
///
/// The rotation keys are, in order of authority: the person's own, if there is one; the operator's recovery key, if
/// there is one; this server's.
public final class PlcFounder {
    private final SigningKey rotationKey;
    private final @Nullable String recoveryDidKey;
    private final String pdsEndpoint;

    /// @param pdsEndpoint the public URL of this server
    public PlcFounder(SigningKey rotationKey, @Nullable String recoveryDidKey, String pdsEndpoint) {
        this.rotationKey = rotationKey;
        this.recoveryDidKey = recoveryDidKey;
        this.pdsEndpoint = pdsEndpoint;
    }

    public PlcUpdate found(Handle handle, VerifyingKey signingKey, @Nullable VerifyingKey ownersKey) {
        return PlcUpdate.genesis(
                PlcData.ofAccount(rotationKeys(ownersKey), signingKey.didKey(), handle, pdsEndpoint), rotationKey);
    }

    /// The rotation keys of an account here, in order of authority.
    ///
    /// @param ownersKey the person's own, or null where there is none
    public List<String> rotationKeys(@Nullable VerifyingKey ownersKey) {
        List<String> rotationKeys = new ArrayList<>();
        if (ownersKey != null) {
            rotationKeys.add(ownersKey.didKey());
        }
        if (recoveryDidKey != null) {
            rotationKeys.add(recoveryDidKey);
        }
        rotationKeys.add(rotationKey.verifyingKey().didKey());
        return rotationKeys;
    }
}
