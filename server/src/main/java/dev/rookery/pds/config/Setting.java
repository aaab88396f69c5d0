package dev.rookery.pds.config;

/// Every environment variable that is read or known, under its own name; `docs/configuration.md` is made from this.
///
/// A constant gives the default as an operator would write it (empty for none) and one line on what it sets.
public enum Setting {
    PDS_HOSTNAME(Group.SERVICE, "localhost", "the name under which the world reaches this server"),
    PDS_PORT(Group.SERVICE, "2583", "the port to listen on; 0 for any free one"),
    PDS_TRUSTED_PROXIES(
            Group.SERVICE,
            "this machine and private networks",
            "addresses and networks of proxies whose X-Forwarded-For is believed, in place of the default; none for"
                    + " nobody"),
    PDS_SERVICE_DID(Group.SERVICE, "did:web:<PDS_HOSTNAME>", "the DID of this server"),
    PDS_SERVICE_NAME(Group.SERVICE, "<PDS_HOSTNAME> PDS", "the name shown to people"),
    PDS_VERSION(Group.SERVICE, "rookery <version>", "the version that /xrpc/_health gives"),
    PDS_HOME_URL(Group.SERVICE, "", "the page about this server, linked from its front page"),
    PDS_PRIVACY_POLICY_URL(Group.SERVICE, "", "the privacy policy, given by describeServer"),
    PDS_TERMS_OF_SERVICE_URL(Group.SERVICE, "", "the terms of service, given by describeServer"),
    PDS_SUPPORT_URL(Group.SERVICE, "", "where people get help"),
    PDS_CONTACT_EMAIL_ADDRESS(Group.SERVICE, "", "the operator's address, given by describeServer"),
    PDS_DEV_MODE(Group.SERVICE, "false", "allow plain http and private addresses, for development"),

    PDS_DATA_DIRECTORY(Group.STORAGE, "", "where everything is kept; must be set"),
    PDS_BLOBSTORE_DISK_LOCATION(Group.STORAGE, "<PDS_DATA_DIRECTORY>/blobs", "where blobs are kept"),
    PDS_BLOB_UPLOAD_LIMIT(Group.STORAGE, "5242880", "the most bytes of one blob"),
    PDS_ACCEPTING_REPO_IMPORTS(Group.STORAGE, "true", "whether importRepo is allowed"),
    PDS_MAX_REPO_IMPORT_SIZE(Group.STORAGE, "", "the most bytes of one import; unlimited if not set"),

    PDS_JWT_SECRET(Group.SECRETS, "", "signs session tokens; must be set"),
    PDS_ADMIN_PASSWORD(Group.SECRETS, "", "the operator's password for the admin methods; must be set"),
    PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX(
            Group.SECRETS, "", "the key that signs PLC operations, 64 hexadecimal digits; must be set"),
    PDS_KEY_ENCRYPTION_KEY(
            Group.SECRETS, "", "encrypts the accounts' signing keys on disk, 64 hexadecimal digits; keep it for good"),
    PDS_KEY_ENCRYPTION_KEY_FILE(Group.SECRETS, "", "a file with that key in it, instead of PDS_KEY_ENCRYPTION_KEY"),
    PDS_KEY_ENCRYPTION_KEY_PREVIOUS(
            Group.SECRETS, "", "the key that PDS_KEY_ENCRYPTION_KEY takes the place of, for one start"),

    PDS_DID_PLC_URL(Group.IDENTITY, "https://plc.directory", "the PLC directory"),
    PDS_DID_CACHE_STALE_TTL(Group.IDENTITY, "3600000", "milliseconds until a cached DID document is looked up anew"),
    PDS_DID_CACHE_MAX_TTL(Group.IDENTITY, "86400000", "milliseconds until a cached DID document is dropped"),
    PDS_ID_RESOLVER_TIMEOUT(Group.IDENTITY, "3000", "milliseconds to wait for a DID document or handle"),
    PDS_RECOVERY_DID_KEY(Group.IDENTITY, "", "a did:key that goes first among new accounts' rotation keys"),
    PDS_SERVICE_HANDLE_DOMAINS(
            Group.IDENTITY, ".<PDS_HOSTNAME>", "domains for handles, each with a dot in front; .test on localhost"),
    PDS_HANDLE_BACKUP_NAMESERVERS(Group.IDENTITY, "", "name servers to ask when the usual ones know no handle"),
    PDS_LEXICON_AUTHORITY_DID(
            Group.IDENTITY, "", "the account that has all lexicons, for resolveLexicon; found by DNS if not set"),
    PDS_ENABLE_DID_DOC_WITH_SESSION(Group.IDENTITY, "false", "whether session answers carry the DID document"),

