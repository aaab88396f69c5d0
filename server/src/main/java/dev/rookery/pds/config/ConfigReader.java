package dev.rookery.pds.config;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.InvalidSyntaxException;
import dev.rookery.pds.config.Config.Blobs;
import dev.rookery.pds.config.Config.Events;
import dev.rookery.pds.config.Config.Identity;
import dev.rookery.pds.config.Config.Imports;
import dev.rookery.pds.config.Config.Invites;
import dev.rookery.pds.config.Config.Links;
import dev.rookery.pds.config.Config.Logging;
import dev.rookery.pds.config.Config.Mail;
import dev.rookery.pds.config.Config.MailRoute;
import dev.rookery.pds.config.Config.Moderation;
import dev.rookery.pds.config.Config.Outbound;
import dev.rookery.pds.config.Config.Peer;
import dev.rookery.pds.config.Config.RateLimits;
import dev.rookery.pds.config.Config.Secrets;
import dev.rookery.pds.config.Config.Service;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes a [Config] of environment variables, and notes every problem before it gives up.
///
/// A variable that is set to nothing counts as not set. A value that cannot be read is noted, and the example stands
/// in for it, so that the reading goes on to the next problem.
public final class ConfigReader {
    private static final Pattern HOSTNAME = Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?");
    private static final Pattern KEY_HEX = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern MAIL_ADDRESS =
            Pattern.compile("[^@<>\\s]+@[^@<>\\s]+|[^<>\\p{Cntrl}]*<[^@<>\\s]+@[^@<>\\s]+>");
    private static final String MODERATOR = "did:plc:ar7c4by46qjdydhdevvrndac";
    private static final String KEY_EXAMPLE = "64 hexadecimal digits, as `openssl rand -hex 32` prints them";

    private final Map<String, String> env;
    private final String builtVersion;
    private final List<String> problems = new ArrayList<>();

    private ConfigReader(Map<String, String> env, String builtVersion) {
        this.env = env;
        this.builtVersion = builtVersion;
    }

    /// Reads the configuration.
    ///
    /// @param builtVersion what this build of the server calls itself
    /// @throws InvalidConfigException if any variable is wrong or missing
    public static Config read(Map<String, String> env, String builtVersion) {
        var reader = new ConfigReader(env, builtVersion);
        Config config = reader.config();
        if (!reader.problems.isEmpty()) {
            throw new InvalidConfigException(reader.problems);
        }
        return config;
    }

    /// Reads the keys alone with which signing keys are encrypted on disk, see [Config.Secrets].
    ///
    /// @throws InvalidConfigException if one is wrong
    public static List<Secret> keyEncryptionKeys(Map<String, String> env) {
        var reader = new ConfigReader(env, "");
        List<Secret> keys = reader.keyEncryptionKeys();
        if (!reader.problems.isEmpty()) {
            throw new InvalidConfigException(reader.problems);
        }
        return keys;
    }

    private Config config() {
        Service service = service();
        Path data = required(Setting.PDS_DATA_DIRECTORY, "/var/lib/pds", Path::of);
        RateLimits rateLimits = rateLimits();
        return new Config(
                service,
                trustedProxies(rateLimits),
                data,
                blobs(data),
                new Imports(
                        flag(Setting.PDS_ACCEPTING_REPO_IMPORTS, true),
                        optionalNumber(Setting.PDS_MAX_REPO_IMPORT_SIZE, 1)),
                identity(service.hostname()),
                invites(),
                new Moderation(did(Setting.PDS_MOD_SERVICE_DID, MODERATOR), reports()),
                new Mail(
                        mailRoute(Setting.PDS_EMAIL_SMTP_URL, Setting.PDS_EMAIL_FROM_ADDRESS),
                        mailRoute(Setting.PDS_MODERATION_EMAIL_SMTP_URL, Setting.PDS_MODERATION_EMAIL_ADDRESS)),
                secrets(),
                millis(
                        Setting.PDS_ACCOUNT_DELETION_DELAY_MS,
                        service.devMode() ? Duration.ofSeconds(10) : Duration.ofDays(3)),
                rateLimits,
                new Events(
                        millis(Setting.PDS_REPO_BACKFILL_LIMIT_MS, Duration.ofDays(3)),
                        (int) number(Setting.PDS_MAX_SUBSCRIPTION_BUFFER, 500, 1, 1_000_000),
                        (int) number(Setting.PDS_MAX_SUBSCRIBERS, 5_000, 1, 1_000_000),
                        (int) number(Setting.PDS_MAX_SUBSCRIBERS_PER_IP, 100, 1, 1_000_000),
                        list(Setting.PDS_CRAWLERS).stream()
                                .map(each -> url(Setting.PDS_CRAWLERS, each))
                                .toList()),
                new Outbound(
                        !flag(Setting.PDS_DISABLE_SSRF_PROTECTION, service.devMode()),
                        number(Setting.PDS_FETCH_MAX_RESPONSE_SIZE, 512 * 1024, 1, Integer.MAX_VALUE)),
                logging());
    }

