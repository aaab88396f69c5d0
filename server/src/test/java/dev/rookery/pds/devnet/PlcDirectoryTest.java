package dev.rookery.pds.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.crypto.Algorithm;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.identity.DidDocument;
import dev.rookery.pds.identity.IdentityException;
import dev.rookery.pds.identity.PlcClient;
import dev.rookery.pds.identity.PlcData;
import dev.rookery.pds.identity.PlcOperation;
import dev.rookery.pds.identity.PlcTombstone;
import dev.rookery.pds.identity.PlcUpdate;
import dev.rookery.pds.outbound.AddressPolicy;
import dev.rookery.pds.outbound.OutboundHttp;
import dev.rookery.pds.outbound.OutboundRequest;
import dev.rookery.pds.outbound.OutboundResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlcDirectoryTest {
    private static final String PDS = "https://pds.test";
    private static final OutboundHttp HTTP = new OutboundHttp(AddressPolicy.ANY, Duration.ofSeconds(10), 1_000_000, 0);

    private final SigningKey recovery = key();
    private final SigningKey rotation = key();
    private final SigningKey signing = key();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource time = () -> now = now.plusMillis(1);

    @TempDir
    Path folder;

    private PlcDirectory directory;
    private PlcClient client;

    private static SigningKey key() {
        return SigningKey.generate(Algorithm.K256, new SecureRandom());
    }

    @BeforeEach
    void start() {
        directory = PlcDirectory.start(folder.resolve("plc.jsonl"), 0, time);
        client = new PlcClient(HTTP, directory.uri());
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    private PlcData data(String handle) {
        return PlcData.ofAccount(
                List.of(
                        recovery.verifyingKey().didKey(),
                        rotation.verifyingKey().didKey()),
                signing.verifyingKey().didKey(),
                new Handle(handle),
                PDS);
    }

    private PlcOperation create(String handle) {
        PlcUpdate genesis = PlcUpdate.genesis(data(handle), rotation);
        client.submit(genesis.did(), genesis);
        return genesis;
    }

    @Test
    void createdIdentity_hasADocument() {
        Did alice = create("alice.test").did();

        DidDocument document = client.document(alice).orElseThrow();

        assertThat(document.handle()).contains(new Handle("alice.test"));
        assertThat(document.signingKey()).contains(signing.verifyingKey());
        assertThat(document.pdsEndpoint()).contains(PDS);
        assertThat(client.data(alice)).contains(data("alice.test"));
    }

    @Test
    void restartedDirectory_stillKnowsItsIdentities() {
        PlcOperation genesis = create("alice.test");

        stop();
        start();

        assertThat(client.last(genesis.did())).contains(genesis);
    }

    @Test
    void update_replacesTheData() {
        PlcOperation genesis = create("alice.test");

        client.submit(genesis.did(), PlcUpdate.after(genesis, data("bob.test"), rotation));

        assertThat(client.document(genesis.did()).flatMap(DidDocument::handle)).contains(new Handle("bob.test"));
    }

    @Test
    void operationAgainstTheRules_isRefused() {
        PlcOperation genesis = create("alice.test");
        Did alice = genesis.did();
        PlcOperation unrelated = PlcUpdate.genesis(data("carol.test"), rotation);

        assertThatThrownBy(() -> client.submit(alice, genesis)).isInstanceOf(IdentityException.class);
        assertThatThrownBy(() -> client.submit(new Did("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"), unrelated))
                .hasMessageContaining("does not match DID");
        assertThatThrownBy(() -> client.submit(alice, PlcUpdate.after(genesis, data("bob.test"), signing)))
                .hasMessageContaining("Invalid signature");
        assertThatThrownBy(() -> client.submit(alice, PlcUpdate.after(unrelated, data("bob.test"), rotation)))
                .hasMessageContaining("not correctly ordered");
        assertThat(client.last(alice)).contains(genesis);
    }

    @Test
    void strongerKey_recoversWithinThreeDays() {
        PlcOperation genesis = create("alice.test");
        Did alice = genesis.did();
        client.submit(alice, PlcUpdate.after(genesis, data("thief.test"), rotation));

        assertThatThrownBy(() -> client.submit(alice, PlcUpdate.after(genesis, data("bob.test"), rotation)))
                .hasMessageContaining("Invalid signature");
        client.submit(alice, PlcUpdate.after(genesis, data("bob.test"), recovery));

        assertThat(client.data(alice)).contains(data("bob.test"));
    }

    @Test
    void strongerKey_afterThreeDays_isTooLate() {
        PlcOperation genesis = create("alice.test");
        client.submit(genesis.did(), PlcUpdate.after(genesis, data("thief.test"), rotation));

        now = now.plus(Duration.ofDays(4));

        assertThatThrownBy(() -> client.submit(genesis.did(), PlcUpdate.after(genesis, data("bob.test"), recovery)))
                .hasMessageContaining("recovery window");
    }

    @Test
    void tombstone_endsTheIdentity() {
        PlcOperation genesis = create("alice.test");

        client.submit(genesis.did(), PlcTombstone.after(genesis, rotation));

        assertThat(client.document(genesis.did())).isEmpty();
    }

    @Test
    void export_listsOperationsInOrder() {
        PlcOperation first = create("alice.test");
        PlcOperation second = create("bob.test");

        assertThat(get("/export").text())
                .contains(first.cid().toString(), second.cid().toString());
        assertThat(get("/export?after=1").text())
                .contains(second.cid().toString())
                .doesNotContain(first.cid().toString());
    }

    @Test
    void badRequest_isAnsweredAsOne() {
        Did alice = create("alice.test").did();

        assertThat(get("/_health").status()).isEqualTo(200);
        assertThat(get("/nonsense").status()).isEqualTo(404);
        assertThat(get("/did:plc:unknown").status()).isEqualTo(404);
        assertThat(get("/" + alice + "/what").status()).isEqualTo(404);
        assertThat(get("/" + alice + "/log/audit").status()).isEqualTo(200);
        assertThat(get("/export?count=x").status()).isEqualTo(400);
        assertThat(get("/export?after=yesterday").status()).isEqualTo(400);
        for (String body : List.of("", "[]", "{", "{\"type\": \"plc_operation\"}", "null")) {
            URI uri = directory.uri().resolve("/" + alice);
            assertThat(HTTP.send(OutboundRequest.postJson(uri, body.getBytes(StandardCharsets.UTF_8)))
                            .status())
                    .as(body)
                    .isEqualTo(400);
        }
    }

    private OutboundResponse get(String path) {
        return HTTP.send(OutboundRequest.get(URI.create(directory.uri() + path), "*/*"));
    }
}