    PDS_INVITE_REQUIRED(Group.INVITES, "true", "whether a new account needs an invite code"),
    PDS_INVITE_INTERVAL(Group.INVITES, "", "milliseconds in which an account earns a code; never if not set"),
    PDS_INVITE_EPOCH(Group.INVITES, "0", "codes are earned for time after this, in milliseconds since 1970"),

    PDS_MOD_SERVICE_DID(Group.MODERATION, "", "the service that may moderate, beside the operator"),
    PDS_MOD_SERVICE_URL(Group.MODERATION, "", "where that service is; set with PDS_MOD_SERVICE_DID"),
    PDS_REPORT_SERVICE_URL(
            Group.MODERATION, "<PDS_MOD_SERVICE_URL>", "where people's reports are sent; set with its DID"),
    PDS_REPORT_SERVICE_DID(Group.MODERATION, "<PDS_MOD_SERVICE_DID>", "the DID of the service that takes reports"),

    PDS_EMAIL_SMTP_URL(
            Group.MAIL,
            "",
            "the mail server, as smtp:// or smtps://user:password@host:port; mail is logged if not set"),
    PDS_EMAIL_FROM_ADDRESS(Group.MAIL, "", "the address that mail is sent from; set with PDS_EMAIL_SMTP_URL"),
    PDS_MODERATION_EMAIL_SMTP_URL(
            Group.MAIL, "<PDS_EMAIL_SMTP_URL>", "the mail server for what the operator writes (admin.sendEmail)"),
    PDS_MODERATION_EMAIL_ADDRESS(Group.MAIL, "<PDS_EMAIL_FROM_ADDRESS>", "the address that such mail is sent from"),

    PDS_ACCOUNT_DELETION_DELAY_MS(
            Group.LIMITS,
            "259200000; 10000 with PDS_DEV_MODE",
            "milliseconds that a deactivated account is kept at least, also where its deleteAfter comes sooner"),
    PDS_RATE_LIMITS_ENABLED(Group.LIMITS, "false", "whether calls are counted and limited"),
    PDS_RATE_LIMIT_BYPASS_KEY(Group.LIMITS, "", "calls with this in x-ratelimit-bypass are not limited"),
    PDS_RATE_LIMIT_BYPASS_IPS(
            Group.LIMITS,
            "",
            "addresses of clients, or networks, that are not limited; proxies there are trusted too where"
                    + " PDS_TRUSTED_PROXIES is not set"),
    PDS_DISABLE_SSRF_PROTECTION(Group.LIMITS, "<PDS_DEV_MODE>", "allow fetching from private addresses"),
    PDS_FETCH_MAX_RESPONSE_SIZE(Group.LIMITS, "524288", "the most bytes taken from a fetched page"),

    PDS_REPO_BACKFILL_LIMIT_MS(Group.EVENTS, "259200000", "milliseconds that events are kept for followers"),
    PDS_MAX_SUBSCRIPTION_BUFFER(Group.EVENTS, "500", "events that a live follower may be behind for more than 30 s"),
    PDS_MAX_SUBSCRIBERS(Group.EVENTS, "5000", "the most followers at once"),
    PDS_MAX_SUBSCRIBERS_PER_IP(Group.EVENTS, "100", "the most followers at once of one address, or /64 of IPv6"),
    PDS_CRAWLERS(Group.EVENTS, "", "relays to tell about news, as URLs with commas between"),

    LOG_ENABLED(Group.LOGGING, "true", "whether anything is logged"),
    LOG_LEVEL(Group.LOGGING, "info", "trace, debug, info, warn or error"),
    LOG_DESTINATION(Group.LOGGING, "", "a file to log to; standard error if not set"),
    PDS_LOG_FORMAT(Group.LOGGING, "json", "json or text; text in ./rookery dev"),