    private Service service() {
        int port = (int) number(Setting.PDS_PORT, 2583, 0, 65_535);
        String hostname = optional(Setting.PDS_HOSTNAME, "localhost", "pds.example.com", ConfigReader::hostname);
        URI publicUrl = URI.create(hostname.equals("localhost") ? "http://localhost:" + port : "https://" + hostname);
        Did did =
                optional(Setting.PDS_SERVICE_DID, new Did("did:web:" + hostname), "did:web:pds.example.com", Did::new);
        var links = new Links(
                text(Setting.PDS_HOME_URL),
                text(Setting.PDS_PRIVACY_POLICY_URL),
                text(Setting.PDS_TERMS_OF_SERVICE_URL),
                text(Setting.PDS_SUPPORT_URL),
                text(Setting.PDS_CONTACT_EMAIL_ADDRESS));
        return new Service(
                port,
                hostname,
                publicUrl,
                did,
                text(Setting.PDS_SERVICE_NAME, hostname + " PDS"),
                text(Setting.PDS_VERSION, builtVersion),
                links,
                flag(Setting.PDS_DEV_MODE, false));
    }

    private Blobs blobs(Path data) {
        Path directory =
                optional(Setting.PDS_BLOBSTORE_DISK_LOCATION, data.resolve("blobs"), "/var/lib/pds/blobs", Path::of);
        if (text(Setting.PDS_BLOBSTORE_S3_BUCKET) != null) {
            problems.add("PDS_BLOBSTORE_S3_BUCKET is set, but blobs can only be kept on disk so far;"
                    + " for example PDS_BLOBSTORE_DISK_LOCATION=/var/lib/pds/blobs");
        }
        return new Blobs(directory, number(Setting.PDS_BLOB_UPLOAD_LIMIT, 5 * 1024 * 1024, 1, Long.MAX_VALUE));
    }

