package dev.rookery.pds.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.syntax.Did;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlcOperationTest {
    /// The first operation of the account `bsky.app`, as the network's directory has it.
    private static final String GENESIS = """
            {"sig": "9NuYV7AqwHVTc0YuWzNV3CJafsSZWH7qCxHRUIP2xWlB-YexXC1OaYAnUayiCXLVzRQ8WBXIqF-SvZdNalwcjA",
             "prev": null, "type": "plc_operation",
             "services": {"atproto_pds": {"type": "AtprotoPersonalDataServer", "endpoint": "https://bsky.social"}},
             "alsoKnownAs": ["at://bluesky-team.bsky.social"],
             "rotationKeys": ["did:key:zQ3shhCGUqDKjStzuDxPkTxN6ujddP4RkEKJJouJGRRkaLGbg",
                              "did:key:zQ3shpKnbdPx3g3CmPf5cRVTPe1HtSwVn5ish3wSnDPQCbLJK"],
             "verificationMethods": {"atproto": "did:key:zQ3shXjHeiBuRCKmM36cuYnm7YEMzhGnCmCyW92sRJ9pribSF"}}
            """;

    @Test
    void knownGenesis_leadsToItsDidAndCid() {
        PlcOperation operation = PlcOperation.parse(DataJson.parseMap(GENESIS));

        assertThat(operation.did()).isEqualTo(new Did("did:plc:z72i7hdynmk6r22z27h6tvur"));
        assertThat(operation.cid()).hasToString("bafyreigp6shzy6dlcxuowwoxz7u5nemdrkad2my5zwzpwilcnhih7bw6zm");
    }

    @Test
    void knownGenesis_isSignedByOneOfItsKeys() {
        PlcOperation operation = PlcOperation.parse(DataJson.parseMap(GENESIS));
        List<String> keys = PlcData.parse(operation.data()).rotationKeys();

        assertThat(operation.signer(keys)).contains(keys.get(1));
        assertThat(operation.signer(List.of("did:key:zNonsense", "", keys.get(0))))
                .isEmpty();
    }

    @Test
    void signatureWrittenInAnotherWay_isNone() {
        String padded = GENESIS.replace("lwcjA\"", "lwcjA==\"");
        String otherBits = GENESIS.replace("lwcjA\"", "lwcjB\"");

        for (String json : List.of(padded, otherBits)) {
            PlcOperation operation = PlcOperation.parse(DataJson.parseMap(json));
            assertThat(operation.signer(PlcData.parse(operation.data()).rotationKeys()))
                    .isEmpty();
        }
    }

    @Test
    void malformedOperation_isRefused() {
        for (String json : List.of(
                "{}",
                "{\"type\": \"plc_operation\"}",
                "{\"type\": \"plc_tombstone\", \"prev\": null, \"sig\": \"\"}",
                GENESIS.replace("\"prev\": null", "\"prev\": 1"),
                GENESIS.replace("\"prev\": null,", ""),
                GENESIS.replace("\"prev\": null", "\"prev\": null, \"more\": 1"),
                GENESIS.replace("[\"at://bluesky-team.bsky.social\"]", "[5]"))) {
            assertThatThrownBy(() -> PlcOperation.parse(DataJson.parseMap(json)))
                    .as(json)
                    .isInstanceOf(IdentityException.class);
        }
    }
}
