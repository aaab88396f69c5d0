package dev.rookery.pds.api.temp;

import dev.rookery.atproto.syntax.Datetime;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.account.EmailAddresses;
import dev.rookery.pds.account.HandleRules;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import dev.rookery.pds.xrpc.XrpcException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// `com.atproto.temp.checkHandleAvailability`: whether a handle under a domain of this server could be had at sign-up,
/// and what else could be where it cannot.
public final class CheckHandleAvailability
        implements Endpoint<Caller.Anonymous, CheckHandleAvailability.Input, CheckHandleAvailability.Output> {
    private static final int SUGGESTIONS_MAX = 3;
    private static final int NUMBERS_TRIED_MAX = 20;
    private static final String NUMBERED = "number";

    /// The handle; nothing is made of the rest but that an address must be one.
    public record Input(
            Handle handle, @Nullable String email, @Nullable Datetime birthDate) {}

    public record Output(Handle handle, Result result) {}

    /// What came of it.
    public sealed interface Result {}

    public record ResultAvailable() implements Result {}

    public record ResultUnavailable(List<Suggestion> suggestions) implements Result {}

    /// A handle that could be had.
    public record Suggestion(Handle handle, String method) {}

    private static final Method<Caller.Anonymous, Input, Output> METHOD = new Method<>(
            "com.atproto.temp.checkHandleAvailability",
            Access.PUBLIC,
            RateLimit.perAddress(300, Duration.ofMinutes(5)),
            Input.class,
            Output.class);

    private final AccountService accounts;
    private final HandleRules rules;

    public CheckHandleAvailability(AccountService accounts, HandleRules rules) {
        this.accounts = accounts;
        this.rules = rules;
    }

    @Override
    public Method<Caller.Anonymous, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Anonymous caller, Input in) {
        if (in.email() != null && !EmailAddresses.acceptable(in.email())) {
            throw XrpcException.named("InvalidEmail", "This email address is not supported");
        }
        if (!rules.underServiceDomain(in.handle())) {
            throw XrpcException.invalidRequest("Not a supported handle domain");
        }
        return new Output(
                in.handle(),
                available(in.handle()) ? new ResultAvailable() : new ResultUnavailable(suggestions(in.handle())));
    }

    private boolean available(Handle handle) {
        return rules.check(handle).isEmpty() && accounts.find(handle).isEmpty();
    }

    private List<Suggestion> suggestions(Handle taken) {
        int dot = taken.text().indexOf('.');
        String label = taken.text().substring(0, dot);
        String domain = taken.text().substring(dot);
        return IntStream.rangeClosed(1, NUMBERS_TRIED_MAX)
                .mapToObj(number -> label + number + domain)
                .filter(Handle::isValid)
                .map(Handle::new)
                .filter(this::available)
                .limit(SUGGESTIONS_MAX)
                .map(handle -> new Suggestion(handle, NUMBERED))
                .toList();
    }
}
