package io.headrace.contract;

import io.headrace.broker.Append;
import io.headrace.broker.AppendOnce;
import io.headrace.broker.BrokerException;
import io.headrace.broker.Bury;
import io.headrace.broker.Commit;
import io.headrace.broker.Effect;
import io.headrace.broker.Fail;
import io.headrace.broker.Fetch;
import io.headrace.broker.Park;
import io.headrace.broker.Reclaim;
import io.headrace.broker.RunStep;
import io.headrace.broker.Tick;
import io.headrace.contract.Side.Known;
import io.headrace.contract.Side.Ref;
import io.headrace.message.Durability;
import io.headrace.message.MessageId;
import io.headrace.message.Source;
import io.headrace.message.Start;
import io.headrace.testkit.RedisErrorReply;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Draws steps that mostly make sense: they speak of holds that were given out, but sometimes of the wrong consumer, the
 * wrong delivery count, or an entry that nobody has. A stranger meddles now and then.
 */
final class RandomSteps {
    private static final List<String> KEYS = List.of(
            Side.BLOCKED,
            Side.BILLS,
            Side.KEYS.dead(),
            Side.KEYS.lane(),
            Side.KEYS.due(),
            Side.KEYS.attempts(),
            Side.KEYS.groups(),
            Side.KEYS.probe(),
            Side.DEDUP.get(0),
            Side.KEYS.stream());

    private final Dice dice;
    private final OperatorSteps operator;
    private final Side side;
    private final Supplier<List<Known>> pending;

    /** Speaks of entries that this side knows, above all of those that are pending. */
    RandomSteps(long seed, Side side, Supplier<List<Known>> pending) {
        this.dice = new Dice(seed, side, pending);
        this.operator = new OperatorSteps(dice);
        this.side = side;
        this.pending = pending;
    }

    /** The next step; {@code lastReply} tells what is broken and may be mended. */
    Step next(String lastReply) {
        if (lastReply.contains("NO_GROUP") && dice.chance(40)) {
            return openGroup();
        }
        if (lastReply.contains("WRONG_TYPE") && dice.chance(30)) {
            return deleteKey();
        }
        if (pending.get().size() < 3 && dice.chance(50)) {
            return dice.chance(40) ? append() : fetch();
        }
        List<Weighted> choices = choices();
        int left = dice.below(choices.stream().mapToInt(Weighted::weight).sum());
        for (Weighted choice : choices) {
            left -= choice.weight;
            if (left < 0) {
                return choice.step.get();
            }
        }
        throw new AssertionError("weights");
    }

    private List<Weighted> choices() {
        return List.of(
                new Weighted(14, this::append),
                new Weighted(8, this::appendOnce),
                new Weighted(16, this::fetch),
                new Weighted(5, this::ack),
                new Weighted(12, this::commit),
                new Weighted(12, this::park),
                new Weighted(8, this::fail),
                new Weighted(7, this::release),
                new Weighted(8, this::bury),
                new Weighted(12, this::claim),
                new Weighted(4, this::adopt),
                new Weighted(3, this::held),
                new Weighted(2, this::retire),
                new Weighted(6, this::replay),
                new Weighted(2, this::read),
                new Weighted(4, this::inspect),
                new Weighted(8, this::tick),
                new Weighted(8, this::reclaim),
                new Weighted(4, this::mark),
                new Weighted(3, this::sweep),
                new Weighted(12, operator::next),
                new Weighted(3, this::openGroup),
                new Weighted(3, this::addForeignEntry),
                new Weighted(4, this::deleteEntry),
                new Weighted(1, this::destroyGroup),
                new Weighted(2, this::putString),
                new Weighted(2, this::deleteKey));
    }

    private Step append() {
        List<Append> entries =
                dice.some(6, () -> new Append(dice.chance(8) ? Side.BLOCKED : Side.KEYS.stream(), dice.entry()));
        return Step.of(
                "append to " + mapped(entries, Append::stream),
                side -> side.render(
                        side.broker.append(entries, Durability.memory()), results -> side.text(entries, results)));
    }

    /** Under few ids, so that most are known. */
    private Step appendOnce() {
        List<AppendOnce> entries = dice.some(
                4,
                () -> new AppendOnce(
                        new Append(dice.chance(10) ? Side.BLOCKED : Side.KEYS.stream(), dice.entry()),
                        dice.pick(Side.SEND_IDS),
                        Duration.ofHours(1)));
        return Step.of(
                "append once " + mapped(entries, AppendOnce::key),
                side -> side.render(
                        side.broker.appendOnce(entries, Durability.memory()),
                        results -> side.text(mapped(entries, AppendOnce::append), results)));
    }

    private Step fetch() {
        String consumer = dice.consumer();
        boolean lane = dice.chance(70);
        Fetch fetch = new Fetch(!lane || dice.chance(85), lane, 1 + dice.below(5), Duration.ZERO);
        return Step.of(
                consumer + " " + fetch,
                side -> side.render(side.reader(consumer).fetch(fetch), reply -> side.text(reply, consumer)));
    }