    PDS_LOGO_URL(Group.LATER),
    PDS_HCAPTCHA_SITE_KEY(Group.LATER),
    PDS_HCAPTCHA_SECRET_KEY(Group.LATER),
    PDS_HCAPTCHA_TOKEN_SALT(Group.LATER),
    PDS_OAUTH_TRUSTED_CLIENTS(Group.LATER),
    PDS_PRIMARY_COLOR(Group.LATER),
    PDS_ERROR_COLOR(Group.LATER),
    PDS_WARNING_COLOR(Group.LATER),
    PDS_INFO_COLOR(Group.LATER),
    PDS_SUCCESS_COLOR(Group.LATER),
    PDS_BACKGROUND_LIGHT_URL(Group.LATER),
    PDS_BACKGROUND_DARK_URL(Group.LATER),
    PDS_BLOBSTORE_DISK_TMP_LOCATION(Group.LATER),
    PDS_BLOBSTORE_S3_BUCKET(Group.LATER),
    PDS_BLOBSTORE_S3_REGION(Group.LATER),
    PDS_BLOBSTORE_S3_ENDPOINT(Group.LATER),
    PDS_BLOBSTORE_S3_FORCE_PATH_STYLE(Group.LATER),
    PDS_BLOBSTORE_S3_ACCESS_KEY_ID(Group.LATER),
    PDS_BLOBSTORE_S3_SECRET_ACCESS_KEY(Group.LATER),
    PDS_BLOBSTORE_S3_UPLOAD_TIMEOUT_MS(Group.LATER),
    PDS_BLOBSTORE_S3_REQUEST_TIMEOUT_MS(Group.LATER),
    PDS_ENTRYWAY_URL(Group.LATER),
    PDS_ENTRYWAY_DID(Group.LATER),
    PDS_ENTRYWAY_JWT_VERIFY_KEY_K256_PUBLIC_KEY_HEX(Group.LATER),
    PDS_ENTRYWAY_PLC_ROTATION_KEY(Group.LATER),
    PDS_ENTRYWAY_ADMIN_TOKEN(Group.LATER),
    PDS_BSKY_APP_VIEW_URL(Group.LATER),
    PDS_BSKY_APP_VIEW_DID(Group.LATER),
    PDS_BSKY_APP_VIEW_CDN_URL_PATTERN(Group.LATER),
    PDS_DPOP_SECRET(Group.LATER),
    PDS_PLC_ROTATION_KEY_KMS_KEY_ID(Group.LATER),
    PDS_PROXY_ALLOW_HTTP2(Group.LATER),
    PDS_PROXY_HEADERS_TIMEOUT(Group.LATER),
    PDS_PROXY_BODY_TIMEOUT(Group.LATER),
    PDS_PROXY_MAX_RESPONSE_SIZE(Group.LATER),
    PDS_PROXY_MAX_RETRIES(Group.LATER),
    PDS_PROXY_PREFER_COMPRESSED(Group.LATER),

    PDS_EMAIL_DISABLE_CONFIRMATION_LINK(Group.NOT_NEEDED),
    PDS_ACCOUNT_DB_LOCATION(Group.NOT_NEEDED),
    PDS_SEQUENCER_DB_LOCATION(Group.NOT_NEEDED),
    PDS_DID_CACHE_DB_LOCATION(Group.NOT_NEEDED),
    PDS_SQLITE_DISABLE_WAL_AUTO_CHECKPOINT(Group.NOT_NEEDED),
    PDS_ACTOR_STORE_DIRECTORY(Group.NOT_NEEDED),
    PDS_ACTOR_STORE_CACHE_SIZE(Group.NOT_NEEDED),
    PDS_REDIS_SCRATCH_ADDRESS(Group.NOT_NEEDED),
    PDS_REDIS_SCRATCH_PASSWORD(Group.NOT_NEEDED),
    LOG_SYSTEMS(Group.NOT_NEEDED);

    /// A heading of `docs/configuration.md`.
    public enum Group {
        SERVICE("The server"),
        STORAGE("Storage"),
        SECRETS("Secrets"),
        IDENTITY("Identity"),
        INVITES("Invites"),
        MODERATION("Moderation"),
        MAIL("Mail"),
        LIMITS("Limits"),
        EVENTS("Events"),
        LOGGING("Logging"),
        /// Known from the reference and accepted, without effect until the feature is there.
        LATER("Accepted, for features that are not there yet"),
        /// Known from the reference and accepted; there is nothing here that they could set.
        NOT_NEEDED("Accepted, and not needed here");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    private final Group group;
    private final String fallback;
    private final String summary;

    Setting(Group group, String fallback, String summary) {
        this.group = group;
        this.fallback = fallback;
        this.summary = summary;
    }

    Setting(Group group) {
        this(group, "", "");
    }

    public Group group() {
        return group;
    }

    /// Whether the value must not be shown: it is a secret or has one in it.
    public boolean secret() {
        return group == Group.SECRETS || this == PDS_EMAIL_SMTP_URL || this == PDS_MODERATION_EMAIL_SMTP_URL;
    }

    /// The default as an operator would write it, or how it follows from other settings; empty if there is none.
    public String fallback() {
        return fallback;
    }

    public String summary() {
        return summary;
    }
}
