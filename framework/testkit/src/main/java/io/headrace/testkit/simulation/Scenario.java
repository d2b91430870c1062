package io.headrace.testkit.simulation;

import io.headrace.handler.Order;
import io.headrace.message.Retention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a run is like, as its seed has it.
 *
 * @param workers     worker processes
 * @param order       which messages of the first stream wait for one another
 * @param batches     whether its handler takes batches
 * @param retention   what is removed from both streams
 * @param tally       whether a second group reads the first stream, and only after the faults have ended
 * @param messages    how many are sent
 * @param keys        how many keys they have
 * @param killers     how many of them halt the process that handles them
 * @param mercy       how often a killer is handled all the same
 * @param onlyKillers whether nothing else is deadly
 * @param longest     how long a handler may take, in milliseconds
 * @param faults      what may happen to calls
 * @param budget      how often
 * @param disasters   what else happens
 */
record Scenario(
        int workers,
        Order order,
        boolean batches,
        Retention retention,
        boolean tally,
        int messages,
        int keys,
        int killers,
        double mercy,
        boolean onlyKillers,
        int longest,
        List<Fault> faults,
        int budget,
        List<Disaster> disasters) {
    private static final int MAX_DISASTERS = 6;
    private static final int LONGEST_MILLIS = 7_000; // beyond the lease, and beyond the time for draining

    static Scenario draw(SplittableRandom random) {
        boolean onlyKillers = random.nextInt(8) == 0;
        int killers = onlyKillers ? 1 : Math.max(0, random.nextInt(6) - 3);
        return new Scenario(
                3 + random.nextInt(2),
                random.nextInt(3) == 0 ? Order.KEY : Order.NONE,
                random.nextInt(4) == 0,
                retention(random),
                random.nextInt(3) == 0,
                20 + random.nextInt(60),
                3 + random.nextInt(18),
                killers,
                random.nextInt(3) == 0 ? 0.15 : 0,
                onlyKillers,
                onlyKillers || random.nextBoolean() ? 0 : LONGEST_MILLIS,
                faults(onlyKillers),
                random.nextInt(15),
                disasters(random, onlyKillers));
    }

    private static Retention retention(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> Retention.acked();
            case 1 -> Retention.queue();
            default -> Retention.keep();
        };
    }

    private static List<Fault> faults(boolean onlyKillers) {
        return Arrays.stream(Fault.values())
                .filter(fault -> fault != Fault.NONE && !(onlyKillers && fault.isDeadly()))
                .toList();
    }

    /** A few kinds only, so that runs differ, each of them perhaps several times. */
    private static List<Disaster> disasters(SplittableRandom random, boolean onlyKillers) {
        List<Disaster> possible = Arrays.stream(Disaster.values())
                .filter(disaster -> !(onlyKillers && disaster.isDeadly()))
                .toList();
        List<Disaster> kinds = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            kinds.add(possible.get(random.nextInt(possible.size())));
        }
        List<Disaster> drawn = new ArrayList<>();
        for (int i = random.nextInt(1 + MAX_DISASTERS); i > 0; i--) {
            drawn.add(kinds.get(random.nextInt(kinds.size())));
        }
        return drawn;
    }
}
