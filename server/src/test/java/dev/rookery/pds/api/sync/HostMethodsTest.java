package dev.rookery.pds.api.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.TestPds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HostMethodsTest {
    @RegisterExtension
    static final TestPds pds = TestPds.start();

    @Test
    void thisHost_isTheOnlyOneKnown() {
        pds.user("alice.test");

        var status = pds.client()
                .get("com.atproto.sync.getHostStatus", "hostname", "localhost")
                .expect(200);

        assertThat(status.bodyText())
                .matches("\\{\"hostname\":\"localhost\",\"seq\":[1-9][0-9]+,\"accountCount\":1,\"status\":\"active\"}");
        assertThat(pds.client().get("com.atproto.sync.listHosts").expect(200).bodyText())
                .isEqualTo("{\"hosts\":[" + status.bodyText() + "]}");
        assertThat(pds.client()
                        .get("com.atproto.sync.listHosts", "cursor", "1")
                        .expect(200)
                        .bodyText())
                .isEqualTo("{\"hosts\":[]}");
        pds.client()
                .get("com.atproto.sync.getHostStatus", "hostname", "other.example")
                .expect(400, "HostNotFound");
    }

    @Test
    void crawls_areTakenOfThisHostOnly() {
        for (String method : new String[] {"requestCrawl", "notifyOfUpdate"}) {
            pds.client()
                    .post("com.atproto.sync." + method, "{\"hostname\":\"localhost\"}")
                    .expect(200);
            pds.client()
                    .post("com.atproto.sync." + method, "{\"hostname\":\"other.example\"}")
                    .expect(400, "InvalidRequest");
        }
    }
}
