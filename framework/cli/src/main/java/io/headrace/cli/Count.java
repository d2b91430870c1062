package io.headrace.cli;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * A figure that may be a lower bound. Programs get the number.
 *
 * @param orMore whether counting ended early; of nothing it never does
 */
record Count(@JsonValue long value, boolean orMore) {
    @Override
    public String toString() {
        return (orMore && value > 0 ? "≥" : "") + String.format(Locale.ROOT, "%,d", value);
    }
}
