package dev.rookery.pds;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.rookery.pds.xrpc.Endpoint;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The architecture: which package may use which, and who alone may do what.
class ArchitectureTest {
    private static final String ROOT = "dev.rookery.pds";
    private static final int CLASSES_SEEN_MIN = 150;

    /// The server's packages, top to bottom: each may use those below it and none above. The classes of the root
    /// package and the command line are above all of them.
    private static final List<String> ORDER = List.of(
            "storage",
            "devnet",
            "http",
            "api",
            "firehose",
            "auth",
            "xrpc",
            "web",
            "account",
            "repo",
            "blob",
            "identity",
            "sequencer",
            "mail",
            "load",
            "outbound",
            "config");

    private static final Set<String> ABOVE = Set.of("cli");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.rookery");

    @Test
    void theClassesWereFound() {
        assertThat(CLASSES).hasSizeGreaterThan(CLASSES_SEEN_MIN);
    }

    @Test
    void theOrder_namesEveryPackage() {
        Set<String> found = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(ROOT + "."))
                .map(name -> name.substring(ROOT.length() + 1).split("\\.", 2)[0])
                .filter(name -> !ABOVE.contains(name))
                .collect(toCollection(TreeSet::new));

        assertThat(found).containsExactlyInAnyOrderElementsOf(ORDER);
    }

    @Test
    void arrowsPointDown() {
        for (int i = 0; i < ORDER.size(); i++) {
            var above = new TreeSet<>(Set.of(ROOT, ROOT + ".cli.."));
            ORDER.subList(0, i).forEach(name -> above.add(ROOT + "." + name + ".."));
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + ORDER.get(i) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above.toArray(String[]::new))
                    .check(CLASSES);
        }
    }

    @Test
    void packages_doNotGoInCircles() {
        slices().matching("dev.rookery.atproto.(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching(ROOT + ".api.(*)..").should().notDependOnEachOther().check(CLASSES);
    }

    @Test
    void protocol_isPure() {
        noClasses()
                .that()
                .resideInAPackage("dev.rookery.atproto..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + "..",
                        "java.sql..",
                        "java.net.http..",
                        "java.nio.file..",
                        "java.util.concurrent..",
                        "java.util.logging..")
                .check(CLASSES);
    }

    @Test
    void libraries_areKnownInOnePlace() {
        onlyIn("http", "org.eclipse.jetty..");
        onlyIn("storage", "java.sql..", "org.sqlite..", "org.jdbi..", "org.flywaydb..", "org.rocksdb..");
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".outbound..", ROOT + ".cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.net.http..")
                .check(CLASSES);
        onlyIn("identity", "org.xbill..");
        onlyIn("auth", "com.nimbusds..");
        onlyIn("mail", "jakarta.mail..", "org.eclipse.angus..");
        onlyIn("cli", "picocli..", "java.util.logging..");
    }

    private static void onlyIn(String home, String... libraries) {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "." + home + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void environment_isReadInMainAlone() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Main.class.getName())
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .check(CLASSES);
    }

    @Test
    void time_isGiven() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }

    @Test
    void endpoints_holdOnlyFinalFields() {
        fields().that()
                .areDeclaredInClassesThat()
                .implement(Endpoint.class)
                .should()
                .beFinal()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void standardOutput_isNotALog() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    @Test
    void everyPackage_saysWhatMayBeNull() {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass each : CLASSES) {
            if (!each.getPackage().isAnnotatedWith(NullMarked.class)) {
                unmarked.add(each.getPackageName());
            }
        }

        assertThat(unmarked).isEmpty();
    }
}
