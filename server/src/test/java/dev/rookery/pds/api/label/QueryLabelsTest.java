package dev.rookery.pds.api.label;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.TestPds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Labels, of which this server has none.
class QueryLabelsTest {
    private static final String METHOD = "com.atproto.label.queryLabels";

    @RegisterExtension
    static final TestPds pds = TestPds.start();

    @Test
    void thereAreNone() {
        assertThat(pds.client().get(METHOD, "uriPatterns", "*").expect(200).bodyText())
                .isEqualTo("{\"labels\":[]}");
    }

    @Test
    void badInput_isRefused() {
        pds.client().get(METHOD).expect(400, "InvalidRequest");
        pds.client().get(METHOD, "uriPatterns", "*", "limit", "251").expect(400, "InvalidRequest");
        pds.client().get(METHOD, "uriPatterns", "*", "sources", "x").expect(400, "InvalidRequest");
    }
}
