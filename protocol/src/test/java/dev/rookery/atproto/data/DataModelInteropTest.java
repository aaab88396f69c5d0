package dev.rookery.atproto.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.rookery.atproto.cid.Cid;
import java.io.IOException;
import java.io.StringWriter;
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

/// The network's shared examples of the data model.
class DataModelInteropTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("rookery.root", ".."), "../shared/interop/data-model");

    @TestFactory
    Stream<DynamicTest> fixtures() throws IOException {
        return examples("data-model-fixtures.json").stream()
                .map(example -> DynamicTest.dynamicTest(example.get("cid"), () -> fixtureGoesBothWays(example)));
    }

    private static void fixtureGoesBothWays(Map<String, String> example) {
        byte[] cbor = Base64.getDecoder().decode(example.get("cbor_base64"));
        var value = DataJson.parseMap(example.get("json"));

        assertThat(DagCbor.encode(value)).isEqualTo(cbor);
        assertThat(Cid.dagCbor(cbor)).hasToString(example.get("cid"));
        assertThat(DagCbor.decode(cbor)).isEqualTo(value);
        assertThat(DataJson.parse(DataJson.fromCbor(cbor))).isEqualTo(value);
    }

    @TestFactory
    Stream<DynamicTest> valid() throws IOException {
        return examples("data-model-valid.json").stream()
                .map(example -> DynamicTest.dynamicTest(example.get("note"), () -> {
                    var value = DataJson.parseMap(example.get("json"));

                    assertThat(DagCbor.decode(DagCbor.encode(value))).isEqualTo(value);
                }));
    }

    @TestFactory
    Stream<DynamicTest> invalid() throws IOException {
        return examples("data-model-invalid.json").stream()
                .map(example -> DynamicTest.dynamicTest(
                        example.get("note"),
                        () -> assertThatThrownBy(() -> DataJson.parseMap(example.get("json")))
                                .isInstanceOf(InvalidDataException.class)));
    }

    /// Reads a list of flat objects, values that are not text as their JSON.
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
                    boolean isText = parser.nextToken() == JsonToken.VALUE_STRING && !key.equals("json");
                    example.put(key, isText ? parser.getText() : json(parser));
                }
                examples.add(example);
            }
        }
        assertThat(examples).isNotEmpty();
        return examples;
    }

    private static String json(JsonParser parser) throws IOException {
        var text = new StringWriter();
        try (var generator = new JsonFactory().createGenerator(text)) {
            generator.copyCurrentStructure(parser);
        }
        return text.toString();
    }
}
