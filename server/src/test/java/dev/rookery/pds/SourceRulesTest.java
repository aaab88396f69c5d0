package dev.rookery.pds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Rules of style that a compiler does not know, held over the sources themselves.
class SourceRulesTest {
    private static final Path ROOT = Path.of(System.getProperty("rookery.root", ".."));
    private static final int FILES_SEEN_MIN = 200;
    private static final int LINES_MAX = 600;
    private static final int LINES_MEDIAN_MAX = 110;
    private static final int WIDTH_MAX = 120;

    private static final Pattern WITHOUT_ISSUE = Pattern.compile("\\b(TODO|FIXME|XXX)\\b(?! *\\(#[0-9]+\\))");
    private static final Pattern WILDCARD_IMPORT = Pattern.compile("^import (static )?.*\\*;");
    private static final Pattern OLD_DOC = Pattern.compile("^\\s*/\\*\\*");
    private static final Pattern DISABLED = Pattern.compile("^\\s*@Disabled\\b");
    private static final Pattern SLEEP = Pattern.compile("\\bThread\\.sleep\\(");

    private record Source(Path path, List<String> lines) {
        boolean isTest() {
            return path.toString().contains("/src/test/");
        }
    }

    @Test
    void sources_areFound() throws IOException {
        assertThat(sources()).hasSizeGreaterThan(FILES_SEEN_MIN);
    }

    @Test
    void lines_keepTheRules() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Source source : sources()) {
            for (int i = 0; i < source.lines().size(); i++) {
                String fault = fault(source, source.lines().get(i));
                if (fault != null) {
                    broken.add(ROOT.relativize(source.path()) + ":" + (i + 1) + " " + fault);
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    private static @Nullable String fault(Source source, String line) {
        if (source.path().endsWith("SourceRulesTest.java")) {
            return null;
        }
        if (WITHOUT_ISSUE.matcher(line).find()) {
            return "a promise without an issue's number";
        }
        if (WILDCARD_IMPORT.matcher(line).find()) {
            return "an import that hides what is used";
        }
        if (OLD_DOC.matcher(line).find()) {
            return "a doc comment that is not ///";
        }
        if (DISABLED.matcher(line).find()) {
            return "a test that does not run";
        }
        if (source.isTest() && SLEEP.matcher(line).find()) {
            return "a test that sleeps";
        }
        boolean tooLong = line.length() > WIDTH_MAX && !source.isTest() && line.indexOf('"') < 0;
        return tooLong ? "longer than " + WIDTH_MAX : null;
    }

    @Test
    void files_areSmall() throws IOException {
        List<Source> main =
                sources().stream().filter(source -> !source.isTest()).toList();

        assertThat(main).allSatisfy(source -> assertThat(source.lines()).hasSizeLessThanOrEqualTo(LINES_MAX));
        int[] lengths =
                main.stream().mapToInt(source -> source.lines().size()).sorted().toArray();
        assertThat(lengths[lengths.length / 2]).isLessThanOrEqualTo(LINES_MEDIAN_MAX);
    }

    @Test
    void everyPackage_hasADefinition() throws IOException {
        List<Path> without = sources().stream()
                .filter(source -> !source.isTest())
                .map(source -> source.path().resolveSibling("package-info.java"))
                .distinct()
                .filter(info -> !Files.exists(info) || !startsWithDoc(info))
                .toList();

        assertThat(without).isEmpty();
    }

    private static boolean startsWithDoc(Path info) {
        try (Stream<String> lines = Files.lines(info)) {
            return lines.findFirst().orElse("").startsWith("/// ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Source> sources() throws IOException {
        List<Source> sources = new ArrayList<>();
        for (String module : List.of("protocol", "server", "bench")) {
            Path folder = ROOT.resolve(module).resolve("src");
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    sources.add(new Source(file, Files.readAllLines(file)));
                }
            }
        }
        return sources;
    }
}
