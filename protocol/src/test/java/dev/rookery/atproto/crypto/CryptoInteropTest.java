package dev.rookery.atproto.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The network's shared examples of keys and signatures.
class CryptoInteropTest {
    private static final Path FOLDER = Path.of(System.getProperty("rookery.root", ".."), "../shared/interop/crypto");

    @TestFactory
    Stream<DynamicTest> signatures() throws IOException {
        return examples("signature-fixtures.json").stream()
                .map(example -> DynamicTest.dynamicTest(example.get("comment"), () -> signatureIsJudged(example)));
    }

    private static void signatureIsJudged(Map<String, String> example) {
        var key = VerifyingKey.fromDidKey(example.get("publicKeyDid"));
        byte[] message = Base64.getDecoder().decode(example.get("messageBase64"));
        byte[] signature = Base64.getDecoder().decode(example.get("signatureBase64"));

        assertThat(key.verify(message, signature)).isEqualTo(Boolean.parseBoolean(example.get("validSignature")));
        assertThat(key.didKey()).isEqualTo(example.get("publicKeyDid"));
        assertThat(key.curve().jwtName()).isEqualTo(example.get("algorithm"));
        assertThat(VerifyingKey.fromVerificationMethod(key.curve().oldMethodType(), example.get("publicKeyMultibase")))
                .isEqualTo(key);
    }

    @TestFactory
    Stream<DynamicTest> didKeysOfK256() throws IOException {
        return examples("w3c_didkey_K256.json").stream()
                .map(example -> DynamicTest.dynamicTest(example.get("publicDidKey"), () -> {
                    var key = SigningKey.fromHex(Algorithm.K256, example.get("privateKeyBytesHex"));

                    assertThat(key.verifyingKey().didKey()).isEqualTo(example.get("publicDidKey"));
                }));
    }

    @TestFactory
    Stream<DynamicTest> didKeysOfP256() throws IOException {
        return examples("w3c_didkey_P256.json").stream()
                .map(example -> DynamicTest.dynamicTest(example.get("publicDidKey"), () -> {
                    var key = SigningKey.fromBytes(Algorithm.P256, Base58.decode(example.get("privateKeyBytesBase58")));

                    assertThat(key.verifyingKey().didKey()).isEqualTo(example.get("publicDidKey"));
                }));
    }

    /// Reads a list of flat objects as text.
    private static List<Map<String, String>> examples(String file) throws IOException {
        if (!Files.exists(FOLDER.resolve(file))) {
            System.err.println("No " + file + " in ../shared/interop: its examples are not run.");
            return List.of();
        }
        var examples = new ArrayList<Map<String, String>>();
        try (var parser = new JsonFactory().createParser(Files.readString(FOLDER.resolve(file)))) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                var example = new HashMap<String, String>();
                for (var key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                    parser.nextToken();
                    example.put(key, parser.getText());
                    parser.skipChildren();
                }
                examples.add(example);
            }
        }
        assertThat(examples).isNotEmpty();
        return examples;
    }
}