    private Identity identity(String hostname) {
        List<String> domains = list(Setting.PDS_SERVICE_HANDLE_DOMAINS);
        for (String domain : domains) {
            if (domain.length() < 2 || !domain.startsWith(".")) {
                problem(Setting.PDS_SERVICE_HANDLE_DOMAINS, domain, "has no dot in front", ".example.com");
            }
        }
        if (domains.isEmpty()) {
            domains = List.of(hostname.equals("localhost") ? ".test" : "." + hostname);
        }
        return new Identity(
                url(Setting.PDS_DID_PLC_URL, text(Setting.PDS_DID_PLC_URL, Setting.PDS_DID_PLC_URL.fallback())),
                millis(Setting.PDS_DID_CACHE_STALE_TTL, Duration.ofHours(1)),
                millis(Setting.PDS_DID_CACHE_MAX_TTL, Duration.ofDays(1)),
                millis(Setting.PDS_ID_RESOLVER_TIMEOUT, Duration.ofSeconds(3)),
                text(Setting.PDS_RECOVERY_DID_KEY),
                domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)).toList(),
                list(Setting.PDS_HANDLE_BACKUP_NAMESERVERS),
                flag(Setting.PDS_ENABLE_DID_DOC_WITH_SESSION, false),
                did(Setting.PDS_LEXICON_AUTHORITY_DID, "did:plc:4v4y5r3lwsbtmsxhile2ljac"));
    }

    private Invites invites() {
        if (!flag(Setting.PDS_INVITE_REQUIRED, true)) {
            return new Invites.Open();
        }
        Long interval = optionalNumber(Setting.PDS_INVITE_INTERVAL, 1);
        return new Invites.Required(
                interval == null ? null : Duration.ofMillis(interval),
                number(Setting.PDS_INVITE_EPOCH, 0, 0, Long.MAX_VALUE));
    }

    /// Where reports go: to a service of their own, or to the one that moderates.
    private @Nullable Peer reports() {
        if (text(Setting.PDS_REPORT_SERVICE_URL) != null) {
            return peer(Setting.PDS_REPORT_SERVICE_URL, Setting.PDS_REPORT_SERVICE_DID);
        }
        return text(Setting.PDS_MOD_SERVICE_URL) == null
                ? null
                : peer(Setting.PDS_MOD_SERVICE_URL, Setting.PDS_MOD_SERVICE_DID);
    }

    private Peer peer(Setting url, Setting did) {
        return new Peer(required(did, MODERATOR, Did::new), url(url, text(url, "")));
    }

    private @Nullable Did did(Setting setting, String example) {
        return text(setting) == null ? null : required(setting, example, Did::new);
    }

    /// One way to send mail, which is set whole or not at all.
    private @Nullable MailRoute mailRoute(Setting server, Setting address) {
        if (text(server) == null && text(address) == null) {
            return null;
        }
        return new MailRoute(
                required(server, "smtps://user:password@mail.example.com", SmtpServer::parse),
                required(address, "pds@example.com", ConfigReader::mailAddress));
    }

    private Secrets secrets() {
        return new Secrets(
                required(Setting.PDS_JWT_SECRET, "the output of `openssl rand -hex 16`", Secret::new),
                required(Setting.PDS_ADMIN_PASSWORD, "the output of `openssl rand -hex 16`", Secret::new),
                required(Setting.PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX, KEY_EXAMPLE, ConfigReader::keyHex),
                keyEncryptionKeys());
    }

    private List<Secret> keyEncryptionKeys() {
        Secret key = keyEncryptionKey();
        Secret previous = optional(Setting.PDS_KEY_ENCRYPTION_KEY_PREVIOUS, null, KEY_EXAMPLE, ConfigReader::keyHex);
        if (key == null && previous != null) {
            problems.add("PDS_KEY_ENCRYPTION_KEY_PREVIOUS is set, but no key that takes its place;"
                    + " set PDS_KEY_ENCRYPTION_KEY, and leave the previous key out once the server has been started");
        }
        return Stream.of(key, previous).filter(Objects::nonNull).toList();
    }

    private @Nullable Secret keyEncryptionKey() {
        String file = text(Setting.PDS_KEY_ENCRYPTION_KEY_FILE);
        if (file == null) {
            return optional(Setting.PDS_KEY_ENCRYPTION_KEY, null, KEY_EXAMPLE, ConfigReader::keyHex);
        }
        if (text(Setting.PDS_KEY_ENCRYPTION_KEY) != null) {
            problems.add("PDS_KEY_ENCRYPTION_KEY and PDS_KEY_ENCRYPTION_KEY_FILE are both set; set one of them");
        }
        return optional(Setting.PDS_KEY_ENCRYPTION_KEY_FILE, null, "/etc/pds/encryption.key", ConfigReader::keyInFile);
    }

    private static Secret keyInFile(String file) {
        try {
            return keyHex(Files.readString(Path.of(file)).strip());
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be read", e);
        }
    }

    private RateLimits rateLimits() {
        if (!flag(Setting.PDS_RATE_LIMITS_ENABLED, false)) {
            return new RateLimits.Off();
        }
        String key = text(Setting.PDS_RATE_LIMIT_BYPASS_KEY);
        return new RateLimits.On(key == null ? null : new Secret(key), bypassNetworks());
    }

    /// What is no address has never had an effect, here or in the reference, and keeps no server from starting.
    private List<IpNetwork> bypassNetworks() {
        List<IpNetwork> networks = new ArrayList<>();
        for (String text : list(Setting.PDS_RATE_LIMIT_BYPASS_IPS)) {
            try {
                networks.add(IpNetwork.parse(text));
            } catch (IllegalArgumentException noAddress) {
                // left out
            }
        }
        return networks;
    }

    /// Where nothing is said of proxies, those that are not limited are trusted too, as in the reference.
    private List<IpNetwork> trustedProxies(RateLimits limits) {
        List<String> given = list(Setting.PDS_TRUSTED_PROXIES);
        if (given.isEmpty()) {
            return limits instanceof RateLimits.On on
                    ? Stream.concat(IpNetwork.PRIVATE.stream(), on.bypassNetworks().stream())
                            .toList()
                    : IpNetwork.PRIVATE;
        }
        List<IpNetwork> networks = new ArrayList<>();
        for (String text : given.equals(List.of("none")) ? List.<String>of() : given) {
            try {
                networks.add(IpNetwork.parse(text));
            } catch (IllegalArgumentException e) {
                problem(Setting.PDS_TRUSTED_PROXIES, text, String.valueOf(e.getMessage()), "10.0.0.0/8, 2001:db8::7");
            }
        }
        return networks;
    }

    private Logging logging() {
        return new Logging(
                flag(Setting.LOG_ENABLED, true),
                optional(
                        Setting.LOG_LEVEL,
                        Logging.Level.INFO,
                        "info",
                        text -> Logging.Level.valueOf(text.toUpperCase(Locale.ROOT))),
                optional(
                        Setting.PDS_LOG_FORMAT,
                        Logging.Format.JSON,
                        "text",
                        text -> Logging.Format.valueOf(text.toUpperCase(Locale.ROOT))),
                text(Setting.LOG_DESTINATION) == null
                        ? null
                        : required(Setting.LOG_DESTINATION, "/var/log/pds.log", Path::of));
    }

    private @Nullable String text(Setting setting) {
        String value = env.get(setting.name());
        return value == null || value.isBlank() ? null : value.strip();
    }

    private String text(Setting setting, String fallback) {
        String value = text(setting);
        return value == null ? fallback : value;
    }

    private List<String> list(Setting setting) {
        return List.of(text(setting, "").split(",")).stream()
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private boolean flag(Setting setting, boolean fallback) {
        return optional(setting, fallback, "true", text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "t", "1" -> true;
            case "false", "f", "0" -> false;
            default -> throw new IllegalArgumentException("is neither true nor false");
        });
    }

    private long number(Setting setting, long fallback, long min, long max) {
        return optional(setting, fallback, Long.toString(fallback), text -> {
            long value = Long.parseLong(text);
            if (value < min || value > max) {
                throw new IllegalArgumentException("is not between " + min + " and " + max);
            }
            return value;
        });
    }

    private @Nullable Long optionalNumber(Setting setting, long min) {
        return text(setting) == null ? null : number(setting, 1_000_000, min, Long.MAX_VALUE);
    }

    private Duration millis(Setting setting, Duration fallback) {
        return Duration.ofMillis(
                number(setting, fallback.toMillis(), 0, Duration.ofDays(3650).toMillis()));
    }

    private URI url(Setting setting, String text) {
        try {
            URI url = URI.create(text);
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException notAUri) {
            // reported below, like a URI of another kind
        }
        problem(setting, text, "is no http or https URL", "https://example.com");
        return URI.create("https://example.com");
    }

    private static String hostname(String text) {
        if (!HOSTNAME.matcher(text).matches()) {
            throw new IllegalArgumentException("is no host name (give it without https:// and without a port)");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static String mailAddress(String text) {
        if (!MAIL_ADDRESS.matcher(text).matches()) {
            throw new IllegalArgumentException("is no e-mail address");
        }
        return text;
    }

    private static Secret keyHex(String text) {
        if (!KEY_HEX.matcher(text).matches()) {
            throw new IllegalArgumentException("is not 64 hexadecimal digits");
        }
        return new Secret(text);
    }

    private <T extends @Nullable Object> T optional(
            Setting setting, T fallback, String example, Function<String, T> parse) {
        return text(setting) == null ? fallback : parsed(setting, fallback, example, parse);
    }

    private <T> T required(Setting setting, String example, Function<String, T> parse) {
        if (text(setting) == null) {
            problems.add(setting + " is not set; for example " + setting + "=" + example);
        }
        return optional(setting, parse.apply(standIn(setting, example)), example, parse);
    }

    private static String standIn(Setting setting, String example) {
        return setting == Setting.PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX ? "1".repeat(64) : example;
    }

    private <T extends @Nullable Object> T parsed(
            Setting setting, T standIn, String example, Function<String, T> parse) {
        String value = text(setting, "");
        try {
            return parse.apply(value);
        } catch (NumberFormatException e) {
            problem(setting, value, "is no whole number", example);
        } catch (InvalidSyntaxException e) {
            problem(setting, value, "is no DID", example);
        } catch (InvalidPathException e) {
            problem(setting, value, "is no path", example);
        } catch (IllegalArgumentException e) {
            String reason = e.getMessage();
            problem(setting, value, reason == null || reason.startsWith("No enum") ? "is not known" : reason, example);
        }
        return standIn;
    }

    private void problem(Setting setting, String value, String what, String example) {
        String shown = setting.secret() ? "" : " '" + value + "'";
        problems.add(setting + shown + " " + what + "; for example " + setting + "=" + example);
    }
}
