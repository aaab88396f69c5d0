package dev.rookery.pds.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The page at `/`: says what this server is to somebody who came here with a browser.
///
/// @param links texts and the addresses they lead to; those without an address are left out
public record FrontPage(String name, String hostname, String version, Map<String, @Nullable String> links) {
    /// The page has no script and nothing from elsewhere, and is not to be put in a frame.
    public static final String CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline';"
            + " frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public FrontPage {
        links = new LinkedHashMap<>(links);
    }

    public String html() {
        String items = links.entrySet().stream()
                .filter(link -> link.getValue() != null)
                .map(link ->
                        "<li><a href=\"%s\">%s</a></li>\n".formatted(escape(link.getValue()), escape(link.getKey())))
                .collect(Collectors.joining());
        String list = items.isEmpty() ? "" : "<ul>\n" + items + "</ul>\n";
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>%1$s</title>
            <style>
            :root { color-scheme: light dark; --ink: #1c2329; --paper: #fbfaf7; --soft: #59646d; --link: #0b57a4; }
            @media (prefers-color-scheme: dark) {
              :root { --ink: #e8e6e1; --paper: #14181b; --soft: #a3adb5; --link: #8cc2ff; }
            }
            body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif; }
            main { max-width: 38rem; margin: 0 auto; padding: clamp(2rem, 8vw, 6rem) 1.25rem; }
            h1 { font-size: clamp(1.6rem, 5vw, 2.2rem); line-height: 1.2; margin: 0 0 1rem; overflow-wrap: anywhere; }
            a { color: var(--link); } a:focus-visible { outline: 3px solid currentColor; outline-offset: 3px; }
            ul { padding-left: 1.2rem; } footer, code { color: var(--soft); }
            footer { margin-top: 2.5rem; font-size: .9rem; }
            </style>
            </head>
            <body>
            <main>
            <h1>%1$s</h1>
            <p>This is a Personal Data Server of the <a href="https://atproto.com">AT Protocol</a>. It holds the
            accounts and records of people who use apps such as Bluesky, and serves them to the network.</p>
            <p>There is nothing to sign in to here: open the app you use and give <code>%2$s</code> as your provider.
            Programs find the methods under <code>/xrpc/</code>.</p>
            %3$s<footer>%4$s</footer>
            </main>
            </body>
            </html>
            """.formatted(escape(name), escape(hostname), list, escape(version));
    }

    private static String escape(@Nullable String text) {
        return text == null
                ? ""
                : text.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;")
                        .replace("'", "&#39;");
    }
}
