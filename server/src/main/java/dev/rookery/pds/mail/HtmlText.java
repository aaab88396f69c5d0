package dev.rookery.pds.mail;

import java.util.regex.Pattern;

/// HTML and plain text, one from the other, as far as mails need it.
final class HtmlText {
    private static final Pattern UNSEEN = Pattern.compile("(?is)<(style|script|head)\\b.*?</\\1>|<!--.*?-->");
    private static final Pattern LINE_END = Pattern.compile("(?i)<br\\s*/?>|</(p|div|h[1-6]|li|tr|blockquote)\\s*>");
    private static final Pattern TAG = Pattern.compile("<[^>]*>");
    private static final Pattern EMPTY_LINES = Pattern.compile("\\s*\\n\\s*\\n\\s*");

    private HtmlText() {}

    /// The text as it can stand in HTML, also in an attribute.
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /// What a reader without HTML is shown: the words, on lines of their own where the HTML ends one.
    static String toText(String html) {
        String text = UNSEEN.matcher(html).replaceAll("");
        text = LINE_END.matcher(text).replaceAll("\n");
        text = TAG.matcher(text).replaceAll("");
        text = text.replace("&nbsp;", " ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
        return EMPTY_LINES.matcher(text).replaceAll("\n\n").strip() + "\n";
    }
}
