package dev.rookery.atproto.lexicon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.syntax.Nsid;
import dev.rookery.atproto.syntax.RecordKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The protocol's shared test files of lexicons, and of records that follow one or do not.
class LexiconInteropTest {
    private static final Path FOLDER = Path.of(System.getProperty("rookery.root", ".."), "../shared/interop/lexicon");
    private static final Nsid RECORD = new Nsid("example.lexicon.record");

    @TestFactory
    Stream<DynamicTest> validLexicon_isAccepted() {
        return cases(
                "lexicon-valid.json",
                test -> assertThatCode(() -> Lexicons.of(List.of(lexicon(test))))
                        .doesNotThrowAnyException());
    }

    @TestFactory
    Stream<DynamicTest> invalidLexicon_isRefused() {
        return cases(
                "lexicon-invalid.json",
                test -> assertThatThrownBy(() -> Lexicons.of(List.of(lexicon(test))))
                        .isInstanceOf(InvalidLexiconException.class));
    }

    @TestFactory
    Stream<DynamicTest> validRecord_isAccepted() {
        return cases(
                "record-data-valid.json",
                test -> assertThatCode(() -> assertRecord(catalog(), test)).doesNotThrowAnyException());
    }

    @TestFactory
    Stream<DynamicTest> invalidRecord_isRefused() {
        return cases(
                "record-data-invalid.json",
                test -> assertThatThrownBy(() -> assertRecord(catalog(), test))
                        .isInstanceOf(InvalidLexiconDataException.class));
    }

    @Test
    void catalog_isReadAsWhatItSays() {
        if (!Files.isDirectory(FOLDER)) {
            return;
        }
        var lexicons = catalog();

        var query = lexicons.method(new Nsid("example.lexicon.query")).orElseThrow();
        var subscription =
                lexicons.method(new Nsid("example.lexicon.subscription")).orElseThrow();
        var permissions = lexicons.permissionSet(new Nsid("example.lexicon.permissionset"))
                .orElseThrow()
                .permissions();

        assertThat(query.errors()).containsExactly("DemoError", "AnotherDemoError");
        assertThat(subscription.message()).isInstanceOf(UnionSchema.class);
        assertThat(permissions).hasSize(6);
        assertThat(permissions.getLast().parameters().get("inheritAud")).containsExactly("true");
    }

    private static void assertRecord(Lexicons lexicons, DataMap test) {
        var key = new RecordKey(String.valueOf(test.text("rkey")));
        lexicons.assertRecord(RECORD, key, (DataMap) value(test, "data"));
    }

    private static byte[] lexicon(DataMap test) {
        return DataJson.toString(value(test, "lexicon")).getBytes(StandardCharsets.UTF_8);
    }

    private static DataValue value(DataMap test, String key) {
        return Objects.requireNonNull(test.get(key), key);
    }

    private static Lexicons catalog() {
        try (var files = Files.list(FOLDER.resolve("catalog"))) {
            var documents = new ArrayList<byte[]>();
            for (var file : files.sorted().toList()) {
                documents.add(Files.readAllBytes(file));
            }
            return Lexicons.of(documents);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<DynamicTest> cases(String file, Consumer<DataMap> check) {
        var path = FOLDER.resolve(file);
        if (!Files.exists(path)) {
            System.err.println("interop file not found: " + path + ", its cases are left out");
            return Stream.empty();
        }
        try {
            var tests = (DataList) DataJson.parse(withRawBlobLinks(Files.readString(path)));
            assertThat(tests.items()).isNotEmpty();
            return tests.items().stream()
                    .map(DataMap.class::cast)
                    .map(test -> dynamicTest(file + ": " + test.text("name"), () -> check.accept(test)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The files' blobs link to what would be a DAG-CBOR block, which the data model refuses before any
    /// schema is asked. The same digest as that of raw bytes leaves each case what it says it is.
    private static String withRawBlobLinks(String json) {
        return json.replaceAll("(\"ref\": \\{\\s*\"\\$link\": \")bafyrei", "$1bafkrei");
    }
}
