package dev.rookery.atproto.cid;

/// Says that text or bytes are no content identifier that the protocol allows.
public final class InvalidCidException extends RuntimeException {
    public InvalidCidException(String message) {
        super(message);
    }
}
