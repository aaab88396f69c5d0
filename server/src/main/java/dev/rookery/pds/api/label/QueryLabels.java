package dev.rookery.pds.api.label;

import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Endpoint;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.RateLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `com.atproto.label.queryLabels`: the labels that this server gives, which are none: it is no labeler.
public final class QueryLabels implements Endpoint<Caller.Anonymous, QueryLabels.Input, QueryLabels.Output> {

    public record Input(
            List<String> uriPatterns,
            @Nullable List<Did> sources,
            int limit,
            @Nullable String cursor) {}

    public record Output(List<DataMap> labels) {}

    private static final Method<Caller.Anonymous, Input, Output> METHOD =
            new Method<>("com.atproto.label.queryLabels", Access.PUBLIC, RateLimit.NONE, Input.class, Output.class);

    @Override
    public Method<Caller.Anonymous, Input, Output> method() {
        return METHOD;
    }

    @Override
    public Output handle(Caller.Anonymous caller, Input in) {
        return new Output(List.of());
    }
}
