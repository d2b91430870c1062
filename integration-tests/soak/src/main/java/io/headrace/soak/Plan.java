package io.headrace.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** Which faults strike when. The same seed makes the same plan, though not the same run: processes have their own pace. */
record Plan(List<Strike> strikes) {
    private static final Duration KILL_EVERY = Duration.ofSeconds(5);
    private static final Duration FREEZE_EVERY = Duration.ofSeconds(11);
    private static final Duration FROZEN = Duration.ofSeconds(3);
    private static final Duration CUT_EVERY = Duration.ofSeconds(2);
    private static final Duration SERVER_DOWN_FIRST = Duration.ofSeconds(8);
    private static final Duration SERVER_DOWN_EVERY = Duration.ofSeconds(30);
    private static final Duration SERVER_DOWN_LONGEST = Duration.ofSeconds(4);
    private static final List<Fault> CUTS = List.of(Fault.CUT, Fault.RESET, Fault.LOSE_REPLY, Fault.LOSE_REPLY);

    /**
     * One of them.
     *
     * @param atMillis how long after the beginning
     * @param choice decides which worker, or which request, is struck; not negative
     */
    record Strike(long atMillis, Fault fault, int choice) {
        /** The one of these that is struck. */
        <T> T pick(List<T> of) {
            return of.get(choice % of.size());
        }
    }

    Plan {
        strikes = strikes.stream()
                .sorted(Comparator.comparingLong(Strike::atMillis))
                .toList();
    }

    /** Faults begin within this time; what is down or frozen at its end comes back later. */
    static Plan of(long seed, Duration duration) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Strike> strikes = new ArrayList<>();
        times(random, KILL_EVERY, KILL_EVERY, duration)
                .forEach(at -> strikes.add(new Strike(at, Fault.KILL, choice(random))));
        times(random, FREEZE_EVERY, FREEZE_EVERY, duration).forEach(at -> {
            int worker = choice(random);
            strikes.add(new Strike(at, Fault.FREEZE, worker));
            strikes.add(new Strike(at + FROZEN.toMillis(), Fault.THAW, worker));
        });
        times(random, CUT_EVERY, CUT_EVERY, duration)
                .forEach(at -> strikes.add(new Strike(at, CUTS.get(random.nextInt(CUTS.size())), choice(random))));
        times(random, SERVER_DOWN_FIRST, SERVER_DOWN_EVERY, duration).forEach(at -> {
            strikes.add(new Strike(at, Fault.SERVER_DOWN, 0));
            strikes.add(new Strike(at + random.nextLong(SERVER_DOWN_LONGEST.toMillis()), Fault.SERVER_UP, 0));
        });
        return new Plan(strikes);
    }

    /** About every so often, each up to a quarter of the period early. */
    private static List<Long> times(SplittableRandom random, Duration first, Duration every, Duration duration) {
        List<Long> times = new ArrayList<>();
        for (long at = first.toMillis(); at < duration.toMillis(); at += every.toMillis()) {
            times.add(at - random.nextLong(first.toMillis() / 4));
        }
        return times;
    }

    private static int choice(SplittableRandom random) {
        return random.nextInt(Integer.MAX_VALUE);
    }
}
