package dev.rookery.pds.xrpc;

import dev.rookery.atproto.cid.InvalidCidException;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.data.InvalidDataException;
import dev.rookery.atproto.data.JsonBuffer;
import dev.rookery.atproto.lexicon.Body;
import dev.rookery.atproto.lexicon.InvalidLexiconDataException;
import dev.rookery.atproto.lexicon.MethodDefinition;
import dev.rookery.atproto.syntax.InvalidSyntaxException;
import org.jspecify.annotations.Nullable;

/// One endpoint, made ready to serve: its lexicon looked up and its codecs built.
final class Route<C extends Caller, I, O> {
    private static final String JSON = "application/json; charset=utf-8";
    private static final int JSON_FIRST = 1_024;

    private final Endpoint<C, I, O> endpoint;
    private final Method<C, I, O> method;
    private final MethodDefinition definition;
    private final String verb;
    private final Authenticator authenticator;
    private final @Nullable RateLimiter limiter;
    private final Guesses guesses;
    private final @Nullable RecordCodec input;
    private final @Nullable RecordCodec output;

    Route(
            Endpoint<C, I, O> endpoint,
            MethodDefinition definition,
            Authenticator authenticator,
            @Nullable RateLimiter limiter,
            Guesses guesses) {
        this.endpoint = endpoint;
        this.method = endpoint.method();
        this.definition = definition;
        this.verb = verb(definition);
        this.authenticator = authenticator;
        this.limiter = limiter;
        this.guesses = guesses;
        this.input = codec(method.input(), RequestBody.class);
        this.output = codec(method.output(), ResponseBody.class);
    }

    private @Nullable RecordCodec codec(Class<?> type, Class<?> streamed) {
        return type == streamed || type == Nothing.class || type == ForwardedInput.class
                ? null
                : RecordCodec.of(type, method.nsid(), null);
    }

    /// The order of a request: parameters, caller, body, rate, handler, answer. It is the reference's, so that a
    /// request with two faults is told of the same one. That it arrived has been counted before ([Router]).
    void serve(Exchange exchange) {
        refuseWrongVerb(exchange, verb);
        DataMap parameters = parameters(exchange);
        C caller = caller(exchange);
        I in = input(exchange, parameters);
        if (limiter != null) {
            limiter.count(method.nsid(), method.rateLimit(), exchange, caller, in);
        }
        answer(
                exchange,
                in instanceof Guess guess
                        ? guesses.watch(guess, exchange, () -> endpoint.handle(caller, in))
                        : endpoint.handle(caller, in));
    }

    /// The HTTP verb of a kind of method.
    static String verb(MethodDefinition definition) {
        return switch (definition.kind()) {
            case QUERY, SUBSCRIPTION -> "GET";
            case PROCEDURE -> "POST";
        };
    }

    static void refuseWrongVerb(Exchange exchange, String expected) {
        String actual = exchange.verb();
        if (!actual.equals(expected) && !(actual.equals("HEAD") && expected.equals("GET"))) {
            throw XrpcException.invalidRequest("Incorrect HTTP method (" + actual + ") expected " + expected);
        }
    }

    private DataMap parameters(Exchange exchange) {
        try {
            return definition.decodeParameters(QueryString.parse(exchange.query()));
        } catch (InvalidLexiconDataException e) {
            throw invalid(e);
        }
    }

    private C caller(Exchange exchange) {
        if (method.access().isPublic()) {
            return method.access().type().cast(Caller.Anonymous.ANONYMOUS);
        }
        exchange.responseHeader("Cache-Control", "private");
        exchange.responseHeader("Vary", "Authorization");
        return authenticator.authenticate(method.access(), exchange);
    }

    private I input(Exchange exchange, DataMap parameters) {
        Body body = definition.input();
        if (body == null) {
            Bodies.refuse(exchange);
            return record(parameters);
        }
        String contentType = Bodies.contentType(exchange, body);
        if (method.input() == RequestBody.class) {
            return method.input().cast(Bodies.stream(exchange, contentType, method.bodyLimit()));
        }
        byte[] json = Bodies.read(exchange, method.bodyLimit());
        DataValue value;
        try {
            value = body.check(DataJson.parse(json));
        } catch (InvalidDataException | InvalidLexiconDataException e) {
            throw invalid(e);
        }
        if (!(value instanceof DataMap map)) {
            throw XrpcException.invalidRequest("Expected an object");
        }
        if (method.input() == ForwardedInput.class) {
            return method.input().cast(new ForwardedInput(exchange.header("atproto-proxy"), map));
        }
        return record(map);
    }

    private I record(DataMap map) {
        if (input == null) {
            return method.input().cast(Nothing.NOTHING);
        }
        try {
            return method.input().cast(input.read(map));
        } catch (InvalidSyntaxException | InvalidCidException | InvalidDataException e) {
            throw invalid(e);
        }
    }

    private static XrpcException invalid(RuntimeException e) {
        String reason = e.getMessage();
        return XrpcException.invalidRequest(reason == null ? "Invalid request" : reason);
    }

    private void answer(Exchange exchange, O out) {
        if (out instanceof ResponseBody body) {
            StreamedAnswer.send(exchange, body);
        } else if (output == null) {
            exchange.send(200, null, new byte[0]);
        } else {
            var json = new JsonBuffer(JSON_FIRST);
            output.write(out, json);
            exchange.send(200, JSON, json.toByteArray());
        }
    }
}
