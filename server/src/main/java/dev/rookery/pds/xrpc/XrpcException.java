package dev.rookery.pds.xrpc;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A refusal meant for the client: an HTTP status, the error's name from the lexicon, and a sentence.
///
/// It has no stack trace, because it is an answer and not a fault.
public final class XrpcException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final Duration BUSY_RETRY = Duration.ofSeconds(2);

    private final int status;
    private final String error;
    private final @Nullable Duration retryAfter;

    public XrpcException(int status, String error, String message) {
        this(status, error, message, null);
    }

    private XrpcException(int status, String error, String message, @Nullable Duration retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.error = error;
        this.retryAfter = retryAfter;
    }

    /// The request is refused for a reason that the method's lexicon names (400).
    public static XrpcException named(String error, String message) {
        return new XrpcException(400, error, message);
    }

    /// The request makes no sense (400).
    public static XrpcException invalidRequest(String message) {
        return new XrpcException(400, "InvalidRequest", message);
    }

    /// The caller is not who may do this (401), under a name that tells why.
    public static XrpcException authRequired(String error, String message) {
        return new XrpcException(401, error, message);
    }

    /// The caller is known and may not do this (403).
    public static XrpcException forbidden(String error, String message) {
        return new XrpcException(403, error, message);
    }

    /// The request body is larger than the method takes (413).
    public static XrpcException payloadTooLarge() {
        return new XrpcException(413, "PayloadTooLarge", "request entity too large");
    }

    /// There is more to do than can be done; later there may be less (429).
    public static XrpcException rateLimited(String message) {
        return new XrpcException(429, "RateLimitExceeded", message);
    }

    /// There is no room for this at the moment (503). The answer says when to come again.
    public static XrpcException notEnoughResources() {
        return notEnoughResources("The server is busy, try again later", BUSY_RETRY);
    }

    /// The server has no room for this now (503).
    public static XrpcException notEnoughResources(String message, Duration retryAfter) {
        return new XrpcException(503, "NotEnoughResources", message, retryAfter);
    }

    /// The same, with the time after which it may be tried again.
    public XrpcException retryAfter(Duration time) {
        return new XrpcException(status, error, getMessage(), time);
    }

    /// Somebody whom we asked did not answer, or badly (502).
    public static XrpcException upstreamFailure(String message) {
        return new XrpcException(502, "UpstreamFailure", message);
    }

    public int status() {
        return status;
    }

    /// The error's name, which clients match on.
    public String error() {
        return error;
    }

    /// The time after which it may be tried again, or null where that is not said.
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
