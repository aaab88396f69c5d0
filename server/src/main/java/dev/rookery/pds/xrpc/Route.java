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
import dev.rookery.pds.load.HeavyWork;
import org.jspecify.annotations.Nullable;

/// One endpoint, made ready to serve: its lexicon looked up and its codecs built.
final class Route<C extends Caller, I, O> {
    private static final int JSON_FIRST = 1_024;

    /// Smaller inputs take no more than what every request has.
    private static final int ESTIMATED_BYTES_MIN = 1_024;

    /// Parsed values are checked, and read into records: about the same again.
    private static final int CHECKED_AND_READ = 2;

    private final Endpoint<C, I, O> endpoint;
    private final Method<C, I, O> method;
    private final MethodDefinition definition;
    private final String verb;
    private final Authenticator authenticator;
    private final @Nullable RateLimiter limiter;
    private final Guesses guesses;
    private final HeavyWork heavy;
    private final @Nullable RecordCodec input;
    private final @Nullable RecordCodec output;

    Route(
            Endpoint<C, I, O> endpoint,
            MethodDefinition definition,
            Authenticator authenticator,
            @Nullable RateLimiter limiter,
            Guesses guesses,
            HeavyWork heavy) {
        this.heavy = heavy;
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
        O out = handle(exchange, caller, in);
        if (out instanceof Held held) {
            exchange.memory().giveBack(method.memory() - held.heldBytes());
        }
        answer(exchange, out);
    }

    private O handle(Exchange exchange, C caller, I in) {
        if (in instanceof Guess guess) {
            return guesses.watch(guess, exchange, () -> endpoint.handle(caller, in));
        }
        if (in instanceof RequestBody body) {
            try (body) {
                return endpoint.handle(caller, in);
            }
        }
        return endpoint.handle(caller, in);
    }

    /// What a call holds in memory that other small requests do not.
    long memory() {
        return method.memory();
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
        if (json.length >= ESTIMATED_BYTES_MIN) {
            Bodies.take(exchange.memory(), DataJson.memory(json) * CHECKED_AND_READ);
        }
        return json.length < HeavyWork.BYTES_MIN
                ? input(exchange, body, json)
                : heavy.call(() -> input(exchange, body, json));
    }

    private I input(Exchange exchange, Body body, byte[] json) {
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
            var answer = new JsonAnswer(exchange);
            var json = new JsonBuffer(JSON_FIRST, answer);
            output.write(out, json);
            answer.end(json);
        }
    }
}
