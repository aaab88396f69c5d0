package dev.rookery.pds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.lexicon.Body;
import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.lexicon.MethodDefinition;
import dev.rookery.atproto.lexicon.ObjectSchema;
import dev.rookery.atproto.lexicon.ReferenceSchema;
import dev.rookery.atproto.lexicon.Schema;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.pds.xrpc.Access.Kind;
import dev.rookery.pds.xrpc.ForwardedInput;
import dev.rookery.pds.xrpc.Method;
import dev.rookery.pds.xrpc.Nothing;
import dev.rookery.pds.xrpc.RequestBody;
import dev.rookery.pds.xrpc.ResponseBody;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What must hold for every endpoint, tried by walking the list of them.
class EndpointTablesTest {
    private static final int METHODS_MIN = 10;

    @RegisterExtension
    static final TestPds pds = TestPds.start();

    private static final Lexicons LEXICONS = Lexicons.bundled();

    @Test
    void endpoints_areFound() {
        assertThat(pds.inside().methods()).hasSizeGreaterThanOrEqualTo(METHODS_MIN);
    }

    @Test
    void shapes_areThoseOfTheLexicons() {
        List<String> faults = new ArrayList<>();

        for (Method<?, ?, ?> method : pds.inside().methods()) {
            MethodDefinition definition =
                    LEXICONS.method(new Nsid(method.nsid())).orElseThrow();
            faults.addAll(inputFaults(method, definition));
            faults.addAll(outputFaults(method, definition));
        }

        assertThat(faults).isEmpty();
    }

    private static List<String> inputFaults(Method<?, ?, ?> method, MethodDefinition definition) {
        String where = method.nsid() + " input";
        Body body = definition.input();
        if (definition.kind() == MethodDefinition.Kind.QUERY) {
            ObjectSchema schema = definition.parameters().schema();
            return shapeFaults(where, method.input(), schema.properties().isEmpty() ? null : schema, true);
        }
        if (body != null && body.schema() == null) {
            return method.input() == RequestBody.class ? List.of() : List.of(where + " must be streamed");
        }
        if (method.input() == ForwardedInput.class) {
            return List.of(); // goes out as it came in
        }
        return shapeFaults(where, method.input(), body == null ? null : object(body.schema()), true);
    }

    private static List<String> outputFaults(Method<?, ?, ?> method, MethodDefinition definition) {
        String where = method.nsid() + " output";
        Body body = definition.output();
        if (method.input() == ForwardedInput.class) {
            return method.output() == ResponseBody.class ? List.of() : List.of(where + " must be what came back");
        }
        if (body != null && body.schema() == null) {
            return method.output() == ResponseBody.class ? List.of() : List.of(where + " must be streamed");
        }
        return shapeFaults(where, method.output(), body == null ? null : object(body.schema()), false);
    }

    private static List<String> shapeFaults(
            String where, Class<?> record, @Nullable ObjectSchema schema, boolean input) {
        if (schema == null || record == Nothing.class) {
            boolean nothing = record == Nothing.class;
            return (schema == null) == nothing
                    ? List.of()
                    : List.of(where + (nothing ? " is left out" : " is made up"));
        }
        return ShapeCheck.faults(where, record, schema, input);
    }

    private static ObjectSchema object(@Nullable Schema schema) {
        return switch (schema) {
            case ObjectSchema object -> object;
            case ReferenceSchema reference -> object(reference.target());
            case null, default -> throw new IllegalStateException("no object: " + schema);
        };
    }

    @Test
    void nobody_isRefused_whereACallerIsNeeded() {
        for (Method<?, ?, ?> method : pds.inside().methods()) {
            if (method.access().isPublic() || method.access().admits(Kind.ANONYMOUS)) {
                continue;
            }
            assertThat(bare(method, pds.client())).as(method.nsid()).isIn(400, 401);
        }
    }

    @Test
    void noRequestWithoutArguments_isAServerError() {
        var alice = pds.user("tables.test");
        for (Method<?, ?, ?> method : pds.inside().methods()) {
            assertThat(bare(method, pds.client())).as(method.nsid()).isLessThan(500);
            assertThat(bare(method, alice.client().withBearer("x.y.z")))
                    .as(method.nsid())
                    .isLessThan(500);
            assertThat(bare(method, pds.admin())).as(method.nsid()).isLessThan(500);
        }
    }

    private static int bare(Method<?, ?, ?> method, XrpcClient client) {
        boolean query = LEXICONS.method(new Nsid(method.nsid())).orElseThrow().kind() == MethodDefinition.Kind.QUERY;
        var request = client.request("/xrpc/" + method.nsid());
        return client.send(
                        query
                                ? request.GET().build()
                                : request.header("Content-Type", "application/json")
                                        .POST(BodyPublishers.ofString("{}"))
                                        .build())
                .status();
    }
}
