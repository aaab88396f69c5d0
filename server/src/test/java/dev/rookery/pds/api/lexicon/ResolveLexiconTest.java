package dev.rookery.pds.api.lexicon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.pds.FakeService;
import dev.rookery.pds.TestIdentity;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.identity.IdentityException;
import dev.rookery.pds.identity.LexiconResolver;
import dev.rookery.pds.identity.NetworkDidResolver;
import dev.rookery.pds.identity.PlcClient;
import dev.rookery.pds.identity.TxtLookup;
import dev.rookery.pds.outbound.AddressPolicy;
import dev.rookery.pds.outbound.OutboundHttp;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Lexicons that an authority publishes in its repository.
class ResolveLexiconTest {
    private static final String METHOD = "com.atproto.lexicon.resolveLexicon";
    private static final Nsid NOTE = new Nsid("com.example.test.note");

    @RegisterExtension
    static final TestPds pds = TestPds.start(Map.of("PDS_ID_RESOLVER_TIMEOUT", "200"));

    private static Did authority;

    @BeforeAll
    static void publish() {
        TestPds.User user = pds.user("authority.test");
        authority = user.did();
        user.client()
                .post("com.atproto.repo.createRecord", """
                        {"repo":"%s","collection":"com.atproto.lexicon.schema","rkey":"%s","record":{
                        "$type":"com.atproto.lexicon.schema","lexicon":1,"id":"%s","defs":{"main":{"type":"token"}}}}
                        """.formatted(authority, NOTE, NOTE))
                .expect(200);
    }

    private static LexiconResolver resolver(@Nullable Did fixed, TxtLookup dns) {
        var http = new OutboundHttp(AddressPolicy.ANY, Duration.ofSeconds(5), 1_000_000, 0);
        var dids = new NetworkDidResolver(new PlcClient(http, pds.plc().uri()), http);
        return new LexiconResolver(fixed, dns, dids, http, InstantSource.system());
    }

    private static TxtLookup dns(String... texts) {
        return name -> name.equals("_lexicon.test.example.com") ? List.of(texts) : List.of();
    }

    @Test
    void lexicon_isFoundByDns_andProvedByItsAuthority() {
        var found = resolver(null, dns("v=spf1", "did=" + authority)).resolve(NOTE);

        assertThat(found.uri().text()).isEqualTo("at://" + authority + "/com.atproto.lexicon.schema/" + NOTE);
        assertThat(found.schema().text("id")).isEqualTo(NOTE.text());
    }

    @Test
    void lexiconThatNobodyPublishes_isNotFound() {
        var known = dns("did=" + authority);
        assertThatThrownBy(() -> resolver(null, known).resolve(new Nsid("com.example.test.other")))
                .isInstanceOf(IdentityException.class)
                .hasMessageContaining("has no lexicon");
        assertThatThrownBy(() -> resolver(null, known).resolve(new Nsid("com.example.test.deeper.note")))
                .hasMessageContaining("_lexicon.deeper.test.example.com names no one DID");
        assertThatThrownBy(() -> resolver(null, dns("did=" + authority, "did=did:web:x.test"))
                        .resolve(NOTE))
                .hasMessageContaining("names no one DID");
    }

    @Test
    void proofOfSomebodyElse_isNotBelieved() {
        byte[] proof = pds.client()
                .get(
                        "com.atproto.sync.getRecord",
                        "did",
                        authority.text(),
                        "collection",
                        "com.atproto.lexicon.schema",
                        "rkey",
                        NOTE.text())
                .expect(200)
                .body();
        try (var liar = FakeService.start()) {
            TestIdentity owner = TestIdentity.pds(liar.url()).register(pds);
            liar.answer(200, proof);
            assertThatThrownBy(() -> resolver(owner.did(), TxtLookup.NONE).resolve(NOTE))
                    .hasMessageContaining("not signed by");
            liar.answer(200, "garbage");
            assertThatThrownBy(() -> resolver(owner.did(), TxtLookup.NONE).resolve(NOTE))
                    .hasMessageContaining("malformed proof");
            liar.answer(404, "{}");
            assertThatThrownBy(() -> resolver(owner.did(), TxtLookup.NONE).resolve(NOTE))
                    .hasMessageContaining("answered 404");
        }
    }

    @Test
    void endpoint_answersFromTheAuthorityThatIsSet_andRefusesByName() {
        var settings = Map.of(
                "PDS_LEXICON_AUTHORITY_DID",
                authority.text(),
                "PDS_DID_PLC_URL",
                pds.plc().uri().toString());
        try (var other = TestPds.start(settings)) {
            var answer = other.client().get(METHOD, "nsid", NOTE.text()).expect(200);

            assertThat(answer.text("uri")).isEqualTo("at://" + authority + "/com.atproto.lexicon.schema/" + NOTE);
            assertThat(answer.bodyText()).contains("\"cid\":\"bafyrei", "\"id\":\"" + NOTE + "\"");
        }
        pds.client().get(METHOD, "nsid", "com.example.invalid.thing").expect(400, "LexiconNotFound");
        pds.client().get(METHOD, "nsid", "nonsense").expect(400, "InvalidRequest");
    }
}
