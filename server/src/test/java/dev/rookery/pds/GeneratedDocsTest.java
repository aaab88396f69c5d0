package dev.rookery.pds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Holds the generated documents to the code. `./rookery docs` writes them anew.
class GeneratedDocsTest {
    private static final Path DOCS = Path.of(System.getProperty("rookery.root", ".."), "docs");
    private static final boolean WRITE = "write".equals(System.getProperty("rookery.docs"));

    @RegisterExtension
    static final TestPds pds = TestPds.start();

    @Test
    void api_isUpToDate() throws IOException {
        hold("api.md", GeneratedDocs.api(pds.inside().methods()));
    }

    @Test
    void configuration_isUpToDate() throws IOException {
        hold("configuration.md", GeneratedDocs.configuration());
    }

    private static void hold(String name, String content) throws IOException {
        Path file = DOCS.resolve(name);
        if (WRITE) {
            Files.createDirectories(DOCS);
            Files.writeString(file, content);
        }
        assertThat(file).as("run ./rookery docs").hasContent(content);
    }
}