    private Step ack() {
        List<Ref> refs = dice.some(2, () -> new Ref(Source.STREAM, dice.ref().ordinal()));
        return Step.of(
                "ack " + refs,
                side -> side.render(
                        side.broker.ack(
                                Side.GROUP, mapped(refs, ref -> side.ref(ref).id())),
                        String::valueOf));
    }

    private Step commit() {
        String consumer = dice.consumer();
        List<Planned> messages =
                dice.some(3, () -> new Planned(dice.ref(), dice.chance(60), dice.some(2, dice::effect)));
        return Step.adding(
                consumer + " commits " + messages,
                side -> side.render(
                        side.broker.commit(
                                Side.GROUP,
                                consumer,
                                mapped(messages, each -> new Commit(side.ref(each.ref), each.recorded, each.effects))),
                        Side::text));
    }

    /** Messages of one call fall due at one time or in turn, depending on the server; in wire order it does not show. */
    private Step park() {
        String consumer = dice.consumer();
        List<Known> holds = dice.some(3, () -> dice.hold(consumer)).stream()
                .sorted(Comparator.comparingInt(
                                (Known hold) -> hold.ref().source().mark())
                        .thenComparingInt(hold -> hold.ref().ordinal()))
                .toList();
        Duration delay = dice.chance(75) ? Duration.ZERO : Duration.ofHours(1);
        String error = dice.text();
        return Step.of(
                consumer + " parks " + holds + " for " + delay,
                side -> side.render(
                        side.broker.park(
                                Side.GROUP, consumer, mapped(holds, hold -> new Park(side.hold(hold), delay, error))),
                        reply -> Side.text(reply.outcomes()) + " next " + Side.roughly(reply.nextDueMillis())));
    }

    private Step fail() {
        String consumer = dice.consumer();
        List<Known> holds = dice.some(3, () -> dice.hold(consumer));
        int attempt = 1 + dice.below(3);
        Duration delay = dice.chance(50) ? Duration.ZERO : Duration.ofHours(1);
        String error = dice.text();
        return Step.of(
                consumer + " records failure " + attempt + " of " + holds + ", next in " + delay,
                side -> side.render(
                        side.broker.fail(
                                Side.GROUP,
                                consumer,
                                mapped(holds, hold -> new Fail(side.hold(hold), attempt, delay, error))),
                        Side::recorded));
    }

    private Step release() {
        String consumer = dice.consumer();
        List<Known> holds = dice.some(2, () -> dice.hold(consumer));
        return Step.of(
                consumer + " releases " + holds,
                side -> side.render(side.broker.release(Side.GROUP, consumer, mapped(holds, side::hold)), Side::text));
    }

    private Step bury() {
        String consumer = dice.consumer();
        List<Known> holds = dice.some(2, () -> dice.hold(consumer));
        byte[] meta = dice.bytes();
        return Step.adding(
                consumer + " buries " + holds,
                side -> side.render(
                        side.broker.bury(Side.GROUP, consumer, mapped(holds, hold -> new Bury(side.hold(hold), meta))),
                        Side::text));
    }

    private Step claim() {
        String consumer = dice.consumer();
        int count = 1 + dice.below(4);
        return Step.of(
                consumer + " claims " + count,
                side -> side.render(
                        side.broker.claim(Side.GROUP, consumer, count), reply -> side.text(reply, consumer)));
    }

    private Step adopt() {
        String consumer = dice.consumer();
        List<Ref> refs = dice.some(3, dice::ref);
        return Step.of(
                consumer + " adopts " + refs,
                side -> side.render(
                        side.broker.adopt(Side.GROUP, consumer, mapped(refs, side::ref)),
                        reply -> side.text(reply, consumer)));
    }

    /** A lease that ends at once or not at all: how much time passes between two steps is not the same on both sides. */
    private Step tick() {
        String consumer = dice.consumer();
        Tick tick = new Tick(
                consumer, dice.chance(60) ? Duration.ZERO : Duration.ofHours(1), Duration.ofHours(1), dice.chance(80));
        return Step.of(tick.toString(), side -> side.render(side.broker.tick(Side.GROUP, tick), side::text));
    }

    private Step reclaim() {
        Reclaim reclaim = new Reclaim(dice.consumer(), dice.consumer(), Duration.ofHours(1), 1 + dice.below(4));
        return Step.of(
                reclaim.toString(),
                side -> side.render(
                        side.broker.reclaim(Side.GROUP, reclaim),
                        reply -> side.text(reply.claims(), reclaim.consumer()) + (reply.over() ? " over" : "")));
    }

    private Step mark() {
        String consumer = dice.consumer();
        Known hold = dice.hold(consumer);
        return Step.of(
                consumer + " marks " + hold,
                side -> side.render(
                        side.broker.mark(Side.GROUP, consumer, side.hold(hold)),
                        outcome -> outcome.kind().name()));
    }

