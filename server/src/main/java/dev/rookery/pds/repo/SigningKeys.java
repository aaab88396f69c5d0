package dev.rookery.pds.repo;

import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.syntax.Did;

/// The keys with which repositories are signed.
@FunctionalInterface
public interface SigningKeys {
    SigningKey of(Did did);
}
