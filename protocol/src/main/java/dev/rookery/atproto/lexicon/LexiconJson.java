package dev.rookery.atproto.lexicon;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads a document into maps, lists, texts, longs and booleans.
///
/// Unlike the data model's maps these keep the order of the text: properties are checked in the order in
/// which a schema lists them, so that the first complaint is about the first of them.
final class LexiconJson {
    private static final int DEPTH_MAX = 64;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
            .build();

    private LexiconJson() {}

    static Fields parse(byte[] json) {
        try (var parser = FACTORY.createParser(json)) {
            parser.nextToken();
            var document = value(parser);
            if (parser.nextToken() != null) {
                throw new InvalidLexiconException("Invalid lexicon: more than one JSON value");
            }
            return new Fields("lexicon", "", document);
        } catch (IOException e) {
            throw new InvalidLexiconException("Invalid lexicon: no JSON", e);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case null, default ->
                throw new InvalidLexiconException("Invalid lexicon: unexpected " + parser.currentToken());
        };
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        var object = new LinkedHashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            object.put(key, value(parser));
        }
        return object;
    }

    private static List<Object> array(JsonParser parser) throws IOException {
        var array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }
}
