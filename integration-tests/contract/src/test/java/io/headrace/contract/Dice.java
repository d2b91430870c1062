package io.headrace.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headrace.broker.Append;
import io.headrace.broker.Effect;
import io.headrace.broker.Envelope;
import io.headrace.contract.Side.Known;
import io.headrace.contract.Side.Ref;
import io.headrace.message.Source;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Draws what steps are made of. Texts are numbered, so that no two are the same. */
final class Dice {
    private final Random random;
    private final Side side;
    private final Supplier<List<Known>> pending;
    private int texts;

    Dice(long seed, Side side, Supplier<List<Known>> pending) {
        this.random = new Random(seed);
        this.side = side;
        this.pending = pending;
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** One or more, at most {@code most}. */
    <T> List<T> some(int most, Supplier<T> each) {
        return Stream.generate(each).limit(1 + random.nextInt(most)).toList();
    }

    String consumer() {
        return chance(50) ? "hr-anne" : "hr-bob";
    }

    Source source() {
        return chance(70) ? Source.STREAM : Source.LANE;
    }

    /** Mostly what this consumer holds, else what it held before, or what somebody else or nobody holds. */
    Known hold(String consumer) {
        List<Known> own = pending.get().stream()
                .filter(held -> held.consumer().equals(consumer))
                .toList();
        Known hold = !own.isEmpty() && chance(85) ? pick(own) : anyHold();
        int wrong = Math.max(0, hold.deliveries() + random.nextInt(3) - 1);
        return chance(92) ? hold : new Known(hold.ref(), consumer, wrong);
    }

    /** Mostly an entry that is pending. */
    Ref ref() {
        List<Known> held = pending.get();
        return held.isEmpty() || chance(20) ? anyHold().ref() : pick(held).ref();
    }

    /** Mostly to where it may go. */
    Effect effect() {
        String own = chance(70) ? Side.KEYS.stream() : Side.KEYS.lane();
        String odd = chance(70) ? Side.BLOCKED : own;
        return Effect.emit(new Append(chance(70) ? Side.BILLS : odd, entry()));
    }

    Envelope entry() {
        String key = chance(50) ? "key" : null;
        return Envelope.of(key, 1_000 + texts, Map.of(), bytes());
    }

    String text() {
        return "text " + texts++;
    }

    byte[] bytes() {
        return text().getBytes(UTF_8);
    }

    private Known anyHold() {
        List<Known> old = chance(50) ? side.known : pending.get();
        return old.isEmpty() || chance(20)
                ? new Known(new Ref(source(), random.nextInt(12)), "nobody", 1)
                : old.get(old.size() - 1 - random.nextInt(Math.min(old.size(), 10)));
    }
}
