package io.headrace.cli;

import io.headrace.Headrace;
import io.headrace.broker.GroupRef;
import io.headrace.deadletter.DeadLetterFilter;
import io.headrace.deadletter.DeadLetters;
import io.headrace.deadletter.Facets;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Counts dead letters by what they have in common. */
@Command(name = "facets", description = "Counts dead letters by error, class, reason and day.")
final class DeadFacetsVerb extends Verb {
    @Mixin
    private GroupArguments group = new GroupArguments();

    @Mixin
    private FilterOptions filter = new FilterOptions();

    @Option(
            names = "--top",
            defaultValue = "10",
            description = "Of each kind at most so many. Default: ${DEFAULT-VALUE}.")
    private int top = 10;

    @Override
    int run(Headrace headrace, Screen screen) {
        GroupRef ref = group.ref();
        Facets facets = count(screen, Letters.of(headrace, ref), filter.filter(List.of()));
        screen.say(String.format(
                Locale.ROOT, "%,d of %,d dead letters of %s fit", facets.matched(), facets.looked(), ref));
        show(screen, facets, top);
        return DONE;
    }

    static Facets count(Screen screen, DeadLetters<?> letters, DeadLetterFilter filter) {
        try (Bar bar = new Bar(screen, "dead letters")) {
            return letters.facets(filter, bar);
        }
    }

    private static void show(Screen screen, Facets facets, int top) {
        Listing listing = new Listing(
                Column.text("BY", "by"),
                Column.text("NAME", "name"),
                Column.number("COUNT", "count"),
                Column.moment("FIRST (UTC)", "firstAt"),
                Column.moment("LAST (UTC)", "lastAt"),
                Column.text("EXAMPLE", "example"));
        add(listing, "error", facets.errors(), top);
        add(listing, "class", facets.classes(), top);
        add(listing, "reason", facets.reasons(), top);
        add(listing, "day", facets.days(), top);
        screen.show(listing, "");
    }

    private static void add(Listing listing, String by, List<Facets.Facet> facets, int top) {
        facets.stream()
                .limit(top)
                .forEach(facet -> listing.row(
                        by,
                        facet.name(),
                        facet.count(),
                        facet.first().millis(),
                        facet.last().millis(),
                        by.equals("error") ? facet.example() : null));
    }
}
