package io.headrace.testkit.simulation;

import java.util.List;
import java.util.SplittableRandom;

/** What goes wrong with calls, and how often it still may. */
final class Faults {
    private final SplittableRandom random;
    private final List<Fault> kinds;
    private final double probability;
    private int left;
    private int deathsLeft;

    /**
     * At most {@code budget} faults of these kinds, of which at most {@code deaths} are deadly; each call is struck with this
     * probability.
     */
    Faults(SplittableRandom random, List<Fault> kinds, double probability, int budget, int deaths) {
        this.random = random;
        this.kinds = kinds;
        this.probability = probability;
        this.left = budget;
        this.deathsLeft = deaths;
    }

    /** No faults at all. */
    static Faults none() {
        return new Faults(new SplittableRandom(0), List.of(Fault.NONE), 0, 0, 0);
    }

    Fault next() {
        if (left == 0 || random.nextDouble() >= probability) {
            return Fault.NONE;
        }
        left--;
        Fault fault = kinds.get(random.nextInt(kinds.size()));
        return fault.isDeadly() && !mayKill() ? Fault.NONE : fault;
    }

    /** Takes one death from those that are left; tells whether there was one. */
    boolean mayKill() {
        return deathsLeft > 0 && deathsLeft-- > 0;
    }

    /** No further ones. */
    void end() {
        left = 0;
        deathsLeft = 0;
    }
}
