package io.headrace.testkit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The accounts of one group: what was sent and confirmed, what a handler got, and what the server holds. It finds every
 * confirmed message in exactly one place, or says that it is lost.
 *
 * <pre>{@code
 * LossAudit audit = new LossAudit();
 * sender.send(order).thenAccept(id -> audit.confirmed(id.toString()));
 * headrace.worker("billing").on(ORDERS, (order, ctx) -> audit.handled(ctx.version())).start();
 * ...
 * // Faults, recovery, and the workers closed.
 * audit.report(GroupView.of(broker, new GroupRef("orders", "billing"))).assertNothingLost();
 * }</pre>
 *
 * <p>A message is known by an identity, a text that sender, handler and {@link GroupView} agree about: the entry's id, or
 * something in the value. Two confirmed sends of one identity count as one. Safe for all threads.
 */
public final class LossAudit {
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> handled = new ConcurrentHashMap<>();
    private final Map<String, Integer> effects = new ConcurrentHashMap<>();

    /** Notes that the send of this message was confirmed. One whose outcome is unknown is not to be noted. */
    public void confirmed(String identity) {
        confirmed.add(identity);
    }

    /** The same for many. */
    public void confirmed(Collection<String> identities) {
        confirmed.addAll(identities);
    }

    /** Notes that a handler was done with this message: in the sink, not at the handler's start. */
    public void handled(String identity) {
        handled.merge(identity, 1, Integer::sum);
    }

    /** The same for many; one that is handled twice is among them twice. */
    public void handled(Collection<String> identities) {
        identities.forEach(this::handled);
    }

    /** Notes that an effect was found: the output that was emitted for this message, for example. */
    public void effect(String identity) {
        effects.merge(identity, 1, Integer::sum);
    }

    /** The same for many; an output found twice is among them twice. */
    public void effects(Collection<String> identities) {
        identities.forEach(this::effect);
    }

    /** Where every confirmed message is. What the server does not hold now, and nobody handled, the fault has destroyed. */
    public LossReport report(GroupView now) {
        return report(now, now);
    }

    /**
     * Where every confirmed message is. What the server still held after the fault is lost if it is gone now and nobody
     * handled it. Take the first look if anything may delete entries after the fault, such as a retention.
     *
     * @param afterFault what the server held when the fault was over and nobody worked yet
     * @param now what it holds in the end
     */
    public LossReport report(GroupView afterFault, GroupView now) {
        Places places = new Places(new TreeSet<>(confirmed));
        int handledOnce = places.take(handled::containsKey).size();
        return new LossReport(
                confirmed.size(),
                handledOnce,
                places.take(now.dead()::contains),
                places.take(now.pending()::contains),
                places.take(now.undelivered()::contains),
                places.take(identity -> now.holds(identity) || afterFault.holds(identity)),
                places.take(rest -> true),
                moreThanOnce(handled),
                moreThanOnce(effects));
    }

    private static List<String> moreThanOnce(Map<String, Integer> times) {
        return times.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** The messages that have not been found yet. */
    private record Places(Set<String> missing) {
        /** Takes those that are found there out, in order. */
        List<String> take(Predicate<String> found) {
            List<String> taken = new ArrayList<>();
            missing.removeIf(identity -> found.test(identity) && taken.add(identity));
            return taken;
        }
    }
}
