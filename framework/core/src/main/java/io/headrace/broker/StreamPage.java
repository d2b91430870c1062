package io.headrace.broker;

import java.util.List;

/**
 * A page of streams.
 *
 * @param names  names, in no order; one may be on two pages
 * @param cursor where the next page begins; {@link Operations#FIRST} if this was the last
 */
public record StreamPage(List<String> names, String cursor) {
    public StreamPage {
        names = List.copyOf(names);
    }

    /** Whether no page follows. */
    public boolean isLast() {
        return cursor.equals(Operations.FIRST);
    }
}
