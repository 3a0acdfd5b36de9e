import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.MultisetType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.Row;

/** A value of a result row as JSON, spelled as `mullion run --output json` spells it. */
final class JsonValue {
    private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder()
                    .appendPattern("HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .toFormatter();
    private static final DateTimeFormatter TIMESTAMP =
            new DateTimeFormatterBuilder().appendPattern("uuuu-MM-dd ").append(TIME).toFormatter();

    private JsonValue() {}

    static JsonNode of(Object value, LogicalType type) {
        if (value == null) {
            return JSON.nullNode();
        }
        switch (type.getTypeRoot()) {
            case ARRAY:
                return array(value, ((ArrayType) type).getElementType());
            case MAP:
                return map((Map<?, ?>) value, ((MapType) type).getKeyType(), ((MapType) type).getValueType());
            case MULTISET:
                return map(
                        (Map<?, ?>) value,
                        ((MultisetType) type).getElementType(),
                        new org.apache.flink.table.types.logical.IntType());
            case ROW:
                return row((Row) value, (RowType) type);
            default:
                return plain(value);
        }
    }

    private static JsonNode plain(Object value) {
        if (value instanceof Boolean) {
            return JSON.booleanNode((Boolean) value);
        } else if (value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long) {
            return JSON.numberNode(((Number) value).longValue());
        } else if (value instanceof BigDecimal) {
            return JSON.textNode(((BigDecimal) value).toPlainString());
        } else if (value instanceof Float || value instanceof Double) {
            return JSON.textNode(value.toString());
        } else if (value instanceof byte[]) {
            return JSON.textNode(Base64.getEncoder().encodeToString((byte[]) value));
        } else if (value instanceof LocalDateTime) {
            return JSON.textNode(TIMESTAMP.format((LocalDateTime) value));
        } else if (value instanceof Instant) {
            return JSON.textNode(TIMESTAMP.format(LocalDateTime.ofInstant((Instant) value, ZoneOffset.UTC)) + "Z");
        } else if (value instanceof LocalTime) {
            return JSON.textNode(TIME.format((LocalTime) value));
        } else if (value instanceof LocalDate) {
            return JSON.textNode(value.toString());
        }
        return JSON.textNode(value.toString());
    }

    private static JsonNode array(Object values, LogicalType element) {
        ArrayNode array = JSON.arrayNode();
        if (values instanceof List) {
            ((List<?>) values).forEach(value -> array.add(of(value, element)));
            return array;
        }
        for (int i = 0; i < java.lang.reflect.Array.getLength(values); ++i) {
            array.add(of(java.lang.reflect.Array.get(values, i), element));
        }
        return array;
    }

    /** Maps have no order and their keys any type: an object whose names are the keys' JSON texts. */
    private static JsonNode map(Map<?, ?> values, LogicalType key, LogicalType value) {
        ObjectNode object = JSON.objectNode();
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            JsonNode name = of(entry.getKey(), key);
            object.set(name.isTextual() ? name.asText() : name.toString(), of(entry.getValue(), value));
        }
        return object;
    }

    private static JsonNode row(Row values, RowType type) {
        ObjectNode object = JSON.objectNode();
        for (int i = 0; i < type.getFieldCount(); ++i) {
            object.set(type.getFieldNames().get(i), of(values.getField(i), type.getTypeAt(i)));
        }
        return object;
    }
}
