package dev.rookery.pds.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.outbound.AddressPolicy;
import dev.rookery.pds.outbound.OutboundHttp;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkHandleResolverTest {
    /// Finds no host: `.localhost` names are this machine's own, which it may not ask.
    private static final OutboundHttp NOWHERE =
            new OutboundHttp(AddressPolicy.PUBLIC_ONLY, Duration.ofSeconds(1), 1_000, 0);

    private static final Handle ALICE = new Handle("alice.localhost");
    private static final Did DID = new Did("did:plc:alice");

    @Test
    void oneRecord_leadsToItsDid() {
        var resolver = new NetworkHandleResolver(
                name -> name.equals("_atproto.alice.localhost") ? List.of("v=spf1", "did=" + DID) : List.of(),
                TxtLookup.NONE,
                NOWHERE);

        assertThat(resolver.resolve(ALICE)).contains(DID);
    }

    @Test
    void severalRecordsOrNoDid_leadNowhere() {
        for (List<String> records :
                List.of(List.of("did=" + DID, "did=" + DID), List.of("did=nonsense"), List.of(""))) {
            var resolver = new NetworkHandleResolver(name -> records, TxtLookup.NONE, NOWHERE);

            assertThat(resolver.resolve(ALICE)).isEmpty();
        }
    }

    @Test
    void backupNameServer_isAskedLast() {
        var resolver = new NetworkHandleResolver(TxtLookup.NONE, name -> List.of("did=" + DID), NOWHERE);

        assertThat(resolver.resolve(ALICE)).contains(DID);
    }
}
