package io.headrace.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Measures scenarios, the contenders in turn in every round, so that whatever disturbs the machine for a while disturbs
 * all of them. A contender keeps its process from its first run to its last.
 */
final class Suite implements AutoCloseable {
    private final Scale scale;
    private final Function<Contender.Name, Client> clients;
    private final Progress progress;
    private final Site site = new Site();
    private final Map<Contender.Name, Client> running = new EnumMap<>(Contender.Name.class);

    /** A run that was not as it should be; the message says in what. */
    static final class WrongResultException extends RuntimeException {
        private static final long serialVersionUID = 1;

        WrongResultException(String problem) {
            super(problem);
        }
    }

    /**
     * A suite with a server of its own.
     *
     * @param clients starts a contender
     */
    Suite(Scale scale, Function<Contender.Name, Client> clients, Progress progress) {
        this.scale = scale;
        this.clients = clients;
        this.progress = progress;
    }

    Site site() {
        return site;
    }

    /** Runs all rounds of a scenario. */
    Results measure(Scenario scenario) {
        Results results = new Results(scenario);
        if (scale.warm()) {
            scenario.contenders().forEach(contender -> run(scenario, contender, "warm-up"));
        }
        for (int round = 1; round <= scale.rounds(); round++) {
            String label = "round " + round + " of " + scale.rounds();
            for (Contender.Name contender : scenario.contenders()) {
                results.add(contender, run(scenario, contender, label));
            }
        }
        return results;
    }

    @Override
    public void close() {
        running.values().forEach(Client::close);
        site.close();
    }

    private Measurement run(Scenario scenario, Contender.Name contender, String label) {
        String what = scenario.name() + "  " + label + "  " + contender.label();
        progress.running(what);
        Client client = running.computeIfAbsent(contender, clients);
        Job job = site.prepare(scenario, contender, scale.messages(scenario, contender));
        try {
            Measurement measured = client.run(job, () -> {
                if (scenario.kind() == Job.Kind.PACED) {
                    site.pace(job, scenario.perSecond(), scenario.bytes());
                }
            });
            verify(what, measured, site.problems(job, contender));
            progress.ran(what + String.format(Locale.ROOT, "  %,.0f/s", measured.perSecond()));
            return measured;
        } catch (IllegalStateException failure) {
            throw new WrongResultException(what + ": " + failure.getMessage());
        } finally {
            site.clear(job);
        }
    }

    private static void verify(String what, Measurement measured, List<String> ofTheServer) {
        List<String> problems = new ArrayList<>();
        if (measured.missing() > 0) {
            problems.add(measured.missing() + " messages were not handled");
        }
        if (measured.strangers() > 0) {
            problems.add(measured.strangers() + " messages were handled that were not sent like that");
        }
        problems.addAll(ofTheServer);
        if (!problems.isEmpty()) {
            throw new WrongResultException(what + ": " + String.join(", ", problems));
        }
    }
}
