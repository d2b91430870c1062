package io.headrace.deadletter;

import io.headrace.deadletter.Facets.Facet;
import io.headrace.message.MessageId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts dead letters by what they have in common. */
final class Census {
    private final Counted errors = new Counted();
    private final Counted classes = new Counted();
    private final Counted reasons = new Counted();
    private final Counted days = new Counted();
    private long matched;

    void count(DeadLetter<?> letter) {
        matched++;
        errors.count(letter.fingerprint(), letter);
        classes.count(letter.provenance().exceptionClass(), letter);
        reasons.count(letter.reason(), letter);
        days.count(
                Instant.ofEpochMilli(letter.id().millis())
                        .atOffset(ZoneOffset.UTC)
                        .toLocalDate()
                        .toString(),
                letter);
    }

    Facets facets(long looked) {
        Comparator<Facet> frequent =
                Comparator.comparingLong(Facet::count).reversed().thenComparing(Facet::name);
        return new Facets(
                looked,
                matched,
                errors.sorted(frequent),
                classes.sorted(frequent),
                reasons.sorted(frequent),
                days.sorted(Comparator.comparing(Facet::name)));
    }

    private static final class Counted {
        private final Map<String, Facet> byName = new HashMap<>();

        void count(String name, DeadLetter<?> letter) {
            String kept = byName.size() < Facets.MOST || byName.containsKey(name) ? name : "others";
            MessageId id = letter.id();
            byName.merge(
                    kept,
                    new Facet(kept, 1, letter.error(), id, id),
                    (known, one) -> new Facet(kept, known.count() + 1, known.example(), known.first(), one.last()));
        }

        List<Facet> sorted(Comparator<Facet> order) {
            return byName.values().stream().sorted(order).toList();
        }
    }
}
