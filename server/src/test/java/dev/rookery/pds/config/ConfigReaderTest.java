package dev.rookery.pds.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rookery.atproto.syntax.Did;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    private static final Map<String, String> REQUIRED = Map.of(
            "PDS_DATA_DIRECTORY", "/data",
            "PDS_JWT_SECRET", "jwt",
            "PDS_ADMIN_PASSWORD", "admin",
            "PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX", "ab".repeat(32));

    @Test
    void defaults_areThoseOfTheReference() {
        Config config = read(Map.of());

        assertThat(config)
                .isEqualTo(new Config(
                        new Config.Service(
                                2583,
                                "localhost",
                                URI.create("http://localhost:2583"),
                                new Did("did:web:localhost"),
                                "localhost PDS",
                                "rookery test",
                                new Config.Links(null, null, null, null, null),
                                false),
                        IpNetwork.PRIVATE,
                        Path.of("/data"),
                        new Config.Blobs(Path.of("/data/blobs"), 5_242_880),
                        new Config.Imports(true, null),
                        new Config.Identity(
                                URI.create("https://plc.directory"),
                                Duration.ofHours(1),
                                Duration.ofDays(1),
                                Duration.ofSeconds(3),
                                null,
                                List.of(".test"),
                                List.of(),
                                false,
                                null),
                        new Config.Invites.Required(null, 0),
                        new Config.Moderation(null, null),
                        new Config.Mail(null, null),
                        new Config.Secrets(
                                new Secret("jwt"), new Secret("admin"), new Secret("ab".repeat(32)), List.of()),
                        Duration.ofDays(3),
                        new Config.RateLimits.Off(),
                        new Config.Events(Duration.ofDays(3), 500, 5000, 100, List.of()),
                        new Config.Outbound(true, 524_288),
                        new Config.Logging(true, Config.Logging.Level.INFO, Config.Logging.Format.JSON, null)));
    }

    @Test
    void everySetting_isRead() {
        Config config = read(Map.ofEntries(
                Map.entry("PDS_PORT", "3000"),
                Map.entry("PDS_HOSTNAME", "PDS.example.com"),
                Map.entry("PDS_SERVICE_DID", "did:web:other.example.com"),
                Map.entry("PDS_SERVICE_NAME", "The Nest"),
                Map.entry("PDS_VERSION", "9"),
                Map.entry("PDS_HOME_URL", "https://home"),
                Map.entry("PDS_PRIVACY_POLICY_URL", "https://privacy"),
                Map.entry("PDS_TERMS_OF_SERVICE_URL", "https://terms"),
                Map.entry("PDS_SUPPORT_URL", "https://help"),
                Map.entry("PDS_CONTACT_EMAIL_ADDRESS", "op@example.com"),
                Map.entry("PDS_DEV_MODE", "1"),
                Map.entry("PDS_BLOBSTORE_DISK_LOCATION", "/blobs"),
                Map.entry("PDS_BLOB_UPLOAD_LIMIT", "10"),
                Map.entry("PDS_ACCEPTING_REPO_IMPORTS", "false"),
                Map.entry("PDS_MAX_REPO_IMPORT_SIZE", "20"),
                Map.entry("PDS_KEY_ENCRYPTION_KEY", "cd".repeat(32)),
                Map.entry("PDS_KEY_ENCRYPTION_KEY_PREVIOUS", "ef".repeat(32)),
                Map.entry("PDS_DID_PLC_URL", "http://localhost:2582"),
                Map.entry("PDS_DID_CACHE_STALE_TTL", "1"),
                Map.entry("PDS_DID_CACHE_MAX_TTL", "2"),
                Map.entry("PDS_ID_RESOLVER_TIMEOUT", "3"),
                Map.entry("PDS_RECOVERY_DID_KEY", "did:key:z"),
                Map.entry("PDS_SERVICE_HANDLE_DOMAINS", ".A.test, .b.test"),
                Map.entry("PDS_HANDLE_BACKUP_NAMESERVERS", "1.1.1.1"),
                Map.entry("PDS_ENABLE_DID_DOC_WITH_SESSION", "true"),
                Map.entry("PDS_INVITE_REQUIRED", "false"),
                Map.entry("PDS_LEXICON_AUTHORITY_DID", "did:plc:lexicons"),
                Map.entry("PDS_MOD_SERVICE_URL", "https://mod.example"),
                Map.entry("PDS_MOD_SERVICE_DID", "did:plc:moderator"),
                Map.entry("PDS_REPORT_SERVICE_URL", "https://reports.example"),
                Map.entry("PDS_REPORT_SERVICE_DID", "did:plc:reports"),
                Map.entry("PDS_EMAIL_SMTP_URL", "smtps://me:p%40ss@mail.example"),
                Map.entry("PDS_EMAIL_FROM_ADDRESS", "The Nest <pds@example.com>"),
                Map.entry("PDS_MODERATION_EMAIL_SMTP_URL", "smtp://localhost:25"),
                Map.entry("PDS_MODERATION_EMAIL_ADDRESS", "mod@example.com"),
                Map.entry("PDS_ACCOUNT_DELETION_DELAY_MS", "9"),
                Map.entry("PDS_TRUSTED_PROXIES", "203.0.113.7, 2001:db8::/32"),
                Map.entry("PDS_RATE_LIMITS_ENABLED", "true"),
                Map.entry("PDS_RATE_LIMIT_BYPASS_KEY", "key"),
                Map.entry("PDS_RATE_LIMIT_BYPASS_IPS", "10.0.0.1/32,10.0.0.2"),
                Map.entry("PDS_REPO_BACKFILL_LIMIT_MS", "4"),
                Map.entry("PDS_MAX_SUBSCRIPTION_BUFFER", "5"),
                Map.entry("PDS_MAX_SUBSCRIBERS", "7"),
                Map.entry("PDS_MAX_SUBSCRIBERS_PER_IP", "8"),
                Map.entry("PDS_CRAWLERS", "https://relay.example"),
                Map.entry("PDS_FETCH_MAX_RESPONSE_SIZE", "6"),
                Map.entry("LOG_ENABLED", "false"),
                Map.entry("LOG_LEVEL", "debug"),
                Map.entry("LOG_DESTINATION", "/log"),
                Map.entry("PDS_LOG_FORMAT", "text")));

        assertThat(config)
                .isEqualTo(new Config(
                        new Config.Service(
                                3000,
                                "pds.example.com",
                                URI.create("https://pds.example.com"),
                                new Did("did:web:other.example.com"),
                                "The Nest",
                                "9",
                                new Config.Links(
                                        "https://home",
                                        "https://privacy",
                                        "https://terms",
                                        "https://help",
                                        "op@example.com"),
                                true),
                        List.of(IpNetwork.parse("203.0.113.7"), IpNetwork.parse("2001:db8::/32")),
                        Path.of("/data"),
                        new Config.Blobs(Path.of("/blobs"), 10),
                        new Config.Imports(false, 20L),
                        new Config.Identity(
                                URI.create("http://localhost:2582"),
                                Duration.ofMillis(1),
                                Duration.ofMillis(2),
                                Duration.ofMillis(3),
                                "did:key:z",
                                List.of(".a.test", ".b.test"),
                                List.of("1.1.1.1"),
                                true,
                                new Did("did:plc:lexicons")),
                        new Config.Invites.Open(),
                        new Config.Moderation(
                                new Did("did:plc:moderator"),
                                new Config.Peer(new Did("did:plc:reports"), URI.create("https://reports.example"))),
                        new Config.Mail(
                                new Config.MailRoute(
                                        new SmtpServer(true, "mail.example", 465, "me", new Secret("p@ss")),
                                        "The Nest <pds@example.com>"),
                                new Config.MailRoute(
                                        new SmtpServer(false, "localhost", 25, null, null), "mod@example.com")),
                        new Config.Secrets(
                                new Secret("jwt"),
                                new Secret("admin"),
                                new Secret("ab".repeat(32)),
                                List.of(new Secret("cd".repeat(32)), new Secret("ef".repeat(32)))),
                        Duration.ofMillis(9),
                        new Config.RateLimits.On(
                                new Secret("key"), List.of(IpNetwork.parse("10.0.0.1"), IpNetwork.parse("10.0.0.2"))),
                        new Config.Events(Duration.ofMillis(4), 5, 7, 8, List.of(URI.create("https://relay.example"))),
                        new Config.Outbound(false, 6),
                        new Config.Logging(
                                false, Config.Logging.Level.DEBUG, Config.Logging.Format.TEXT, Path.of("/log"))));
    }

    @Test
    void trustedProxies_areThoseGiven_orElseTheUsualOnes() {
        var bypass = Map.of(
                "PDS_RATE_LIMITS_ENABLED",
                "true",
                "PDS_RATE_LIMIT_BYPASS_IPS",
                "203.0.113.7, relay.example, 1.2.3.4/30");
        var named = new HashMap<>(bypass);
        named.put("PDS_TRUSTED_PROXIES", "::1");

        assertThat(read(bypass).trustedProxies())
                .containsAll(IpNetwork.PRIVATE)
                .contains(IpNetwork.parse("203.0.113.7"), IpNetwork.parse("1.2.3.4/30"))
                .hasSize(IpNetwork.PRIVATE.size() + 2);
        assertThat(read(named).trustedProxies()).containsExactly(IpNetwork.parse("::1"));
        assertThat(read(Map.of("PDS_TRUSTED_PROXIES", "none")).trustedProxies()).isEmpty();
        assertThat(catchThrowableOfType(
                                InvalidConfigException.class,
                                () -> read(Map.of("PDS_TRUSTED_PROXIES", "10.0.0.0/8, nginx")))
                        .problems())
                .containsExactly("PDS_TRUSTED_PROXIES 'nginx' is no address and no network;"
                        + " for example PDS_TRUSTED_PROXIES=10.0.0.0/8, 2001:db8::7");
    }

    @Test
    void allProblems_areReportedAtOnce_byName() {
        var env = Map.of(
                "PDS_PORT", "http",
                "PDS_HOSTNAME", "https://pds.example.com",
                "PDS_INVITE_REQUIRED", "maybe",
                "PDS_DID_PLC_URL", "plc.directory",
                "PDS_SERVICE_HANDLE_DOMAINS", "test",
                "PDS_EMAIL_SMTP_URL", "mail://me:hush@mail.example",
                "PDS_JWT_SECRET", "",
                "PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX", "hush");

        var thrown = catchThrowableOfType(InvalidConfigException.class, () -> ConfigReader.read(env, "rookery test"));

        assertThat(thrown.problems())
                .containsExactlyInAnyOrder(
                        "PDS_PORT 'http' is no whole number; for example PDS_PORT=2583",
                        "PDS_HOSTNAME 'https://pds.example.com' is no host name (give it without https:// and without a"
                                + " port); for example PDS_HOSTNAME=pds.example.com",
                        "PDS_INVITE_REQUIRED 'maybe' is neither true nor false; for example PDS_INVITE_REQUIRED=true",
                        "PDS_DID_PLC_URL 'plc.directory' is no http or https URL; for example"
                                + " PDS_DID_PLC_URL=https://example.com",
                        "PDS_SERVICE_HANDLE_DOMAINS 'test' has no dot in front; for example"
                                + " PDS_SERVICE_HANDLE_DOMAINS=.example.com",
                        "PDS_EMAIL_SMTP_URL is no smtp or smtps URL; for example"
                                + " PDS_EMAIL_SMTP_URL=smtps://user:password@mail.example.com",
                        "PDS_EMAIL_FROM_ADDRESS is not set; for example PDS_EMAIL_FROM_ADDRESS=pds@example.com",
                        "PDS_DATA_DIRECTORY is not set; for example PDS_DATA_DIRECTORY=/var/lib/pds",
                        "PDS_JWT_SECRET is not set; for example PDS_JWT_SECRET=the output of `openssl rand -hex 16`",
                        "PDS_ADMIN_PASSWORD is not set; for example PDS_ADMIN_PASSWORD=the output of `openssl rand"
                                + " -hex 16`",
                        "PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX is not 64 hexadecimal digits; for example"
                                + " PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX=64 hexadecimal digits, as `openssl rand"
                                + " -hex 32` prints them");
    }

    @Test
    void encryptionKey_canBeInAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "cd".repeat(32) + "\n");

        assertThat(read(Map.of("PDS_KEY_ENCRYPTION_KEY_FILE", file.toString()))
                        .secrets()
                        .keyEncryptionKeysHex())
                .containsExactly(new Secret("cd".repeat(32)));
        assertThat(catchThrowableOfType(
                                InvalidConfigException.class,
                                () -> read(Map.of(
                                        "PDS_KEY_ENCRYPTION_KEY_FILE",
                                        folder.resolve("none").toString())))
                        .problems())
                .containsExactly("PDS_KEY_ENCRYPTION_KEY_FILE cannot be read; for example"
                        + " PDS_KEY_ENCRYPTION_KEY_FILE=/etc/pds/encryption.key");
    }

    @Test
    void previousEncryptionKey_needsTheOneThatTakesItsPlace() {
        assertThat(catchThrowableOfType(
                                InvalidConfigException.class,
                                () -> read(Map.of("PDS_KEY_ENCRYPTION_KEY_PREVIOUS", "ef".repeat(32))))
                        .problems())
                .singleElement()
                .asString()
                .startsWith("PDS_KEY_ENCRYPTION_KEY_PREVIOUS is set, but no key that takes its place");
    }

    @Test
    void secrets_areNotPrinted() {
        Config config = read(Map.of("PDS_RATE_LIMITS_ENABLED", "true", "PDS_RATE_LIMIT_BYPASS_KEY", "hush"));

        assertThat(config.toString()).contains("[REDACTED]").doesNotContain("hush", "abab", "admin,", "jwt=jwt");
    }

    @Test
    void unknownName_isWarnedAbout_withTheNearestKnownOne() {
        var names = List.of("PDS_HOSTNAM", "PDS_PORT", "PDS_EMAIL_SMTP_URL", "PATH", "PDS_SOMETHING_ELSE_ALTOGETHER");

        assertThat(UnknownSettings.warnings(names))
                .containsExactly(
                        "PDS_HOSTNAM is not a setting and has no effect; did you mean PDS_HOSTNAME?",
                        "PDS_SOMETHING_ELSE_ALTOGETHER is not a setting and has no effect");
    }

    private static Config read(Map<String, String> more) {
        var env = new HashMap<>(REQUIRED);
        env.putAll(more);
        return ConfigReader.read(env, "rookery test");
    }
}
