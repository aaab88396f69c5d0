package dev.rookery.atproto.syntax;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The protocol's shared test files of valid and invalid strings.
class SyntaxInteropTest {
    private static final Path FOLDER = Path.of(System.getProperty("rookery.root", ".."), "../shared/interop/syntax");

    private static final Map<String, Predicate<String>> CHECKS = Map.ofEntries(
            Map.entry("atidentifier", text -> AtIdentifier.isValid(text) && parses(() -> AtIdentifier.parse(text))),
            Map.entry("aturi", text -> AtUri.isValid(text) && parses(() -> new AtUri(text))),
            Map.entry("cid", CidText::isValid),
            Map.entry("datetime", text -> Datetime.isValid(text) && parses(() -> new Datetime(text).toInstant())),
            Map.entry("did", text -> Did.isValid(text) && parses(() -> new Did(text))),
            Map.entry("handle", text -> Handle.isValid(text) && parses(() -> new Handle(text))),
            Map.entry("language", text -> Language.isValid(text) && parses(() -> new Language(text))),
            Map.entry("nsid", text -> Nsid.isValid(text) && parses(() -> new Nsid(text).authority())),
            Map.entry("recordkey", text -> RecordKey.isValid(text) && parses(() -> new RecordKey(text))),
            Map.entry("tid", text -> Tid.isValid(text) && parses(() -> new Tid(text))),
            Map.entry("uri", text -> Uri.isValid(text) && parses(() -> new Uri(text))));

    private static boolean parses(Runnable parse) {
        parse.run();
        return true;
    }

    @TestFactory
    Stream<DynamicTest> everyFile() throws IOException {
        if (!Files.isDirectory(FOLDER)) {
            System.err.println("interop files not found at " + FOLDER + ": their syntax tests are left out");
            return Stream.empty();
        }
        try (var files = Files.list(FOLDER)) {
            return files.sorted().toList().stream().flatMap(SyntaxInteropTest::cases);
        }
    }

    private static Stream<DynamicTest> cases(Path file) {
        var parts = file.getFileName().toString().replace(".txt", "").split("_", -1);
        var check = requireNonNull(CHECKS.get(parts[0]), "a check for " + file);
        boolean valid = parts[2].equals("valid");
        return lines(file).stream()
                .filter(line -> !line.isBlank() && (!line.startsWith("#") || line.equals("#extra")))
                .map(line -> dynamicTest(
                        parts[0] + ' ' + parts[2] + ' ' + line,
                        () -> assertThat(check.test(line)).isEqualTo(valid)));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
