package dev.rookery.pds.api.server;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RateLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.server.describeServer`: what one should know before signing up.
public final class DescribeServer implements Endpoint<Caller.Anonymous, Nothing, DescribeServer.Output> {

    public record Output(
            boolean inviteCodeRequired,
            @Nullable Boolean phoneVerificationRequired,
            long blobUploadLimit,
            List<String> availableUserDomains,
            Links links,
            Contact contact,
            Did did) {}

    public record Links(
            @Nullable String privacyPolicy, @Nullable String termsOfService) {}

    public record Contact(@Nullable String email) {}

    private static final Method<Caller.Anonymous, Nothing, Output> METHOD = new Method<>(
            "com.atproto.server.describeServer", Access.PUBLIC, RateLimit.NONE, Nothing.class, Output.class);

    private final Output answer;

    public DescribeServer(Output answer) {
        this.answer = answer;
    }

    @Override
    public Method<Caller.Anonymous, Nothing, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Anonymous caller, Nothing in) {
        return answer;
    }
}