    private Step sweep() {
        return Step.of("sweep", side -> side.render(side.broker.sweep(Side.GROUP, Duration.ofHours(1)), side::text));
    }

    private Step held() {
        String consumer = dice.chance(70) ? dice.consumer() : "~retry";
        Source source = dice.source();
        int after = dice.below(6);
        int count = 1 + dice.below(4);
        return Step.of(
                "held by " + consumer + " of " + source + " after " + after + " count " + count,
                side -> side.render(
                        side.broker.held(Side.GROUP, consumer, source, side.id(Side.key(source), after), count),
                        held -> mapped(held, id -> side.name(Side.key(source), id))
                                .toString()));
    }

    private Step retire() {
        String consumer = dice.consumer();
        return Step.of(
                "retire " + consumer, side -> side.render(side.broker.retire(Side.GROUP, consumer), String::valueOf));
    }

    /** One letter each; the runs' books are compared with the replies, and their keys are not: they are named by time. */
    private Step replay() {
        int letter = dice.below(1 + side.count(Side.KEYS.dead()));
        byte[] meta = dice.bytes();
        byte[] entry = dice.bytes();
        boolean replays = dice.below(4) > 0;
        return Step.adding(
                (replays ? "replay " : "discard ") + letter,
                side -> side.render(
                        side.broker
                                .beginRun(Side.GROUP, "anne", meta)
                                .thenCompose(run -> side.broker.step(
                                        Side.GROUP,
                                        new RunStep(
                                                run.id(),
                                                "anne",
                                                1,
                                                side.id(Side.KEYS.dead(), letter),
                                                replays,
                                                0,
                                                List.of(new RunStep.Letter(
                                                        side.id(Side.KEYS.dead(), letter), meta, entry))))),
                        state -> state.phase() + " " + state.moved() + " " + state.missed()));
    }

    private Step read() {
        String key = dice.pick(KEYS);
        int from = dice.below(4);
        int to = dice.below(6);
        return Step.of(
                "read " + key + " from " + from + " to " + to,
                side -> side.render(
                        side.broker.read(key, side.id(key, from), side.id(key, to), 3),
                        batch -> side.text(key, batch)));
    }

    private Step inspect() {
        return Step.of("inspect", side -> side.render(side.broker.inspect(Side.GROUP), Side::text));
    }

    private Step openGroup() {
        int after = dice.below(6);
        Function<Side, Start> start = dice.pick(List.of(
                side -> Start.earliest(),
                side -> Start.earliest(),
                side -> Start.earliest(),
                side -> Start.latest(),
                side -> Start.resume(side.id(Side.KEYS.stream(), after)),
                side -> Start.resume(MessageId.MAX),
                side -> Start.after(side.id(Side.KEYS.stream(), after))));
        return Step.of(
                "open group",
                side -> side.render(side.broker.openGroup(Side.GROUP, start.apply(side)), String::valueOf));
    }

    private Step addForeignEntry() {
        String key = dice.chance(70) ? Side.KEYS.stream() : Side.KEYS.lane();
        List<String> fields =
                dice.chance(50) ? List.of("user_id", "1", "entry", dice.text()) : List.of("", dice.text());
        return meddle("add to " + key, side -> side.server.addEntry(key, fields));
    }

    private Step deleteEntry() {
        Ref ref = dice.ref();
        return meddle(
                "delete " + ref,
                side -> side.server.deleteEntry(
                        Side.key(ref.source()), side.ref(ref).id()));
    }

    private Step destroyGroup() {
        String key = dice.chance(60) ? Side.KEYS.stream() : Side.KEYS.lane();
        return meddle("destroy group of " + key, side -> side.server.destroyGroup(key, Side.GROUP.group()));
    }

    private Step putString() {
        String key = dice.pick(KEYS);
        return meddle("put string at " + key, side -> side.server.putString(key, "x"));
    }

    private Step deleteKey() {
        String key = dice.pick(KEYS);
        return meddle("delete key " + key, side -> side.server.deleteKey(key));
    }

    /** What a stranger does may fail for want of a key or for its type; later steps tell whether it took place. */
    private static Step meddle(String name, Consumer<Side> action) {
        return Step.adding(name, side -> {
            try {
                action.accept(side);
            } catch (RedisErrorReply | BrokerException refused) {
                // rendered like success
            }
            return "done or refused";
        });
    }

    private static <T, R> List<R> mapped(List<T> items, Function<T, R> function) {
        return items.stream().map(function).toList();
    }

    private record Weighted(int weight, Supplier<Step> step) {}

    private record Planned(Ref ref, boolean recorded, List<Effect> effects) {
        @Override
        public String toString() {
            return ref
                    + (recorded ? "r" : "")
                    + mapped(effects, effect -> effect.keys().get(0));
        }
    }
}
