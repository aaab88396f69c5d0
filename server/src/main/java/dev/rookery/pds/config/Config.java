package dev.rookery.pds.config;

import dev.rookery.atproto.syntax.Did;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything an operator can set. [ConfigReader] builds it once at start; nothing else reads the environment, and
/// only the composition root sees the whole of it.
///
/// @param trustedProxies where proxies are whose word on whom they pass on is taken
/// @param deletionDelay how long a deactivated account is kept at least, whatever its `deleteAfter` says
public record Config(
        Service service,
        List<IpNetwork> trustedProxies,
        Path dataDirectory,
        Blobs blobs,
        Imports imports,
        Identity identity,
        Invites invites,
        Moderation moderation,
        Mail mail,
        Secrets secrets,
        Duration deletionDelay,
        RateLimits rateLimits,
        Events events,
        Outbound outbound,
        Logging logging) {
    public Config {
        trustedProxies = List.copyOf(trustedProxies);
    }

    /// What this server is called and where it is reached.
    ///
    /// @param port where it listens; 0 for any free port
    /// @param publicUrl where the world reaches it, without a slash at the end
    public record Service(
            int port,
            String hostname,
            URI publicUrl,
            Did did,
            String name,
            String version,
            Links links,
            boolean devMode) {}

    /// Pages and an address that the server points people to, where the operator has them.
    public record Links(
            @Nullable String home,
            @Nullable String privacyPolicy,
            @Nullable String termsOfService,
            @Nullable String support,
            @Nullable String contactEmail) {}

    /// Where blobs are kept.
    ///
    /// @param sizeMax the most bytes of one blob
    public record Blobs(Path directory, long sizeMax) {}

    /// Whether repositories may be brought here from elsewhere.
    ///
    /// @param sizeMax the most bytes of one import, or null for no limit
    public record Imports(boolean accepted, @Nullable Long sizeMax) {}

    /// How people are named and found.
    ///
    /// @param lexiconAuthority the account whose repository has all lexicons, or null where the DNS tells
    /// @param handleDomains the domains, each with a dot in front, under which this server gives handles
    public record Identity(
            URI plcUrl,
            Duration cacheStaleAfter,
            Duration cacheLifetimeMax,
            Duration resolverTimeout,
            @Nullable String recoveryDidKey,
            List<String> handleDomains,
            List<String> backupNameservers,
            boolean didDocWithSession,
            @Nullable Did lexiconAuthority) {
        public Identity {
            handleDomains = List.copyOf(handleDomains);
            backupNameservers = List.copyOf(backupNameservers);
        }
    }

    /// Whether a new account needs an invite code.
    public sealed interface Invites {
        /// Anyone may sign up.
        record Open() implements Invites {}

        /// A code is needed.
        ///
        /// @param interval how often an account earns a code to give away, or null for never
        /// @param epoch codes are earned for time after this, in milliseconds since 1970
        record Required(@Nullable Duration interval, long epoch) implements Invites {}
    }

    /// Who else than the operator may moderate.
    ///
    /// @param serviceDid the service whose tokens the moderators' methods accept, or null for none
    /// @param reports the service that people's reports go to, or null for none
    public record Moderation(
            @Nullable Did serviceDid, @Nullable Peer reports) {}

    /// Another service, and where it is reached.
    public record Peer(Did did, URI url) {}

    /// How mail is sent.
    ///
    /// @param accounts for mail about people's accounts; null if none can be sent
    /// @param moderation for mail in the operator's words; null for the same way
    public record Mail(
            @Nullable MailRoute accounts, @Nullable MailRoute moderation) {}

    /// A mail server, and the address that mail is sent from, alone or as `Name <address>`.
    public record MailRoute(SmtpServer server, String from) {}

    /// What must stay secret.
    ///
    /// @param plcRotationKeyHex the private K-256 key that signs the PLC operations of this server's accounts
    /// @param keyEncryptionKeysHex the first encrypts signing keys on disk, the second did so before; empty if
    ///     they are kept as they are
    public record Secrets(
            Secret jwt, Secret adminPassword, Secret plcRotationKeyHex, List<Secret> keyEncryptionKeysHex) {
        public Secrets {
            keyEncryptionKeysHex = List.copyOf(keyEncryptionKeysHex);
        }
    }

    /// Whether calls are counted, and who is exempt.
    public sealed interface RateLimits {
        record Off() implements RateLimits {}

        record On(@Nullable Secret bypassKey, List<IpNetwork> bypassNetworks) implements RateLimits {
            public On {
                bypassNetworks = List.copyOf(bypassNetworks);
            }
        }
    }

    /// The event stream.
    ///
    /// @param keptFor how far back a follower can start
    /// @param behindMax how many events a live follower may be behind
    /// @param followersMax the most followers at once
    /// @param followersPerAddressMax the most followers at once of one address
    /// @param crawlers the relays that are told that there is news
    public record Events(
            Duration keptFor, int behindMax, int followersMax, int followersPerAddressMax, List<URI> crawlers) {
        public Events {
            crawlers = List.copyOf(crawlers);
        }
    }

    /// What the server fetches on other people's word.
    ///
    /// @param refusePrivateAddresses whether addresses inside our own network are off limits
    public record Outbound(boolean refusePrivateAddresses, long responseSizeMax) {}

    /// Where log lines go and what they look like.
    public record Logging(
            boolean enabled,
            Level level,
            Format format,
            @Nullable Path file) {
        public enum Level {
            TRACE,
            DEBUG,
            INFO,
            WARN,
            ERROR
        }

        public enum Format {
            /// For people.
            TEXT,
            /// For machines: one object a line.
            JSON
        }
    }
}
