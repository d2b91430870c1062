package io.headrace.contract;

import io.headrace.broker.Attempts;
import io.headrace.broker.ConsumerStatus;
import io.headrace.broker.GroupStatus;
import io.headrace.broker.Operations;
import io.headrace.broker.ParkedEntry;
import io.headrace.broker.PendingEntry;
import io.headrace.broker.ResetMode;
import io.headrace.broker.ResetPlan;
import io.headrace.broker.StreamStatus;
import io.headrace.contract.Side.Ref;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.message.Start;
import java.util.List;
import java.util.function.Function;

/** Draws what an operator asks and does now and then. */
final class OperatorSteps {
    private static final List<String> STREAMS = List.of(Side.KEYS.stream(), Side.BILLS, Side.BLOCKED, Side.KEYS.lane());

    private final Dice dice;

    OperatorSteps(Dice dice) {
        this.dice = dice;
    }

    Step next() {
        return switch (dice.below(9)) {
            case 0 -> stream();
            case 1 ->
                Step.of("group", side -> side.render(operations(side).group(Side.GROUP), status -> text(side, status)));
            case 2 ->
                Step.of(
                        "consumers",
                        side -> side.render(operations(side).consumers(Side.GROUP), OperatorSteps::consumers));
            case 3 -> pending();
            case 4 -> due();
            case 5 -> hasten();
            case 6 -> planReset();
            case 7 -> latest();
            default -> reset();
        };
    }

    private Step stream() {
        String key = dice.pick(STREAMS);
        return Step.of(
                "stream " + key, side -> side.render(operations(side).stream(key), status -> text(side, status)));
    }

    private Step latest() {
        String key = dice.pick(STREAMS);
        int count = 1 + dice.below(4);
        return Step.of(
                "latest of " + key + " count " + count,
                side -> side.render(operations(side).latest(key, count), batch -> side.text(key, batch)));
    }

    private Step pending() {
        Source source = dice.source();
        String consumer = dice.chance(50) ? dice.consumer() : null;
        int after = dice.below(4);
        int count = 1 + dice.below(4);
        return Step.of(
                "pending of " + source + " and " + consumer + " after " + after + " count " + count,
                side -> side.render(
                        operations(side).pending(Side.GROUP, source, consumer, side.id(Side.key(source), after), count),
                        pending -> lines(pending, entry -> text(side, entry))));
    }

    private Step due() {
        int offset = dice.below(3);
        int count = 1 + dice.below(4);
        return Step.of(
                "due from " + offset + " count " + count,
                side -> side.render(
                        operations(side).due(Side.GROUP, offset, count),
                        parked -> lines(parked, entry -> text(side, entry))));
    }

    private Step hasten() {
        List<Ref> refs = dice.some(3, dice::ref);
        return Step.of(
                "hasten " + refs,
                side -> side.render(
                        operations(side)
                                .hasten(Side.GROUP, refs.stream().map(side::ref).toList()),
                        String::valueOf));
    }

    private Step planReset() {
        Function<Side, Start> target = target();
        return Step.of(
                "plan a reset",
                side -> side.render(
                        operations(side).planReset(Side.GROUP, target.apply(side)), plan -> text(side, plan)));
    }

    private Step reset() {
        Function<Side, Start> target = target();
        ResetMode mode = dice.pick(List.of(ResetMode.values()));
        return Step.of(
                "reset " + mode,
                side -> side.render(
                        operations(side).reset(Side.GROUP, target.apply(side), mode), plan -> text(side, plan)));
    }

    private Function<Side, Start> target() {
        int after = dice.below(8);
        return dice.pick(List.of(
                side -> Start.earliest(),
                side -> Start.latest(),
                side -> Start.resume(MessageId.MAX),
                side -> Start.after(side.id(Side.KEYS.stream(), after)),
                side -> Start.after(side.id(Side.KEYS.stream(), after).previous())));
    }

    private static Operations operations(Side side) {
        return side.broker.operations();
    }

    private static String text(Side side, StreamStatus status) {
        return status.exists() + " length " + status.length() + " added " + status.added() + " first "
                + side.name(status.name(), status.firstId()) + " last " + side.name(status.name(), status.lastId())
                + " "
                + status.groups();
    }

    private static String text(Side side, GroupStatus status) {
        return "delivered " + side.idsUpTo(status.delivered()) + " settled " + side.idsUpTo(status.checkpoint())
                + " lag "
                + status.lag() + " " + status.laneLag() + (status.lagEstimated() ? " or more" : "") + " pending "
                + status.pending() + " parked " + status.parked() + " due " + status.due() + " released "
                + status.released() + " lane " + status.lane() + " dead " + status.dead() + " lost " + status.lost()
                + " alive " + status.workersAlive() + " " + status.workersDead();
    }

    /** Who holds nothing may or may not be known, depending on the server. */
    private static String consumers(List<ConsumerStatus> consumers) {
        return lines(
                consumers.stream()
                        .filter(each -> each.pending() > 0 || each.leased())
                        .toList(),
                each -> each.name() + " " + each.kind() + " " + each.stream() + " " + each.lane()
                        + (each.leased() ? each.isAlive() ? " alive" : " dead" : ""));
    }

    private static String text(Side side, PendingEntry entry) {
        return side.name(entry.ref()) + " " + entry.consumer() + "#" + entry.deliveries() + text(entry.attempts());
    }

    private static String text(Side side, ParkedEntry entry) {
        return side.name(entry.ref()) + text(entry.attempts());
    }

    private static String text(Side side, ResetPlan plan) {
        return "from " + side.idsUpTo(plan.from()) + " to " + side.idsUpTo(plan.to()) + " again " + plan.again()
                + " settled " + plan.settled() + " skipped " + plan.skipped() + (plan.atLeast() ? " or more" : "")
                + " alive " + plan.workersAlive();
    }

    private static String text(Attempts attempts) {
        return "<" + attempts.failures() + " " + attempts.lastError() + " " + attempts.crashes() + ">";
    }

    private static <T> String lines(List<T> items, Function<T, String> text) {
        return items.stream().map(text).toList().toString();
    }
}
