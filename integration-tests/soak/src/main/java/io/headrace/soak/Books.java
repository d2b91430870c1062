package io.headrace.soak;

import io.headrace.testkit.GroupView;
import io.headrace.testkit.LossAudit;
import io.headrace.testkit.LossReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What everybody knows of the messages when all is quiet.
 *
 * @param confirmed those whose send was confirmed
 * @param unknown those whose send has no certain outcome: each may have been handled or not
 * @param refused those that the sender says are not on the stream
 * @param handled how often each was noted in the sink
 * @param bills what was emitted, one for each message
 * @param view where the server has the rest
 * @param lost how many entries the server counted as pending without a body
 */
record Books(
        Set<String> confirmed,
        Set<String> unknown,
        Set<String> refused,
        Map<String, Integer> handled,
        List<String> bills,
        GroupView view,
        long lost) {
    private static final int MOST_NAMED = 20;

    /** Where every confirmed message is. All faults are such that none of it may be destroyed. */
    LossReport report() {
        LossAudit audit = new LossAudit();
        audit.confirmed(confirmed);
        handled.forEach((identity, times) -> {
            for (int i = 0; i < times; i++) {
                audit.handled(identity);
            }
        });
        audit.effects(bills);
        return audit.report(view);
    }

    /** What must not be, one line each; none if every promise was kept. */
    List<String> problems() {
        LossReport report = report();
        List<String> problems = new ArrayList<>();
        find(problems, "confirmed messages are lost", lost(report));
        find(problems, "messages have two bills", report.effectsTwice());
        find(problems, "messages were handled and have no bill", without(handled.keySet(), bills));
        find(problems, "messages have a bill and were not handled", without(bills, handled.keySet()));
        find(problems, "messages were handled that the sender calls refused", both(refused, handled.keySet()));
        find(problems, "sends under an id were not confirmed", underId(unknown, refused));
        find(problems, "messages are still pending", view.pending());
        find(problems, "messages are still undelivered", view.undelivered());
        find(problems, "messages are still dead letters", view.dead());
        if (lost > 0) {
            problems.add(lost + " entries were pending without a body");
        }
        return problems;
    }

    /** The messages that are nowhere. */
    static List<String> lost(LossReport report) {
        List<String> lost = new ArrayList<>(report.lost());
        lost.addAll(report.destroyed());
        return lost;
    }

    private static void find(List<String> problems, String what, Collection<String> identities) {
        if (!identities.isEmpty()) {
            List<String> some = identities.stream().sorted().limit(MOST_NAMED).toList();
            problems.add(identities.size() + " " + what + ": " + String.join(", ", some)
                    + (identities.size() > MOST_NAMED ? ", …" : ""));
        }
    }

    private static Set<String> without(Collection<String> these, Collection<String> those) {
        Set<String> rest = new TreeSet<>(these);
        rest.removeAll(Set.copyOf(those));
        return rest;
    }

    private static List<String> underId(Collection<String> these, Collection<String> those) {
        return Stream.concat(these.stream(), those.stream())
                .filter(identity -> identity.startsWith(Traffic.UNDER_ID))
                .toList();
    }

    private static Set<String> both(Collection<String> these, Collection<String> those) {
        Set<String> both = new TreeSet<>(these);
        both.retainAll(those);
        return both;
    }
}
